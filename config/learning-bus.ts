/** Learning over the memory bus: the words that drive it, and where what was learned stands. */
import { busSpaces, type MemoryBlock } from "./core-bus.ts";
import { sliceBits, sliceStride, weightSlices } from "./core-layout.ts";
import type { HardwareConfig } from "./hardware-config.ts";
import {
  adaptationReadAddress,
  type LearningEntry,
  type LearningRegister,
  learningAddresses,
  learningProgramStride,
  learningRegisters,
} from "./learning.ts";

/** Address of a register in the space `groups`. */
export function learningRegisterAddress(register: LearningRegister): number {
  return learningAddresses.registers + learningRegisters.indexOf(register);
}

/** The word `flags` of a program entry. */
export function learningFlags({
  enabled,
  own,
  teach,
  region,
}: Pick<LearningEntry, "enabled" | "own" | "teach" | "region">): number {
  return Number(enabled) | (Number(own) << 1) | (Number(teach) << 2) | (region << 8);
}

/** Applies every change that is still owed. The core is busy until then. */
export function flushWords(): MemoryBlock[] {
  return [registerWord("command", 1)];
}

/** The modulation level from the next tick on, −128…127. */
export function levelWords(level: number): MemoryBlock[] {
  return [registerWord("level", level & 0xffff)];
}

/**
 * Lets a plastic projection learn or not from the next tick on; after a flush. One that begins to learn knows of no earlier
 * arrivals: its records become 0.
 *
 * @param plastic number of the projection among those that are plastic
 */
export function switchWords(config: HardwareConfig, plastic: number, learns: boolean): MemoryBlock[] {
  const entry = plasticEntry(config, plastic);
  const stride = sliceStride(weightSlices(config.shape));
  const flags = learningFlags({ ...entry, enabled: learns });
  const program = learningAddresses.program + learningProgramStride * plastic;
  const records = new Uint16Array(entry.axons * stride);
  return [
    ...(learns ? [{ space: busSpaces.weights, address: entry.recordBase * stride, words: records }] : []),
    { space: busSpaces.groups, address: program, words: Uint16Array.of(flags) },
  ];
}

/** Weights of a plastic projection, or the second values beside them. */
export type LearnedPlane = "weights" | "second";

/** Consecutive words of a space, to be read. */
export interface WordSpan {
  readonly space: MemoryBlock["space"];
  readonly address: number;
  readonly count: number;
}

/** Where the values of a plastic projection stand: the words of each group; none for second values that do not exist. */
export function learnedSpans(config: HardwareConfig, plastic: number, plane: LearnedPlane): WordSpan[] {
  const { weightBase, groupStride, groups, axons, planeOffset } = plasticEntry(config, plastic);
  if (plane === "second" && planeOffset === 0) return [];
  const stride = sliceStride(weightSlices(config.shape));
  const first = weightBase + (plane === "second" ? planeOffset : 0);
  return Array.from({ length: groups }, (_, group) => ({
    space: busSpaces.weights,
    address: (first + group * groupStride) * stride,
    count: axons * stride,
  }));
}

/** The values of a plastic projection from the words of its spans: row-major, axons × neurons, in LSB. */
export function learnedValues(
  config: HardwareConfig,
  plastic: number,
  plane: LearnedPlane,
  words: readonly Uint16Array[],
): Int32Array {
  const { shape } = config;
  const { axons, neurons } = plasticEntry(config, plastic);
  const { lanes, weightBits } = shape;
  const stride = sliceStride(weightSlices(shape));
  const isSigned = shape.weightSign === "signed" || (plane === "second" && shape.learning?.second === "eligibility");
  const values = new Int32Array(axons * neurons);
  for (let axon = 0; axon < axons; axon++) {
    for (let neuron = 0; neuron < neurons; neuron++) {
      const bit = (neuron % lanes) * weightBits;
      const slice = words[Math.floor(neuron / lanes)]?.[axon * stride + Math.floor(bit / sliceBits)];
      if (slice === undefined) throw new RangeError(`no word for axon ${axon}, neuron ${neuron}`);
      const unsigned = (slice >> (bit % sliceBits)) & (2 ** weightBits - 1);
      values[axon * neurons + neuron] = isSigned ? (unsigned << (32 - weightBits)) >> (32 - weightBits) : unsigned;
    }
  }
  return values;
}

/** Where the thresholds' raises stand, by slot; none where no threshold adapts. */
export function adaptationSpans({ shape, slots }: HardwareConfig): WordSpan[] {
  if (shape.adaptation === undefined) return [];
  return [{ space: busSpaces.refractory, address: adaptationReadAddress, count: slots.length }];
}

/** Raises by neuron, membrane LSB, from the words by slot. */
export function adaptationValues({ slotOfNeuron }: HardwareConfig, words: Uint16Array): Int32Array {
  return Int32Array.from(slotOfNeuron, (slot) => words[slot] ?? 0);
}

function plasticEntry({ learning }: HardwareConfig, plastic: number): LearningEntry {
  const entry = learning?.entries[plastic];
  if (entry === undefined || entry.teach) throw new RangeError(`plastic projection ${plastic} does not exist`);
  return entry;
}

function registerWord(register: LearningRegister, word: number): MemoryBlock {
  return { space: busSpaces.groups, address: learningRegisterAddress(register), words: Uint16Array.of(word) };
}
