/** Numbers of JavaScript as exact binary fractions. */
import { fail } from "../errors.ts";
import type { Site } from "../site.ts";

/** `whole` times 2^−fracBits. */
export interface Exact {
  readonly whole: bigint;
  readonly fracBits: number;
}

/**
 * A number as a binary fraction, with the fewest places that it needs but not fewer than 0 unless `fracBits` is. Throws
 * HDL176 for one that needs more than `fracBits`, which is what most decimal fractions do.
 */
export function exactNumber(value: number, fracBits: number, place: string, site?: Site): Exact {
  const scaled = value * 2 ** fracBits;
  if (!Number.isFinite(value) || !Number.isInteger(scaled)) {
    fail(
      "HDL176",
      place,
      `${value} is no multiple of 2^${-fracBits}`,
      `round it: fixConstant(type, ${value}, "nearestEven")`,
      site,
    );
  }
  let [whole, places] = [BigInt(scaled), fracBits];
  while (places > 0 && (whole & 1n) === 0n) {
    whole >>= 1n;
    places--;
  }
  return { whole, fracBits: places };
}
