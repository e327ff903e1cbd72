import { formal, module, nodes, stream, type Type, type UInt, uint } from "../../hdlgen/index.ts";
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
import { bitsFor, checkParameters } from "./parameters.ts";

export interface StreamMuxParameters<T, N extends string> {
  readonly type: Type<T>;
  /** Names of the streams to choose from; the choice is the index in this list. */
  readonly sources: readonly N[];
}

const ports = <T, const N extends string>({ type, sources }: StreamMuxParameters<T, N>) => {
  checkParameters("stream_mux", nameRules(sources, ["choice", "deq"]));
  return { ...streamsIn(sources, type), choice: stream.in(uint(bitsFor(sources.length))), deq: stream.out(type) };
};

function streamMux<T, N extends string>(io: object, { sources }: StreamMuxParameters<T, N>) {
  const streams = portValues<Source<T>>(io, sources);
  const choice = portValue<Source<UInt>>(io, "choice");
  const { ready } = portValue<Sink>(io, "deq");
  const isChosen = (i: number) => choice.payload.eq(i);
  const { valid } = nodes({
    valid: choice.valid.and(streams.map((each, i) => each.valid.and(isChosen(i))).reduce((any, each) => any.or(each))),
  });
  const { moves } = nodes({ moves: valid.and(ready) });
  formal.assert(choice.valid.not().or(choice.payload.le(sources.length - 1)), "a choice names a source that is there");
  return {
    ...byName(sources, (i) => ({ ready: moves.and(isChosen(i)) })),
    choice: { ready: moves },
    deq: { valid, payload: chosen(streams, isChosen) },
  };
}

/**
 * Takes each word from the stream that is named for it.
 *
 * Ports       one stream in per name in `sources`; choice: stream, one index of a source per word; deq: stream
 * Latency     none.  Throughput: 1 word per cycle
 * Hazards     a choice of a source that is not there blocks for good, and fails an assertion; paths from every `valid`
 *             and from `choice` to `deq` and to every `ready`
 * Cost        docs/cells.md
 * Proof       k-induction: one word of the source that is chosen per choice, no other one moves; stable while stalled
 */
export const StreamMux = module("stream_mux", ports, (io, parameters) => streamMux(io, parameters) as never);
