/** The flat crossbar that the fabrics are compared with: every input has a way of its own to every output. */
import {
  type Bool,
  bool,
  cat,
  input,
  instance,
  module,
  reset,
  type StreamWires,
  stream,
  streams,
  type UInt,
  uint,
  withReset,
} from "../../hdlgen/index.ts";
import {
  byName,
  numbered,
  portValue,
  portValues,
  type Sink,
  type Source,
  type StreamIn,
  type StreamOut,
  streamsIn,
  streamsOut,
} from "../../rtl/cells/named-streams.ts";
import { WordMemory } from "../../rtl/core/sliced-memory.ts";
import { MarkerMerge } from "../../rtl/router/marker-merge.ts";
import { routedInput } from "../../rtl/router/routed-input.ts";
import { type SpikeWord, type SpikeWordShape, spikeWord } from "../../rtl/router/spike-word.ts";

export interface SpikeCrossbarParameters extends SpikeWordShape {
  /** Ends, 2…32: each has a stream in and one out. */
  readonly ends: number;
}

const masks = { kind: "distributed", latency: 1 } as const;

/** One input: a copy of each word to every other end that its route's mask names, a marker to all. */
const CrossbarInput = module(
  "crossbar_input",
  (parameters: SpikeWordShape & { readonly others: number }) => ({
    words: stream.in(spikeWord(parameters)),
    ...(streamsOut(numbered("to", parameters.others), spikeWord(parameters)) as Readonly<
      Record<"to0", StreamOut<SpikeWord>>
    >),
    clear: input(bool),
    write: input(bool),
    writeAddress: input(uint(parameters.routeBits)),
    writeData: input(uint(parameters.others)),
  }),
  ({ words, clear, ...io }, { others, routeBits, indexBits }) => {
    const sinks = numbered("to", others);
    const { write, writeAddress, writeData } = io;
    const maskOf = (address: UInt): UInt =>
      instance("masks", WordMemory({ bits: others, depth: 2 ** routeBits, ...masks }), {
        ...{ address, write, writeAddress, writeData },
      }).word;
    return withReset(reset().or(clear), () => {
      const routed = routedInput(
        { words, clear, sinks: portValues<Sink>(io, sinks), maskOf },
        { routeBits, indexBits, latency: masks.latency },
      );
      return { words: routed.words, ...byName(sinks, (i) => routed.offers[i]) } as never;
    });
  },
);

/**
 * Ports       `from0`, `to0`, …: a stream in and one out per end. write: the mask of route `writeAddress` at all inputs: the
 *             ends that get its words, a bit each
 * Latency     3 cycles
 */
export const SpikeCrossbar = module(
  "spike_crossbar",
  (parameters: SpikeCrossbarParameters) => ({
    ...(streamsIn(numbered("from", parameters.ends), spikeWord(parameters)) as Readonly<
      Record<"from0", StreamIn<SpikeWord>>
    >),
    ...(streamsOut(numbered("to", parameters.ends), spikeWord(parameters)) as Readonly<
      Record<"to0", StreamOut<SpikeWord>>
    >),
    clear: input(bool),
    write: input(bool),
    writeAddress: input(uint(parameters.routeBits)),
    writeData: input(uint(parameters.ends)),
  }),
  ({ clear, write, writeAddress, writeData, ...io }, { ends, routeBits, indexBits }) => {
    const type = spikeWord({ routeBits, indexBits });
    const all = [...numbered("", ends).keys()];
    const othersOf = (end: number): number[] => all.filter((other) => other !== end);
    const pathName = (from: number, to: number): string => `path${from}To${to}`;
    const paths: Readonly<Record<string, StreamWires<SpikeWord>>> = streams(
      byName(
        all.flatMap((from) => othersOf(from).map((to) => pathName(from, to))),
        () => type,
      ),
    );
    const path = (from: number, to: number): StreamWires<SpikeWord> => portValue(paths, pathName(from, to));
    const drives: Record<string, unknown> = {};
    for (const end of all) {
      const others = othersOf(end);
      const { words } = instance(`input${end}`, CrossbarInput({ routeBits, indexBits, others: others.length }), {
        words: portValue<Source<SpikeWord>>(io, `from${end}`),
        ...byName(numbered("to", others.length), (i) => path(end, others[i] ?? 0).in),
        ...{ clear, write, writeAddress },
        writeData: cat(...others.map((other) => writeData.bit(other)).reverse()),
      } as never) as unknown as { readonly words: { readonly ready: Bool } };
      drives[`from${end}`] = words;
      const { deq } = instance(`output${end}`, MarkerMerge({ type, sources: others.map((other) => `from${other}`) }), {
        ...byName(
          others.map((other) => `from${other}`),
          (i) => path(others[i] ?? 0, end).out,
        ),
        ...{ clear, deq: portValue(io, `to${end}`) },
      } as never) as unknown as { readonly deq: unknown };
      drives[`to${end}`] = deq;
    }
    return drives as never;
  },
);
