/** Hardware types: what ports, registers, wires and memories are declared with. */
import { fail } from "./errors.ts";
import * as ir from "./expr.ts";
import { checkWidth } from "./expr.ts";
import type { Expr, IrType } from "./ir.ts";
import type { Site } from "./site.ts";
import {
  Bool,
  boolBits,
  type Constant,
  describe,
  type In,
  type Leaf,
  SInt,
  sintBits,
  UInt,
  uintBits,
} from "./values.ts";

/** One scalar of a type: a path of field names and what is there. */
export interface LeafType {
  readonly path: readonly string[];
  readonly type: IrType;
}

/** A field of a bundle or an element of an array. */
export interface Part {
  readonly name: string;
  readonly type: AnyType;
  /** The part of a value of the whole. */
  readonly of: (whole: unknown) => unknown;
}

export interface Type<T> {
  readonly width: number;
  /** Same text, same type: part of a module's identity. */
  readonly canonical: string;
  readonly leaves: readonly LeafType[];
  /** What it is made of, in the order of the leaves; absent for a scalar. */
  readonly parts?: readonly Part[];
  /** Builds the value from its leaves, in order. */
  wrap(leaves: readonly Expr[]): T;
  /**
   * The leaves of a value or literal, widened to the type; throws HDL102 or HDL104 where something does not fit, with
   * `site` as the user's line where the call stack does not hold it.
   */
  unwrap(value: In<T>, place: string, site?: Site): readonly Expr[];
  /** A plain number, boolean or record of them as bits, leaf by leaf. */
  encode(value: unknown, place: string): readonly bigint[];
}

export const bool: Type<Bool> = {
  width: 1,
  canonical: "bool",
  leaves: [{ path: [], type: { kind: "bool", width: 1 } }],
  wrap: ([expr]) => new Bool(required(expr)),
  unwrap: (value, place, site) => [boolBits(value, place, site)],
  encode: (value, place) => [
    typeof value === "boolean"
      ? BigInt(value)
      : fail("HDL104", place, `${String(value)} for a Bool`, "use true or false"),
  ],
};

export function uint(width: number): Type<UInt> {
  checkWidth(width, "uint");
  return {
    width,
    canonical: `uint(${width})`,
    leaves: [{ path: [], type: { kind: "uint", width } }],
    wrap: ([expr]) => new UInt(required(expr)),
    unwrap: (value, place, site) => [fitted(uintBits(value, place, site), width, false, place, value, site)],
    encode: (value, place) => [encoded(value, 0n, ir.maskOf(width), place, `uint(${width})`)],
  };
}

export function sint(width: number): Type<SInt> {
  checkWidth(width, "sint");
  const half = 1n << BigInt(width - 1);
  return {
    width,
    canonical: `sint(${width})`,
    leaves: [{ path: [], type: { kind: "sint", width } }],
    wrap: ([expr]) => new SInt(required(expr)),
    unwrap: (value, place, site) => [fitted(sintBits(value, place, site), width, true, place, value, site)],
    encode: (value, place) => [encoded(value, -half, half - 1n, place, `sint(${width})`)],
  };
}

/** The type of one leaf that is no enumeration and no fixed-point number. */
export function leafType({ kind, width }: IrType): Type<Bool> | Type<UInt> | Type<SInt> {
  return kind === "bool" ? bool : kind === "uint" ? uint(width) : sint(width);
}

// biome-ignore lint/suspicious/noExplicitAny: Type<T> is invariant in T; only `any` stands for every T
export type AnyType = Type<any>;
export type AnyFields = { readonly [key: string]: AnyType };
export type BundleOf<F extends AnyFields> = { readonly [K in keyof F]: F[K] extends Type<infer T> ? T : never };

/** A record of types; its value is a record of values. Field names become part of the Verilog names. */
export function bundle<const F extends AnyFields>(fields: F): Type<BundleOf<F>> {
  const entries = Object.entries(fields);
  for (const [key, type] of entries) checkType(type, `bundle.${key}`);
  const width = entries.reduce((sum, [, type]) => sum + type.width, 0);
  return {
    width,
    canonical: `{${entries.map(([key, type]) => `${key}:${type.canonical}`).join(",")}}`,
    leaves: entries.flatMap(([key, type]) =>
      type.leaves.map((leaf) => ({ path: [key, ...leaf.path], type: leaf.type })),
    ),
    parts: entries.map(([name, type]) => ({ name, type, of: (whole) => (whole as Record<string, unknown>)[name] })),
    wrap(leaves) {
      let at = 0;
      return Object.fromEntries(
        entries.map(([key, type]) => {
          const part = leaves.slice(at, at + type.leaves.length);
          at += type.leaves.length;
          return [key, type.wrap(part)];
        }),
      ) as BundleOf<F>;
    },
    unwrap(value, place, site) {
      const given = recordOf(value, entries, place, site);
      return entries.flatMap(([key, type]) => type.unwrap(given[key] as never, `${place}.${key}`, site));
    },
    encode(value, place) {
      const given = recordOf(value, entries, place);
      return entries.flatMap(([key, type]) => type.encode(given[key], `${place}.${key}`));
    },
  };
}

