/** Types of fixed-point numbers. */
import { fail } from "./errors.ts";
import * as ir from "./expr.ts";
import { checkWidth } from "./expr.ts";
import type { Expr } from "./ir.ts";
import type { Site } from "./site.ts";
import { required, type Type } from "./types.ts";
import { describe, exactNumber, Fix, fixBits, pointAt, type Rounding, type Scaled, UFix, ufixBits } from "./values.ts";

/** A type of fixed-point numbers, as `fixConstant` needs it. */
export interface FixedType<T extends Fix | UFix> extends Type<T> {
  readonly intBits: number;
  readonly fracBits: number;
}

/**
 * Signed fixed point: `intBits` bits before the binary point, the sign among them, and `fracBits` behind it. Its values
 * are the multiples of 2^−fracBits from −2^(intBits − 1) up to, but without, 2^(intBits − 1). Either may be negative
 * as long as their sum, the width, is at least 1.
 */
export function fix(intBits: number, fracBits: number): FixedType<Fix> {
  const format = formatOf("fix", intBits, fracBits);
  const { width } = format;
  const half = 1n << BigInt(width - 1);
  return {
    intBits,
    fracBits,
    width,
    canonical: format.name,
    leaves: [{ path: [], type: { kind: "sint", width, fracBits } }],
    wrap: ([expr]) => new Fix(required(expr), fracBits),
    unwrap: (value, place, site) => [fitted(fixBits(value, fracBits, place, site), value, format, place, site)],
    encode: (value, place) => [exactBits(value, format, -half, half - 1n, place)],
  };
}

/** Unsigned fixed point: the multiples of 2^−fracBits from 0 up to, but without, 2^intBits. */
export function ufix(intBits: number, fracBits: number): FixedType<UFix> {
  const format = formatOf("ufix", intBits, fracBits);
  const { width } = format;
  return {
    intBits,
    fracBits,
    width,
    canonical: format.name,
    leaves: [{ path: [], type: { kind: "uint", width, fracBits } }],
    wrap: ([expr]) => new UFix(required(expr), fracBits),
    unwrap: (value, place, site) => [fitted(ufixBits(value, fracBits, place, site), value, format, place, site)],
    encode: (value, place) => [exactBits(value, format, 0n, ir.maskOf(width), place)],
  };
}

/** The value of a type that a number rounds to. Throws HDL104 where that is out of range. */
export function fixConstant<T extends Fix | UFix>(type: FixedType<T>, value: number, rounding: Rounding): T {
  const scaled = value * 2 ** type.fracBits;
  if (!Number.isFinite(scaled)) fail("HDL104", "fixConstant", `${value} for ${type.canonical}`, "give a finite number");
  const bits = type.encode(roundedNumber(scaled, rounding) * 2 ** -type.fracBits, "fixConstant");
  return type.wrap([ir.constant(required(bits[0]), type.width)]);
}

function roundedNumber(value: number, rounding: Rounding): number {
  const floor = Math.floor(value);
  const above = value - floor;
  switch (rounding) {
    case "floor":
      return floor;
    case "ceil":
      return Math.ceil(value);
    case "towardZero":
      return Math.trunc(value);
    case "nearestUp":
      return above >= 0.5 ? floor + 1 : floor;
    case "nearestAway":
      return above > 0.5 || (above === 0.5 && value > 0) ? floor + 1 : floor;
    case "nearestEven":
      return above > 0.5 || (above === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
  }
}

interface Format {
  readonly name: string;
  readonly intBits: number;
  readonly fracBits: number;
  readonly width: number;
  readonly signed: boolean;
}

function formatOf(kind: "fix" | "ufix", intBits: number, fracBits: number): Format {
  if (!Number.isInteger(intBits) || !Number.isInteger(fracBits)) {
    fail("HDL103", kind, `${intBits} and ${fracBits} bits`, "both are whole numbers");
  }
  const width = checkWidth(intBits + fracBits, kind);
  return { name: `${kind}(${intBits},${fracBits})`, intBits, fracBits, width, signed: kind === "fix" };
}

/** The bits of a number that is exactly representable, from `low` to `high`. */
function exactBits(value: unknown, { name, fracBits }: Format, low: bigint, high: bigint, place: string): bigint {
  if (typeof value !== "number") return fail("HDL104", place, `${describe(value)} for a ${name}`, "give a number");
  const exact = exactNumber(value, fracBits, place);
  const bits = exact.whole << BigInt(fracBits - exact.fracBits);
  if (bits < low || bits > high) {
    const [least, most] = [low, high].map((end) => Number(end) * 2 ** -fracBits);
    fail(
      "HDL104",
      place,
      `${value} does not fit ${name} (${least}…${most})`,
      "give a value in that range, or a wider type",
    );
  }
  return bits;
}

/** The bits of a value that fits exactly; `given` is the value or the number that it was made of. */
function fitted(scaled: Scaled, given: unknown, format: Format, place: string, site?: Site): Expr {
  const { name, intBits, fracBits, width, signed } = format;
  if (scaled.fracBits > fracBits || scaled.expr.width - scaled.fracBits > intBits) {
    if (typeof given === "number")
      fail(
        "HDL104",
        place,
        `literal ${given} does not fit ${name}`,
        "give a value in its range, or a wider type",
        site,
      );
    const mend = `use .resize(${intBits}, ${fracBits}, { rounding: …, overflow: … })`;
    fail("HDL102", place, `${describe(given)} driven into ${name}`, mend, site);
  }
  return ir.extend(pointAt(scaled, fracBits), width, signed);
}
