import { bool, module, nodes, regArray, stream, type Type, when } from "../../hdlgen/index.ts";
import { byName, nameRules, portValue, portValues, type Sink, type Source, streamsOut } from "./named-streams.ts";
import { checkParameters } from "./parameters.ts";

export interface StreamForkParameters<T, N extends string> {
  readonly type: Type<T>;
  /** Names of the streams that get a copy each. */
  readonly sinks: readonly N[];
}

const ports = <T, const N extends string>({ type, sinks }: StreamForkParameters<T, N>) => {
  checkParameters("stream_fork", nameRules(sinks, ["enq"]));
  return { enq: stream.in(type), ...streamsOut(sinks, type) };
};

/** The fork with its registers in view, for proofs. */
export function streamFork<T, N extends string>(io: object, { sinks }: StreamForkParameters<T, N>) {
  const enq = portValue<Source<T>>(io, "enq");
  const has = regArray("has", sinks.length, [bool, false]);
  const done = portValues<Sink>(io, sinks).map(({ ready }, i) => ready.or(has[i] ?? false));
  const { allDone } = nodes({ allDone: done.reduce((all, each) => all.and(each)) });
  when(enq.valid, () => {
    has.forEach((taken, i) => {
      taken.next = allDone.not().and(done[i] ?? false);
    });
  });
  const offers = has.map((taken) => ({ valid: enq.valid.and(taken.not()), payload: enq.payload }));
  return { drives: { enq: { ready: allDone }, ...byName(sinks, (i) => offers[i]) }, has };
}

/**
 * Copies a stream to several, each of which takes its copy when it likes; the next word comes when all have theirs.
 * Eager: no sink is made to wait for another one's `ready`, which a stream's `valid` must not do.
 *
 * Ports       enq: stream; one stream out per name in `sinks`
 * Latency     none.  Throughput: 1 word per cycle
 * Hazards     paths from every sink's `ready` to `enq.ready` and from `enq` to every sink
 * Cost        1 flip-flop and about 2 LUT per sink; docs/cells.md
 * Proof       k-induction: every sink gets every word once, in order; stable while stalled
 */
export const StreamFork = module("stream_fork", ports, (io, parameters) => streamFork(io, parameters).drives as never);
