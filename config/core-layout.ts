/**
 * Bit layout of the core's configuration words, as data: the packer writes by it and the hardware reads by it. A word
 * is its fields, first field in the lowest bits, in as many 16-bit slices as it needs.
 */
import type { CoreShape } from "./hardware-config.ts";

export interface Field {
  readonly name: string;
  readonly bits: number;
}

export interface WordLayout {
  readonly fields: readonly Field[];
  readonly bits: number;
  readonly slices: number;
}

export const sliceBits = 16;
/** 16-bit slices of a word. */
export const slicesOf = (bits: number): number => Math.ceil(bits / sliceBits);

function layout(...fields: readonly Field[]): WordLayout {
  const present = fields.filter((field) => field.bits > 0);
  const bits = present.reduce((sum, field) => sum + field.bits, 0);
  return { fields: present, bits, slices: slicesOf(bits) };
}

const log2 = (value: number): number => Math.ceil(Math.log2(value));

export const slotCount = (shape: CoreShape): number => shape.lanes * shape.groups;
export const weightSlices = (shape: CoreShape): number => slicesOf(shape.lanes * shape.weightBits);
/** Bus addresses of a sliced word: its slices stand at `word × stride + slice`. */
export const sliceStride = (slices: number): number => 2 ** log2(slices);
/** Bits of an index within a list: an input index or a neuron slot. */
export const listIndexBits = (shape: CoreShape): number => log2(Math.max(2, shape.listEntries, slotCount(shape)));
/** Region numbers have at least one bit. */
export const regionBits = (shape: CoreShape): number => Math.max(1, log2(shape.regions));

/** `weightBase` + list entry addresses a weight word. */
export const segmentLayout = (shape: CoreShape): WordLayout =>
  layout(
    { name: "weightBase", bits: Math.max(1, log2(shape.weightWords)) },
    { name: "region", bits: regionBits(shape) },
    { name: "lastOfGroup", bits: 1 },
    { name: "lastOfTick", bits: 1 },
  );

/** What the neuron pipeline needs together with the membrane. */
export const inputParameterLayout = (shape: CoreShape): WordLayout =>
  layout(
    { name: "bias", bits: Math.max(1, shape.biasBits) },
    { name: "shiftOn", bits: shape.leaks.includes("shift") ? 1 : 0 },
    { name: "shiftAmount", bits: shape.leaks.includes("shift") ? log2(shape.membraneBits) : 0 },
    { name: "linearAmount", bits: shape.leaks.includes("linear") ? shape.leakBits : 0 },
    { name: "firstTick", bits: shape.firstTickBits },
  );

/** What the neuron pipeline needs together with the sum. `resetAdd` is ρ for reset to a value, −ρ for subtraction. */
export const outputParameterLayout = (shape: CoreShape): WordLayout =>
  layout(
    { name: "threshold", bits: shape.membraneBits - 1 },
    { name: "subtract", bits: 1 },
    { name: "resetAdd", bits: shape.membraneBits },
    { name: "refractory", bits: shape.refractoryBits },
    { name: "report", bits: 1 },
    { name: "loopBack", bits: 1 },
    { name: "loopBackRegion", bits: regionBits(shape) },
  );

/** Packs a record of non-negative or two's complement field values into 16-bit slices, low slice first. */
export function packWord(word: WordLayout, values: Readonly<Record<string, number>>): number[] {
  let bits = 0n;
  let at = 0n;
  for (const field of word.fields) {
    const value = values[field.name];
    if (value === undefined) throw new Error(`no value for field ${field.name}`);
    const limit = 2 ** field.bits;
    if (!Number.isInteger(value) || value >= limit || value < -limit / 2) {
      throw new Error(`field ${field.name}: ${value} does not fit ${field.bits} bits`);
    }
    bits |= BigInt.asUintN(field.bits, BigInt(value)) << at;
    at += BigInt(field.bits);
  }
  return Array.from({ length: word.slices }, (_, i) => Number((bits >> BigInt(i * sliceBits)) & 0xffffn));
}
