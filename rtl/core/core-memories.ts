/** Which memories of a core a loader writes, and which of their words a bitstream carries. */
import {
  type BusSpace,
  busSpaces,
  type CarriedMemory,
  delayLayout,
  delayProgramAddress,
  fewestBlockWords,
  groupLayout,
  inputParameterLayout,
  learningAddresses,
  type MemoryBlock,
  outputParameterLayout,
  segmentLayout,
  sliceBits,
  sliceStride,
  slicesOf,
} from "../../config/index.ts";
import { adaptationWidth } from "../neuron/lif-ports.ts";
import { type BackParameters, rowCount, rowTiming } from "./back-timing.ts";
import { learningSections, type PreloadSection } from "./learning-sections.ts";
import { type MemoryKind, memoryFor } from "./memory-choice.ts";
import { sharedBits, sharedFrom } from "./shared-slice.ts";
import { weightTiming } from "./weight-fetch.ts";

/** A memory as a loader sees it: `depth` words of `bits` bits, in slices. */
export interface CoreMemory {
  readonly name: string;
  readonly space: BusSpace;
  /** Of its first word on the memory bus. */
  readonly address: number;
  readonly bits: number;
  readonly depth: number;
  readonly kind: MemoryKind;
  /** Of the highest bits, so many stand in a word that they share with the core's state. */
  readonly shared: number;
  /** Bits that are kept of each slice; absent: all. */
  readonly keptBits?: number;
}

/** Every memory that a loader writes, but for what learning has beside the weights: `learningSections`. */
export function coreMemories(parameters: BackParameters): CoreMemory[] {
  const { shape, fabric } = parameters;
  const { inputParameters, outputParameters, plainState } = rowTiming(parameters);
  const program = (depth: number): MemoryKind => memoryFor(fabric, "program", depth).kind;
  const memory = (name: string, space: BusSpace, place: Pick<CoreMemory, "bits" | "depth" | "kind">): CoreMemory => ({
    ...{ name, space, address: 0, shared: 0 },
    ...place,
  });
  const rowWord = (bits: number) => ({ bits: bits * shape.updates, depth: rowCount(shape) });
  const memories = [
    memory("segments", busSpaces.segments, {
      ...{ bits: segmentLayout(shape).bits, depth: shape.segments, kind: program(shape.segments) },
    }),
    memory("groups", busSpaces.groups, {
      ...{ bits: groupLayout(shape).bits, depth: shape.groups, kind: program(shape.groups) },
    }),
    ...(shape.historyWords === 0
      ? []
      : [
          {
            ...memory("delayProgram", busSpaces.groups, {
              ...{ bits: delayLayout(shape).bits, depth: shape.delayProgram, kind: program(shape.delayProgram) },
            }),
            address: delayProgramAddress,
          },
        ]),
    ...(inputParameters === undefined
      ? []
      : [
          {
            ...memory("inputParameters", busSpaces.inputParameters, {
              ...{ ...rowWord(inputParameterLayout(shape).bits), kind: inputParameters.kind },
            }),
            shared: sharedBits(parameters),
          },
        ]),
    ...(outputParameters === undefined
      ? []
      : [
          memory("outputParameters", busSpaces.outputParameters, {
            ...{ ...rowWord(outputParameterLayout(shape).bits), kind: outputParameters.kind },
          }),
        ]),
    ...(shape.adaptation === undefined
      ? []
      : [
          {
            ...memory("adaptation", busSpaces.groups, { ...rowWord(sliceBits), kind: plainState.kind }),
            ...{ address: learningAddresses.adaptation, keptBits: adaptationWidth(shape) },
          },
        ]),
    // They decide where every list begins, all at once: flip-flops.
    memory("regionStart", busSpaces.regionStart, { bits: sliceBits, depth: shape.regions, kind: "registers" }),
    memory("weights", busSpaces.weights, {
      ...{ bits: shape.lanes * shape.weightBits, depth: shape.weightWords },
      kind: weightTiming(parameters).memory.kind,
    }),
  ];
  return memories;
}

