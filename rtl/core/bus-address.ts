import { type CoreShape, sliceStride } from "../../config/index.ts";
import { constant, type UInt, uint } from "../../hdlgen/index.ts";

/** Where a bus address points in a memory whose words have slices: `address = word × stride + slice`. */
const shiftOf = (slices: number): number => Math.log2(sliceStride(slices));

/** The word, `bits` wide. */
export function wordOf(address: UInt, slices: number, bits: number): UInt {
  const shift = shiftOf(slices);
  return address.slice(shift + bits - 1, shift);
}

/** The slice; a word of one slice has slice 0. */
export function sliceOf(address: UInt, slices: number): UInt {
  const shift = shiftOf(slices);
  return shift === 0 ? constant(uint(1), 0) : address.trunc(shift);
}

/** The row that a slot is in. */
export function rowOfSlot(slot: UInt, { updates, slots }: CoreShape): UInt {
  const laneBits = Math.log2(updates);
  return slots === updates ? constant(uint(1), 0) : slot.slice(Math.log2(slots) - 1, laneBits);
}
