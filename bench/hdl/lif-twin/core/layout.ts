/**
 * Shape and word layouts of the core that is written twice: here in hdlgen, beside it by hand in Verilog. It is a core of
 * its own, apart from the one in `rtl/`, so that the comparison stays the same while that one changes.
 */
import { type Field, type LeakKind, slicesOf, type WeightBits, type WordLayout } from "../../../../config/index.ts";

export interface TwinShape {
  /** L: neurons that accumulate in parallel, a power of two. */
  readonly lanes: number;
  readonly weightBits: WeightBits;
  readonly membraneBits: number;
  readonly accumulatorBits: number;
  /** Groups of L neurons, a power of two. */
  readonly groups: number;
  readonly regions: number;
  /** Entries of one event-list bank, all regions together, a power of two. */
  readonly listEntries: number;
  /** Weight words of L weights, a power of two. */
  readonly weightWords: number;
  readonly segments: number;
  readonly refractoryBits: number;
  readonly biasBits: number;
  /** Leak kinds of the neuron pipeline: none, linear, shift. */
  readonly leaks: readonly LeakKind[];
  readonly leakBits: number;
  readonly firstTickBits: number;
}

function layout(...fields: readonly Field[]): WordLayout {
  const present = fields.filter((field) => field.bits > 0);
  const bits = present.reduce((sum, field) => sum + field.bits, 0);
  return { fields: present, bits, slices: slicesOf(bits) };
}

const log2 = (value: number): number => Math.ceil(Math.log2(value));

export const slotCount = (shape: TwinShape): number => shape.lanes * shape.groups;
export const weightSlices = (shape: TwinShape): number => slicesOf(shape.lanes * shape.weightBits);
/** Bits of an index within a list: an input index or a neuron slot. */
export const listIndexBits = (shape: TwinShape): number => log2(Math.max(2, shape.listEntries, slotCount(shape)));
/** Region numbers have at least one bit. */
export const regionBits = (shape: TwinShape): number => Math.max(1, log2(shape.regions));

/** `weightBase` + list entry addresses a weight word. */
export const segmentLayout = (shape: TwinShape): WordLayout =>
  layout(
    { name: "weightBase", bits: Math.max(1, log2(shape.weightWords)) },
    { name: "region", bits: regionBits(shape) },
    { name: "lastOfGroup", bits: 1 },
    { name: "lastOfTick", bits: 1 },
  );

/** What the neuron pipeline needs together with the membrane. */
export const inputParameterLayout = (shape: TwinShape): WordLayout =>
  layout(
    { name: "bias", bits: Math.max(1, shape.biasBits) },
    { name: "shiftOn", bits: shape.leaks.includes("shift") ? 1 : 0 },
    { name: "shiftAmount", bits: shape.leaks.includes("shift") ? log2(shape.membraneBits) : 0 },
    { name: "linearAmount", bits: shape.leaks.includes("linear") ? shape.leakBits : 0 },
    { name: "firstTick", bits: shape.firstTickBits },
  );

/** What the neuron pipeline needs together with the sum. `resetAdd` is ρ for reset to a value, −ρ for subtraction. */
export const outputParameterLayout = (shape: TwinShape): WordLayout =>
  layout(
    { name: "threshold", bits: shape.membraneBits - 1 },
    { name: "subtract", bits: 1 },
    { name: "resetAdd", bits: shape.membraneBits },
    { name: "refractory", bits: shape.refractoryBits },
    { name: "report", bits: 1 },
    { name: "loopBack", bits: 1 },
    { name: "loopBackRegion", bits: regionBits(shape) },
  );
