/** Fields of the core's words as hardware values, by the layouts that the packer writes by. */
import { sliceBits, type WordLayout } from "../../config/index.ts";
import { type Bool, cat, type SInt, type UInt, type Vec } from "../../hdlgen/index.ts";

export interface Fields {
  has(name: string): boolean;
  uint(name: string): UInt;
  sint(name: string): SInt;
  bool(name: string): Bool;
}

/** A word in slices of 16 bits, low one first. */
export type Slices = Vec<UInt> | readonly UInt[];

function sliceOfWord(slices: Slices, index: number): UInt {
  const slice = [...slices][index];
  if (slice === undefined) throw new Error(`no slice ${index}`);
  return slice;
}

/** Bits of a word that comes in slices, low one first. */
export function sliced(slices: Slices, low: number, bits: number): UInt {
  const parts: UInt[] = [];
  for (let at = low; at < low + bits; at = (Math.floor(at / sliceBits) + 1) * sliceBits) {
    const slice = Math.floor(at / sliceBits);
    const high = Math.min(low + bits, (slice + 1) * sliceBits) - 1;
    parts.unshift(sliceOfWord(slices, slice).slice(high - slice * sliceBits, at - slice * sliceBits));
  }
  return cat(...parts);
}

/** The slices of a word in which values stand side by side, the first in the lowest bits; the inverse of `sliced`. */
export function joined(values: readonly UInt[]): UInt[] {
  const parts: UInt[][] = [];
  let low = 0;
  for (const value of values) {
    for (let at = low; at < low + value.width; at = (Math.floor(at / sliceBits) + 1) * sliceBits) {
      const slice = Math.floor(at / sliceBits);
      const high = Math.min(low + value.width, (slice + 1) * sliceBits) - 1;
      const own = parts[slice] ?? [];
      own.unshift(value.slice(high - low, at - low));
      parts[slice] = own;
    }
    low += value.width;
  }
  return parts.map((own) => cat(...own));
}

/** Cuts a word that comes in slices into its fields, or record `record` of those that stand in it side by side. */
export function fieldsOf(word: Slices, layout: WordLayout, record = 0): Fields {
  const find = (name: string): UInt => {
    let low = record * layout.bits;
    for (const field of layout.fields) {
      if (field.name === name) return sliced(word, low, field.bits);
      low += field.bits;
    }
    throw new Error(`no field ${name}`);
  };
  return {
    has: (name) => layout.fields.some((field) => field.name === name),
    uint: find,
    sint: (name) => find(name).asSInt(),
    bool: (name) => find(name).bit(0),
  };
}
