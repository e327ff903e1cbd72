import { cat, module, nodes, output, stream, type Type, uint } from "../../hdlgen/index.ts";
import {
  byName,
  chosen,
  nameRules,
  portValue,
  portValues,
  type Sink,
  type Source,
  streamsIn,
} from "./named-streams.ts";
import { checkParameters } from "./parameters.ts";
import { roundRobinArbiter } from "./round-robin-arbiter.ts";

export interface StreamArbiterParameters<T, N extends string> {
  readonly type: Type<T>;
  /** Names of the streams to choose from, 2…32. */
  readonly sources: readonly N[];
}

const ports = <T, const N extends string>({ type, sources }: StreamArbiterParameters<T, N>) => {
  checkParameters("stream_arbiter", nameRules(sources, ["deq", "grant"], 32));
  return { ...streamsIn(sources, type), deq: stream.out(type), grant: output(uint(sources.length)) };
};

/** The arbiter with its register in view, for proofs. */
export function streamArbiter<T, N extends string>(io: object, { sources }: StreamArbiterParameters<T, N>) {
  const streams = portValues<Source<T>>(io, sources);
  const { ready } = portValue<Sink>(io, "deq");
  const { request } = nodes({ request: cat(...streams.map(({ valid }) => valid).reverse()) });
  const { drives, turn } = roundRobinArbiter({ request, accept: ready }, { count: sources.length });
  const { grant } = drives;
  return {
    drives: {
      ...byName(sources, (i) => ({ ready: grant.bit(i).and(ready) })),
      deq: { valid: request.any(), payload: chosen(streams, (i) => grant.bit(i)) },
      grant,
    },
    turn,
  };
}

/**
 * Merges streams fairly into one.
 *
 * Ports       one stream in per name in `sources`; deq: stream; grant: one bit per source, in their order, lowest first:
 *             whose word is on `deq`; none while there is no word
 * Latency     none.  Throughput: 1 word per cycle, from one source or from many
 * Fairness    a source with a word waits for at most one word of every other source
 * Hazards     a path from every `valid` through the arbiter to `deq` and to every `ready`
 * Cost        docs/cells.md
 * Proof       k-induction: every word comes from the source that is granted and no other source gives one, stable while
 *             stalled, bounded wait
 */
export const StreamArbiter = module(
  "stream_arbiter",
  ports,
  (io, parameters) => streamArbiter(io, parameters).drives as never,
);
