/** What a product leaves of its multiplicand, in rows of the factor's digits in base 4, for fabrics without multipliers. */
import { type Bool, cat, constant, hi, lo, nodes, type SInt, sint, type UInt } from "../../hdlgen/index.ts";

/** A number whose lowest bit weighs 2^at. */
export interface Row {
  readonly at: number;
  readonly value: SInt;
}

/** A digit's row, not yet complete: one has to be added at its lowest bit with `one`. */
export interface DigitRow {
  readonly addend: SInt;
  readonly one: Bool;
}

/**
 * −digit × multiplicand for each digit −2 … 2 of the factor, lowest first, 0 where the product is not `meant`. As Booth does:
 * a digit is known from three bits of the factor, and a logic cell chooses a bit of its row and keeps it, cleared by a 0.
 */
export function digitRows(multiplicand: SInt, factor: UInt, meant: Bool, factorBits: number): DigitRow[] {
  const bit = (i: number): Bool => (i < 0 || i >= factorBits ? lo : factor.bit(i));
  const wide = multiplicand.width + 1;
  return Array.from({ length: Math.floor(factorBits / 2) + 1 }, (_, digit) => {
    const [below, low, high] = [bit(2 * digit - 1), bit(2 * digit), bit(2 * digit + 1)];
    const { [`zero${digit}`]: zero = lo } = nodes({
      [`zero${digit}`]: low.xor(high).or(low.xor(below)).and(meant).not(),
    });
    const { [`twice${digit}`]: twice = lo } = nodes({
      [`twice${digit}`]: low.xor(high).and(low.xor(below).not()),
    });
    const size = twice.mux(multiplicand.shl(1), multiplicand.extend(wide));
    return {
      addend: zero.mux(constant(sint(wide), 0), high.mux(size, size.not())),
      one: zero.mux(lo, high.not()),
    };
  });
}

/**
 * Rows whose sum is multiplicand × (2^fraction − factor). What completes a digit's row stands below the next one, where
 * there is room; that of the highest one below the multiplicand, or, where it reaches this, as the carry of two ones.
 */
export function remainderRows(multiplicand: SInt, digits: readonly DigitRow[], fraction: number): Row[] {
  const top = 2 * (digits.length - 1);
  const carries = top === fraction;
  const last = digits.at(-1)?.one ?? lo;
  const rows = digits.map(({ addend }, digit): Row => {
    const before = digits[digit - 1]?.one;
    if (before === undefined) return { at: 0, value: addend };
    const over = carries && digit === digits.length - 1 ? last : lo;
    return { at: 2 * digit - 2, value: cat(addend, over, before).asSInt() };
  });
  const at = carries ? fraction - 1 : top;
  const gap = Array.from({ length: fraction - at - 1 }, () => lo);
  return [...rows, { at, value: cat(multiplicand, ...gap, last).asSInt() }];
}

/** Rows added two by two; an odd one is left as it is. */
export function pairwise(rows: readonly Row[]): Row[] {
  return rows.flatMap((row, i) => {
    if (i % 2 === 1) return [];
    const other = rows[i + 1];
    return [other === undefined ? row : plus(row, other)];
  });
}

/** Exact; what lies below the higher row is taken over. */
export function plus(low: Row, high: Row): Row {
  const passed = high.at - low.at;
  if (passed < 0) return plus(high, low);
  if (passed === 0) return { at: low.at, value: low.value.add(high.value) };
  const value = low.value.extend(Math.max(low.value.width, passed + 1));
  return { at: low.at, value: cat(value.shr(passed).add(high.value), value.asUInt().trunc(passed)).asSInt() };
}

/** Whether the sum of a row at 2^0 and another has a bit below 2^point, without waiting for the sum. */
export function anyBelow(low: Row, high: Row, point: number): Bool {
  if (low.at !== 0) throw new Error(`a row at 2^${low.at}`);
  const lower = (i: number): Bool => (i < 0 ? lo : low.value.bit(Math.min(i, low.value.width - 1)));
  const upper = (i: number): Bool => (i < high.at ? lo : high.value.bit(Math.min(i - high.at, high.value.width - 1)));
  // With nothing below it, a place of the sum is 0 where its bits differ just if there are ones on the place before.
  const places = Array.from({ length: point }, (_, i) =>
    lower(i)
      .xor(upper(i))
      .xor(lower(i - 1).or(upper(i - 1))),
  );
  const { falls } = nodes({ falls: cat(...places.reverse()) });
  return falls.any();
}

/** The sum with a carry at the lowest bit, in one adder: the carry comes out of a bit below. */
export const plusCarry = (one: SInt, other: SInt, carry: Bool): SInt =>
  cat(one, hi).asSInt().add(cat(other, carry).asSInt()).shr(1);
