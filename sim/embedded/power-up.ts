/** Fills registers and memories as after configuration: what is not given is random, from the seed. */
import { type CompiledModule, forEachInstance } from "./compiled-module.ts";
import { type ElementBytes, writeElement } from "./element.ts";
import { bytesOf } from "./place.ts";
import type { RandomFill } from "./random-fill.ts";
import { randomStateAddress } from "./runtime.ts";

/** Writes the state before the first edge into a memory that is all zeros; `fill` works in the same. */
export function powerUp(top: CompiledModule, base: number, memory: ArrayBuffer, seed: number, fill: RandomFill): void {
  const view = new DataView(memory);
  let random = fill(randomStateAddress, randomStateAddress + 8, seed, -1, -1);
  view.setUint32(randomStateAddress, view.getUint32(randomStateAddress, true) | 1, true);
  /** `count` random elements. Memories start at multiples of 8 and may be padded: whole words are written. */
  const fillRandom = (address: number, count: number, bytes: ElementBytes, width: number): void => {
    const [even, odd] = masksOf(bytes, width);
    random = fill(address, address + Math.ceil((count * bytes) / 4) * 4, random, even, odd);
  };
  forEachInstance(top, base, ({ registers }, at) => {
    for (const { type, offset, powerUp: given } of registers) {
      const bytes = bytesOf(type.width) === 8 ? 8 : 4;
      if (given === undefined) fillRandom(at + offset, 1, bytes, type.width);
      else writeElement(view, at + offset, bytes, BigInt.asUintN(type.width, given));
    }
  });
  forEachInstance(top, base, ({ memories }, at) => {
    for (const { offset, depth, elementBytes, type, init = [] } of memories) {
      // Random words first: they are drawn in whole 32-bit words, whatever is then overwritten.
      if (init.length < depth) fillRandom(at + offset, depth, elementBytes, type.width);
      for (const [index, word] of init.entries()) {
        writeElement(view, at + offset + index * elementBytes, elementBytes, BigInt.asUintN(type.width, word));
      }
    }
  });
}

const repeated = { 1: 0x0101_0101, 2: 0x0001_0001, 4: 1 } as const;

/** The bits that elements have in the first of two words, and in the second. */
function masksOf(bytes: ElementBytes, width: number): readonly [number, number] {
  if (bytes === 8) return [-1, ones(width - 32)];
  const mask = Math.imul(ones(width), repeated[bytes]);
  return [mask, mask];
}

function ones(bits: number): number {
  return bits >= 32 ? -1 : 2 ** bits - 1;
}
