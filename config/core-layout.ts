/**
 * Bit layout of the core's configuration words, as data: the packer writes by it and the hardware reads by it. A word
 * is its fields, first field in the lowest bits, in as many 16-bit slices as it needs.
 */
import type { CoreShape, ParameterName } from "./hardware-config.ts";
import type { LeakKind } from "./integer-network.ts";

export interface Field {
  readonly name: string;
  readonly bits: number;
}

export interface WordLayout {
  readonly fields: readonly Field[];
  readonly bits: number;
  readonly slices: number;
}

/** Which layout of the words this is: raised with every change of it, so that a board with an earlier one is not loaded. */
export const configurationLayout = 2;

export const sliceBits = 16;
/** 16-bit slices of a word. */
export const slicesOf = (bits: number): number => Math.ceil(bits / sliceBits);

function layout(...fields: readonly Field[]): WordLayout {
  const stored = fields.filter((field) => field.bits > 0);
  const bits = stored.reduce((sum, field) => sum + field.bits, 0);
  return { fields: stored, bits, slices: slicesOf(bits) };
}

const log2 = (value: number): number => Math.ceil(Math.log2(value));

export const weightSlices = (shape: CoreShape): number => slicesOf(shape.lanes * shape.weightBits);
/** Bus addresses of a sliced word: its slices stand at `word × stride + slice`. */
export const sliceStride = (slices: number): number => 2 ** log2(slices);
/** Bits of an index within a list: an input index or a neuron slot. */
export const listIndexBits = (shape: CoreShape): number =>
  log2(Math.max(2, shape.listEntries, shape.slots, 16 * shape.historyWords));
/** Region numbers have at least one bit. */
export const regionBits = (shape: CoreShape): number => Math.max(1, log2(shape.regions));

/** Rows of a group need this many bits, written as rows − 1. */
export const rowBits = (shape: CoreShape): number => log2(shape.lanes / shape.updates);

/** `weightBase` + list entry addresses a weight word. */
export const segmentLayout = (shape: CoreShape): WordLayout =>
  layout(
    { name: "weightBase", bits: Math.max(1, log2(shape.weightWords)) },
    { name: "region", bits: regionBits(shape) },
    { name: "lastOfGroup", bits: 1 },
    { name: "lastOfTick", bits: 1 },
    { name: "wait", bits: shape.waits ? 1 : 0 },
  );

/** What all neurons of a group have in common. */
export const groupLayout = (shape: CoreShape): WordLayout =>
  layout(
    { name: "rowsMinusOne", bits: rowBits(shape) },
    { name: "lastOfTick", bits: 1 },
    { name: "lastOfPopulation", bits: shape.historyWords > 0 ? 1 : 0 },
    { name: "record", bits: shape.historyWords > 0 ? 1 : 0 },
    { name: "report", bits: 1 },
    { name: "loopBack", bits: 1 },
    { name: "loopBackRegion", bits: regionBits(shape) },
    ...inputFields(shape, "group"),
    ...outputFields(shape, "group"),
  );

/** What the neuron pipeline needs of one neuron together with its membrane. A row word is U of them, slot 0 lowest. */
export const inputParameterLayout = (shape: CoreShape): WordLayout => layout(...inputFields(shape, "neuron"));

/** What the neuron pipeline needs of one neuron together with its sum. A row word is U of them, slot 0 lowest. */
export const outputParameterLayout = (shape: CoreShape): WordLayout => layout(...outputFields(shape, "neuron"));

/** A step of the delay program; delay 0 ends it. */
export const delayLayout = (shape: CoreShape): WordLayout =>
  layout(
    { name: "delay", bits: 4 },
    { name: "region", bits: regionBits(shape) },
    { name: "word", bits: log2(shape.historyWords) },
  );

/** A core's only kind needs no field to say so. */
const choiceBits = (kinds: number): number => log2(Math.max(1, kinds));

type Scope = "neuron" | "group";
const present = (
  shape: CoreShape,
  scope: Scope,
  parameter: ParameterName,
  fields: readonly Field[],
): readonly Field[] => (shape.perNeuron.includes(parameter) === (scope === "neuron") ? fields : []);

/**
 * The leaks that `leakKind` tells from each other, by its value. No leak is one of 0 in linear steps where a core has
 * these: with the four kinds in two bits each of the others has a bit of its own, or none.
 */
export const codedLeaks = ({ leaks }: Pick<CoreShape, "leaks">): readonly LeakKind[] =>
  leaks.includes("linear") ? leaks.filter((kind) => kind !== "none") : leaks;

/** The fields `leakKind` and `leakAmount` of a leak. */
export function leakFields(kind: LeakKind, amount: number, shape: Pick<CoreShape, "leaks">) {
  const coded = codedLeaks(shape);
  const leakKind = coded.indexOf(kind === "none" && !coded.includes("none") ? "linear" : kind);
  if (leakKind < 0) throw new Error(`a core without the leak ${kind}`);
  return { leakKind, leakAmount: kind === "none" ? 0 : amount };
}

/** `leakKind` is the index into `codedLeaks`. */
const inputFields = (shape: CoreShape, scope: Scope): readonly Field[] => [
  ...present(shape, scope, "bias", [{ name: "bias", bits: shape.biasBits }]),
  ...present(shape, scope, "leak", [
    { name: "leakKind", bits: choiceBits(codedLeaks(shape).length) },
    { name: "leakAmount", bits: shape.leakBits },
  ]),
  ...present(shape, scope, "firstTick", [{ name: "firstTick", bits: shape.firstTickBits }]),
  ...present(shape, scope, "refractory", [{ name: "refractory", bits: shape.refractoryBits }]),
];

/** `resetKind` is the index into `shape.resets`; `resetAdd` is ρ, for the kinds that load one. `increment`: of an adapting threshold. */
const outputFields = (shape: CoreShape, scope: Scope): readonly Field[] => [
  ...present(shape, scope, "threshold", [{ name: "threshold", bits: shape.thresholdBits }]),
  ...present(shape, scope, "reset", [
    { name: "resetKind", bits: choiceBits(shape.resets.length) },
    { name: "resetAdd", bits: shape.resetBits },
  ]),
  ...present(shape, scope, "adaptation", [{ name: "increment", bits: shape.adaptation?.bits ?? 0 }]),
];

type FieldValues = Readonly<Record<string, number>>;

/** Packs a record of non-negative or two's complement field values into 16-bit slices, low slice first. */
export function packWord(word: WordLayout, values: FieldValues): number[] {
  return packWords(word, [values]);
}

/** Packs records side by side, the first in the lowest bits: a row word is one record per neuron. */
export function packWords(word: WordLayout, records: readonly FieldValues[]): number[] {
  let bits = 0n;
  let at = 0n;
  for (const values of records) {
    for (const field of word.fields) {
      bits |= BigInt.asUintN(field.bits, BigInt(checked(field, values))) << at;
      at += BigInt(field.bits);
    }
  }
  const slices = slicesOf(word.bits * records.length);
  return Array.from({ length: slices }, (_, i) => Number((bits >> BigInt(i * sliceBits)) & 0xffffn));
}

function checked({ name, bits }: Field, values: FieldValues): number {
  const value = values[name];
  if (value === undefined) throw new Error(`no value for field ${name}`);
  const limit = 2 ** bits;
  if (!Number.isInteger(value) || value >= limit || value < -limit / 2) {
    throw new Error(`field ${name}: ${value} does not fit ${bits} bits`);
  }
  return value;
}