/** The type of a scalar value at hand; it has no literals. */
export function typeOf<T extends Leaf>(value: T): Type<T> {
  const { irType, width } = value;
  const wrap = (expr: Expr): T => value.over(expr) as T;
  return {
    width,
    canonical: value.describe(),
    leaves: [{ path: [], type: irType }],
    wrap: ([expr]) => wrap(required(expr)),
    unwrap: (given, place, site) => {
      const bits = value.align([value, given]).exprs[1];
      return bits?.width === width
        ? [bits]
        : fail(
            "HDL102",
            place,
            `${describe(given)} driven into ${width} bits`,
            `use .sat(${width}) or .trunc(${width})`,
            site,
          );
    },
    encode: (given, place) =>
      fail("HDL104", place, `${describe(given)} for ${value.describe()}`, "give a hardware value"),
  };
}

/** Refuses what is no type, for callers whose language has none of its own. Throws HDL105. */
export function checkType(type: AnyType, place: string): void {
  if (typeof type === "object" && type !== null && Array.isArray(type.leaves)) return;
  fail("HDL105", place, `${describe(type)} where a type is expected`, "give a type: uint(8), bool, bundle({ … })");
}

/** A value of a type whose bits are known: `constant(uint(8), 3)`. Throws HDL104 for a value that does not fit. */
export function constant<T>(type: Type<T>, value: Constant<T>): T {
  checkType(type, "constant");
  const bits = type.encode(value, "constant");
  return type.wrap(type.leaves.map((leaf, i) => ir.constant(required(bits[i]), leaf.type.width)));
}

/** The bits of a value, first leaf most significant. */
export function pack<T>(type: Type<T>, value: In<T>, place: string): Expr {
  return ir.cat(type.unwrap(value, place));
}

/** The inverse of `pack`. */
export function unpack<T>(type: Type<T>, bits: Expr): T {
  let low = type.width;
  return type.wrap(
    type.leaves.map((leaf) => {
      low -= leaf.type.width;
      return ir.slice(bits, low, leaf.type.width);
    }),
  );
}

function recordOf(
  value: unknown,
  entries: readonly [string, unknown][],
  place: string,
  site?: Site,
): Record<string, never> {
  if (typeof value !== "object" || value === null) {
    fail("HDL105", place, `${describe(value)} where a bundle is expected`, "give a record with every field", site);
  }
  const missing = entries.filter(([key]) => !(key in value)).map(([key]) => key);
  const known = new Set(entries.map(([key]) => key));
  const extra = Object.keys(value).filter((key) => !known.has(key));
  if (missing.length > 0) fail("HDL108", place, `no value for ${missing.join(", ")}`, "give every field", site);
  if (extra.length > 0)
    fail("HDL109", place, `${extra.join(", ")}: no such field`, `there are ${[...known].join(", ")}`, site);
  return value as Record<string, never>;
}

function fitted(expr: Expr, width: number, signed: boolean, place: string, value: unknown, site?: Site): Expr {
  if (expr.width <= width) return ir.extend(expr, width, signed);
  if (typeof value === "number" || typeof value === "bigint") {
    return fail(
      "HDL104",
      place,
      `literal ${value} does not fit ${width} bits`,
      "give a value in its range, or a wider type",
      site,
    );
  }
  return fail(
    "HDL102",
    place,
    `${expr.width}-bit value driven into ${width} bits`,
    `use .sat(${width}) or .trunc(${width})`,
    site,
  );
}

function encoded(value: unknown, low: bigint, high: bigint, place: string, type: string): bigint {
  if ((typeof value !== "number" || !Number.isSafeInteger(value)) && typeof value !== "bigint") {
    return fail("HDL104", place, `${String(value)} for a ${type}`, "give a whole number");
  }
  const number = BigInt(value);
  if (number < low || number > high)
    fail(
      "HDL104",
      place,
      `${number} does not fit ${type} (${low}…${high})`,
      "give a value in that range, or a wider type",
    );
  return number;
}

export function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("a leaf is missing");
  return value;
}
