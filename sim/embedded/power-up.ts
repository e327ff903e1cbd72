/** Fills registers and memories as after configuration: what is not given is random, from the seed. */
import { type ElementBytes, writeElement } from "./element.ts";
import type { Hierarchy } from "./hierarchy.ts";
import { bytesOf } from "./place.ts";
import { randomStateAddress } from "./runtime.ts";

/** Writes the state before the first edge into a memory that is all zeros. */
export function powerUp({ registers, memories }: Hierarchy, memory: ArrayBuffer, seed: number): void {
  const view = new DataView(memory);
  const random = randomWords(seed);
  view.setUint32(randomStateAddress, random() | 1, true);
  view.setUint32(randomStateAddress + 4, random(), true);
  for (const { type, address, powerUp: given } of registers.values()) {
    const bytes = bytesOf(type.width) === 8 ? 8 : 4;
    if (given === undefined) fillRandom(memory, address, 1, bytes, type.width, random);
    else writeElement(view, address, bytes, BigInt.asUintN(type.width, given));
  }
  for (const { address, depth, elementBytes, type, init = [] } of memories.values()) {
    // Random words first: they are drawn in whole 32-bit words, whatever is then overwritten.
    if (init.length < depth) fillRandom(memory, address, depth, elementBytes, type.width, random);
    for (const [index, word] of init.entries()) {
      writeElement(view, address + index * elementBytes, elementBytes, BigInt.asUintN(type.width, word));
    }
  }
}

/** `count` random elements of `width` bits. Memories start at multiples of 8 and may be padded: whole words are written. */
function fillRandom(
  memory: ArrayBuffer,
  address: number,
  count: number,
  bytes: ElementBytes,
  width: number,
  random: () => number,
): void {
  const ones = (bits: number) => (bits >= 32 ? 0xffff_ffff : 2 ** bits - 1);
  if (bytes === 8) {
    const words = new Uint32Array(memory, address, count * 2);
    for (let at = 0; at < words.length; at += 2) {
      words[at] = random();
      words[at + 1] = random() & ones(width - 32);
    }
    return;
  }
  const repeat = { 1: 0x0101_0101, 2: 0x0001_0001, 4: 1 }[bytes];
  const mask = Math.imul(ones(width), repeat);
  const words = new Uint32Array(memory, address, Math.ceil((count * bytes) / 4));
  for (let at = 0; at < words.length; at++) words[at] = random() & mask;
}

/** 32-bit words from a seed: Weyl sequence, mixed by multiplication. */
function randomWords(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e37_79b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85eb_ca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  };
}
