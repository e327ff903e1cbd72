import { formal, module, nodes, stream, type Type, type UInt, uint } from "../../hdlgen/index.ts";
import { byName, nameRules, portValue, portValues, type Sink, type Source, streamsOut } from "./named-streams.ts";
import { bitsFor, checkParameters } from "./parameters.ts";

export interface StreamDemuxParameters<T, N extends string> {
  readonly type: Type<T>;
  /** Names of the streams to choose from; the choice is the index in this list. */
  readonly sinks: readonly N[];
}

const ports = <T, const N extends string>({ type, sinks }: StreamDemuxParameters<T, N>) => {
  checkParameters("stream_demux", nameRules(sinks, ["choice", "enq"]));
  return { enq: stream.in(type), choice: stream.in(uint(bitsFor(sinks.length))), ...streamsOut(sinks, type) };
};

function streamDemux<T, N extends string>(io: object, { sinks }: StreamDemuxParameters<T, N>) {
  const enq = portValue<Source<T>>(io, "enq");
  const choice = portValue<Source<UInt>>(io, "choice");
  const { valid } = nodes({ valid: enq.valid.and(choice.valid) });
  const isChosen = (i: number) => choice.payload.eq(i);
  const { moves } = nodes({
    moves: portValues<Sink>(io, sinks)
      .map(({ ready }, i) => ready.and(isChosen(i)))
      .reduce((any, each) => any.or(each))
      .and(valid),
  });
  formal.assert(choice.valid.not().or(choice.payload.le(sinks.length - 1)), "a choice names a sink that is there");
  return {
    enq: { ready: moves },
    choice: { ready: moves },
    ...byName(sinks, (i) => ({ valid: valid.and(isChosen(i)), payload: enq.payload })),
  };
}

/**
 * Gives each word to the stream that is named for it.
 *
 * Ports       enq: stream; choice: stream, one index of a sink per word; one stream out per name in `sinks`
 * Latency     none.  Throughput: 1 word per cycle
 * Hazards     a choice of a sink that is not there blocks for good, and fails an assertion; paths from every `ready`
 *             to `enq.ready` and `choice.ready`
 * Cost        docs/cells.md
 * Proof       k-induction: every word reaches the sink that is chosen, once, and no other one; stable while stalled
 */
export const StreamDemux = module("stream_demux", ports, (io, parameters) => streamDemux(io, parameters) as never);
