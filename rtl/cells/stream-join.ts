import { bundle, module, nodes, stream, type Type } from "../../hdlgen/index.ts";
import { byName, nameRules, portValue, portValues, type Sink, type Source, type StreamIn } from "./named-streams.ts";
import { checkParameters } from "./parameters.ts";

export interface StreamJoinParameters<F extends Readonly<Record<string, unknown>>> {
  /** Types of the streams by their names; the joined payload is the bundle of them. */
  readonly sources: { readonly [K in keyof F]: Type<F[K]> };
}

const ports = <F extends Readonly<Record<string, unknown>>>({ sources }: StreamJoinParameters<F>) => {
  const names = Object.keys(sources) as (keyof F & string)[];
  checkParameters("stream_join", nameRules(names, ["deq"]));
  const ins = byName(names, (_, name) => stream.in(sources[name])) as { readonly [K in keyof F]: StreamIn<F[K]> };
  return { ...ins, deq: stream.out(bundle(sources) as unknown as Type<{ readonly [K in keyof F]: F[K] }>) };
};

function streamJoin<F extends Readonly<Record<string, unknown>>>(io: object, { sources }: StreamJoinParameters<F>) {
  const names = Object.keys(sources);
  const streams = portValues<Source<unknown>>(io, names);
  const { ready } = portValue<Sink>(io, "deq");
  const { valid } = nodes({ valid: streams.map((source) => source.valid).reduce((all, each) => all.and(each)) });
  return {
    ...byName(names, () => ({ ready: valid.and(ready) })),
    deq: { valid, payload: byName(names, (i) => streams[i]?.payload) },
  };
}

/**
 * Waits for a word of every stream and gives them on as one.
 *
 * Ports       one stream in per field of `sources`; deq: stream of the bundle of all
 * Latency     none.  Throughput: 1 word per cycle
 * Hazards     a path from every source's `valid` to every other one's `ready`: two joins and a fork may close a loop,
 *             which a skid buffer opens
 * Cost        docs/cells.md
 * Proof       k-induction: one word of every source per word on `deq`, the present ones; stable while stalled
 */
export const StreamJoin = module("stream_join", ports, (io, parameters) => streamJoin(io, parameters) as never);
