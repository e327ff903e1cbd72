import { fail } from "../errors.ts";
import type { Fix, SInt, UFix, UInt } from "./scalars.ts";

/**
 * The exact sum of any number of values of one kind, by a balanced tree: of n values of w bits, w + ⌈log2 n⌉ bits.
 * Throws HDL106 for none.
 */
export function sum(values: Iterable<UInt>): UInt;
export function sum(values: Iterable<SInt>): SInt;
export function sum(values: Iterable<Fix>): Fix;
export function sum(values: Iterable<UFix>): UFix;
export function sum(values: Iterable<Addend>): Addend {
  let level: readonly Addend[] = [...values];
  while (level.length > 1) {
    const pairs = Array.from({ length: Math.ceil(level.length / 2) }, (_, i) => level.slice(2 * i, 2 * i + 2));
    level = pairs.flatMap(([a, b]) => (a === undefined ? [] : b === undefined ? [a] : [a.add(b as never)]));
  }
  const [total] = level;
  return total ?? fail("HDL106", "sum", "no values", "give at least one");
}

/** A value that others of its kind are added to. */
interface Addend {
  add(b: never): Addend;
}