/** Whether a core's contents can come with the bitstream: no bitstream fills an SPRAM. */
export const carriesContents = ({ shape, fabric }: BackParameters): boolean =>
  memoryFor(fabric, "weights", shape.weightWords).kind !== "spram";

interface Slice extends CarriedMemory {
  readonly memory: CoreMemory;
  readonly index: number;
}

const isBlock = (kind: MemoryKind): kind is "block" | "dp16kd" => kind === "block" || kind === "dp16kd";

function blockSlices(memory: CoreMemory): Slice[] {
  const { name, bits, depth, kind, shared, keptBits = sliceBits } = memory;
  if (!isBlock(kind)) return [];
  const count = slicesOf(bits);
  return Array.from({ length: count }, (_, index) => {
    const isShared = shared > 0 && index === count - 1;
    const own = Math.min(keptBits, bits - index * sliceBits);
    return {
      ...{ name: `${name}.${index}`, kind, memory, index },
      ...(isShared ? { bits: sliceBits, from: sharedFrom } : { bits: own, from: 0 }),
      depth: kind === "block" ? Math.max(depth, fewestBlockWords) : depth,
    };
  });
}

/** What is written after reset: the longest section first, so that the words of each begin at a multiple of its length. */
export function preloadSections(parameters: BackParameters): PreloadSection[] {
  const few = coreMemories(parameters)
    .filter(({ kind }) => !isBlock(kind))
    .map(({ space, address, bits, depth }) => ({ space, address, words: depth * sliceStride(slicesOf(bits)) }));
  return [...few, ...learningSections(parameters.shape)].sort((a, b) => b.words - a.words);
}

export const preloadLength = (parameters: BackParameters): number =>
  preloadSections(parameters).reduce((sum, { words }) => sum + words, 0);

/** The memory that holds what is written after reset. */
export const preloadMemory = "preload.0";

/** Output words that wait for the host, where a preload stands at first: four places stay free. */
export function outboxDepth(parameters: BackParameters): number {
  return Math.max(fewestBlockWords, 2 ** Math.ceil(Math.log2(preloadLength(parameters) + 5)));
}

/** Every memory of a chip whose contents the bitstream carries. */
export function carriedMemories(parameters: BackParameters): CarriedMemory[] {
  const depth = outboxDepth(parameters);
  const { kind } = memoryFor(parameters.fabric, "outbox", depth);
  if (!isBlock(kind)) throw new Error(`an outbox of ${kind}`);
  return [
    ...coreMemories(parameters)
      .flatMap(blockSlices)
      .map(({ name, kind, bits, depth, from }) => ({ name, kind, bits, depth, from })),
    { name: preloadMemory, kind, bits: sliceBits, depth, from: 0 },
  ];
}

/** Cuts what a loader would write into the words of each carried memory, by its name. What is not written is 0. */
export function carriedContents(
  parameters: BackParameters,
  image: readonly MemoryBlock[],
): Record<string, readonly number[]> {
  const wordAt = (space: BusSpace, address: number): number => {
    const block = image.find(
      (each) => each.space === space && address >= each.address && address < each.address + each.words.length,
    );
    return block?.words[address - block.address] ?? 0;
  };
  const slices = coreMemories(parameters).flatMap(blockSlices);
  const contents = slices.map(({ name, depth, from, memory, index }): [string, number[]] => {
    const stride = sliceStride(slicesOf(memory.bits));
    const inMemory = (word: number): number =>
      word < memory.depth ? wordAt(memory.space, memory.address + word * stride + index) << from : 0;
    return [name, Array.from({ length: depth }, (_, word) => inMemory(word))];
  });
  const preload = preloadSections(parameters).flatMap(({ space, address, words }) =>
    Array.from({ length: words }, (_, i) => wordAt(space, address + i)),
  );
  const rest = new Array<number>(outboxDepth(parameters) - preload.length).fill(0);
  return { ...Object.fromEntries(contents), [preloadMemory]: [...preload, ...rest] };
}
