/**
 * Hardware values as users hold them: `Bool`, `UInt`, `SInt`. A value is an IR expression with a kind; every method
 * returns a fresh value. Exact operators grow (`add`, `sub`, `mul`), wrapping ones say so (`addw`, `subw`), widening is
 * implicit, narrowing is `trunc` or `sat`, and signed and unsigned never mix.
 */
import { fail } from "./errors.ts";
import * as ir from "./expr.ts";
import { checkWidth } from "./expr.ts";
import type { Expr } from "./ir.ts";
import type { Site } from "./site.ts";

export type Integer = number | bigint;
export type Leaf = Bool | UInt | SInt;
/** What may stand where a value of type T is expected: the value or a literal. */
export type In<T> = T | Literal<T>;
type Literal<T> = T extends Bool ? boolean : T extends UInt | SInt ? Integer : { readonly [K in keyof T]: In<T[K]> };

/** Selects between two values of one type; bundles field by field. */
function select<T>(cond: Expr, whenTrue: T | In<T>, whenFalse: T | In<T>): T {
  const sample = isLeaf(whenTrue) ? whenTrue : isLeaf(whenFalse) ? whenFalse : undefined;
  if (sample !== undefined) return sample.selectLeaf(cond, whenTrue, whenFalse) as T;
  const [a, b]: unknown[] = [whenTrue, whenFalse];
  if (!isBundle(a) || !isBundle(b)) {
    return fail("HDL107", "mux", "two literals", "make one side a typed constant: constant(uint(8), 3)");
  }
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const lacking = Object.keys(one).filter((key) => !(key in other));
    if (lacking.length > 0) fail("HDL108", "mux", `one side has no ${lacking.join(", ")}`, "give every field on both");
  }
  return Object.fromEntries(Object.keys(a).map((key) => [key, select(cond, a[key], b[key])])) as T;
}

export const isLeaf = (value: unknown): value is Leaf => value instanceof HardwareValue;
const isBundle = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

abstract class HardwareValue {
  abstract readonly kind: "bool" | "uint" | "sint";
  readonly expr: Expr;

  constructor(expr: Expr) {
    this.expr = expr;
  }

  get width(): number {
    return this.expr.width;
  }

  /** @internal */
  abstract selectLeaf(cond: Expr, whenTrue: unknown, whenFalse: unknown): HardwareValue;
}

export class Bool extends HardwareValue {
  readonly kind = "bool";

  and(b: Bool | boolean): Bool {
    return new Bool(ir.binary("and", this.expr, boolOf(b).expr));
  }
  or(b: Bool | boolean): Bool {
    return new Bool(ir.binary("or", this.expr, boolOf(b).expr));
  }
  xor(b: Bool | boolean): Bool {
    return new Bool(ir.binary("xor", this.expr, boolOf(b).expr));
  }
  not(): Bool {
    return new Bool(ir.not(this.expr));
  }
  eq(b: Bool | boolean): Bool {
    return this.xor(b).not();
  }
  /** `this ? whenTrue : whenFalse`; the narrower side is widened. */
  mux<T>(whenTrue: T, whenFalse: In<NoInfer<T>>): T;
  mux<T>(whenTrue: In<NoInfer<T>>, whenFalse: T): T;
  mux<T>(whenTrue: T | In<T>, whenFalse: T | In<T>): T {
    return select<T>(this.expr, whenTrue, whenFalse);
  }
  asUInt(): UInt {
    return new UInt(this.expr);
  }

  selectLeaf(cond: Expr, whenTrue: unknown, whenFalse: unknown): Bool {
    return new Bool(ir.mux(cond, boolOf(whenTrue as Bool).expr, boolOf(whenFalse as Bool).expr));
  }
}

export class UInt extends HardwareValue {
  readonly kind = "uint";

  /** Exact sum, one bit wider than the wider operand. */
  add(b: UInt | Integer): UInt {
    const [x, y] = this.#grown(b, 1, "add");
    return new UInt(ir.binary("add", x, y));
  }
  /** Sum modulo 2^width of this value; the operand must not be wider. */
  addw(b: UInt | Integer): UInt {
    return new UInt(ir.binary("add", this.expr, this.#fitting(b, "addw")));
  }
  /** Exact difference, signed, one bit wider than the wider operand. */
  sub(b: UInt | Integer): SInt {
    const [x, y] = this.#grown(b, 1, "sub");
    return new SInt(ir.binary("sub", x, y));
  }
  /** Difference modulo 2^width of this value. */
  subw(b: UInt | Integer): UInt {
    return new UInt(ir.binary("sub", this.expr, this.#fitting(b, "subw")));
  }
  /** Exact product; the widths add up. */
  mul(b: UInt | Integer): UInt {
    const other = uintOf(b).expr;
    const width = checkWidth(this.width + other.width, "mul");
    return new UInt(ir.binary("mul", ir.extend(this.expr, width, false), ir.extend(other, width, false)));
  }
  and(b: UInt | Integer): UInt {
    return this.#bitwise("and", b);
  }
  or(b: UInt | Integer): UInt {
    return this.#bitwise("or", b);
  }
  xor(b: UInt | Integer): UInt {
    return this.#bitwise("xor", b);
  }
  not(): UInt {
    return new UInt(ir.not(this.expr));
  }
  eq(b: UInt | Integer): Bool {
    return new Bool(ir.compare("eq", ...this.#grown(b, 0, "eq")));
  }
  ne(b: UInt | Integer): Bool {
    return new Bool(ir.compare("ne", ...this.#grown(b, 0, "ne")));
  }
  lt(b: UInt | Integer): Bool {
    return new Bool(ir.order("lt", ...this.#grown(b, 0, "lt"), false));
  }
  le(b: UInt | Integer): Bool {
    return new Bool(ir.order("le", ...this.#grown(b, 0, "le"), false));
  }
  gt(b: UInt | Integer): Bool {
    return this.le(b).not();
  }
  ge(b: UInt | Integer): Bool {
    return this.lt(b).not();
  }
  /** Shift left by a constant; grows by `n` bits. */
  shl(n: number): UInt {
    return checkShift(n, "shl") === 0 ? this : new UInt(ir.cat([this.expr, ir.constant(0n, checkWidth(n, "shl"))]));
  }
  /** Shift right by a constant; the result is `n` bits narrower, at least one bit. */
  shr(n: number): UInt {
    return checkShift(n, "shr") < this.width
      ? new UInt(ir.slice(this.expr, n, this.width - n))
      : new UInt(ir.constant(0n, 1));
  }
  /** Shift by a signal, keeping the width. */
  shlBy(amount: UInt): UInt {
    return new UInt(ir.shift("shl", this.expr, amount.expr));
  }
  shrBy(amount: UInt): UInt {
    return new UInt(ir.shift("shr", this.expr, amount.expr));
  }
  bit(index: number): Bool {
    return new Bool(this.slice(index, index).expr);
  }
  /** The bit that a signal selects; 0 beyond the width. */
  bitAt(index: UInt): Bool {
    return new Bool(ir.slice(ir.shift("shr", this.expr, index.expr), 0, 1));
  }
  /** Bits `high` down to `low`, both included. */
  slice(high: number, low: number): UInt {
    return new UInt(sliceOf(this.expr, high, low));
  }
  /** The low `width` bits. */
  trunc(width: number): UInt {
    return new UInt(truncated(this.expr, width));
  }
  /** The nearest value that fits `width` bits. */
  sat(width: number): UInt {
    if (width >= this.width) return this.extend(width);
    const fits = this.slice(this.width - 1, width)
      .any()
      .not();
    return fits.mux(this.trunc(width), new UInt(ir.constant(ir.maskOf(width), width)));
  }
  /** Widens by zeros. */
  extend(width: number): UInt {
    return new UInt(widened(this.expr, width, false));
  }
  /** At least one bit is set. */
  any(): Bool {
    return new Bool(this.width === 1 ? this.expr : ir.reduce("reduceOr", this.expr));
  }
  /** All bits are set. */
  all(): Bool {
    return new Bool(this.width === 1 ? this.expr : ir.reduce("reduceAnd", this.expr));
  }
  parity(): Bool {
    return new Bool(this.width === 1 ? this.expr : ir.reduce("reduceXor", this.expr));
  }
  /** The same bits read as two's complement. */
  asSInt(): SInt {
    return new SInt(this.expr);
  }
  /** The same value as a signed number, one bit wider. */
  toSInt(): SInt {
    return new SInt(ir.extend(this.expr, checkWidth(this.width + 1, "toSInt"), false));
  }

  selectLeaf(cond: Expr, whenTrue: unknown, whenFalse: unknown): UInt {
    const [a, b] = [uintOf(whenTrue as UInt).expr, uintOf(whenFalse as UInt).expr];
    const width = Math.max(a.width, b.width);
    return new UInt(ir.mux(cond, ir.extend(a, width, false), ir.extend(b, width, false)));
  }

  #grown(b: UInt | Integer, by: number, what: string): [Expr, Expr] {
    const other = uintOf(b).expr;
    const width = checkWidth(Math.max(this.width, other.width) + by, what);
    return [ir.extend(this.expr, width, false), ir.extend(other, width, false)];
  }
  #fitting(b: UInt | Integer, what: string): Expr {
    const other = uintOf(b).expr;
    if (other.width > this.width) {
      fail(
        "HDL102",
        what,
        `${other.width}-bit operand for a ${this.width}-bit result`,
        "use .trunc, or the exact operator",
      );
    }
    return ir.extend(other, this.width, false);
  }
  #bitwise(op: "and" | "or" | "xor", b: UInt | Integer): UInt {
    return new UInt(ir.binary(op, ...this.#grown(b, 0, op)));
  }
}

export class SInt extends HardwareValue {
  readonly kind = "sint";

  /** Exact sum, one bit wider than the wider operand. */
  add(b: SInt | Integer): SInt {
    return new SInt(ir.binary("add", ...this.#grown(b, 1, "add")));
  }
  /** Sum modulo 2^width of this value; the operand must not be wider. */
  addw(b: SInt | Integer): SInt {
    return new SInt(ir.binary("add", this.expr, this.#fitting(b, "addw")));
  }
  sub(b: SInt | Integer): SInt {
    return new SInt(ir.binary("sub", ...this.#grown(b, 1, "sub")));
  }
  subw(b: SInt | Integer): SInt {
    return new SInt(ir.binary("sub", this.expr, this.#fitting(b, "subw")));
  }
  /** Exact product; the widths add up. */
  mul(b: SInt | Integer): SInt {
    const other = sintOf(b).expr;
    const width = checkWidth(this.width + other.width, "mul");
    return new SInt(ir.binary("mul", ir.extend(this.expr, width, true), ir.extend(other, width, true)));
  }
  /** Exact negation, one bit wider. */
  neg(): SInt {
    return new SInt(ir.constant(0n, 1)).sub(this);
  }
  /** Bitwise complement: −1 − x. */
  not(): SInt {
    return new SInt(ir.not(this.expr));
  }
  eq(b: SInt | Integer): Bool {
    return new Bool(ir.compare("eq", ...this.#grown(b, 0, "eq")));
  }
  ne(b: SInt | Integer): Bool {
    return new Bool(ir.compare("ne", ...this.#grown(b, 0, "ne")));
  }
  lt(b: SInt | Integer): Bool {
    return new Bool(ir.order("lt", ...this.#grown(b, 0, "lt"), true));
  }
  le(b: SInt | Integer): Bool {
    return new Bool(ir.order("le", ...this.#grown(b, 0, "le"), true));
  }
  gt(b: SInt | Integer): Bool {
    return this.le(b).not();
  }
  ge(b: SInt | Integer): Bool {
    return this.lt(b).not();
  }
  isNegative(): Bool {
    return new Bool(ir.slice(this.expr, this.width - 1, 1));
  }
  /** Times 2^n; grows by `n` bits. */
  shl(n: number): SInt {
    return checkShift(n, "shl") === 0 ? this : new SInt(ir.cat([this.expr, ir.constant(0n, checkWidth(n, "shl"))]));
  }
  /** Floor of the value over 2^n; the result is `n` bits narrower, at least one bit. */
  shr(n: number): SInt {
    const low = Math.min(checkShift(n, "shr"), this.width - 1);
    return new SInt(ir.slice(this.expr, low, this.width - low));
  }
  /** Arithmetic shift right by a signal, keeping the width. */
  shrBy(amount: UInt): SInt {
    return new SInt(ir.shift("asr", this.expr, amount.expr));
  }
  bit(index: number): Bool {
    return new Bool(sliceOf(this.expr, index, index));
  }
  slice(high: number, low: number): UInt {
    return new UInt(sliceOf(this.expr, high, low));
  }
  /** The low `width` bits, read as two's complement. */
  trunc(width: number): SInt {
    return new SInt(truncated(this.expr, width));
  }
  /** The nearest value that fits `width` bits. */
  sat(width: number): SInt {
    if (width >= this.width) return this.extend(width);
    const top = this.slice(this.width - 1, width - 1);
    const negative = this.isNegative();
    const limit = new SInt(
      ir.cat([
        negative.expr,
        ...(width > 1 ? [ir.mux(negative.expr, ir.constant(0n, width - 1), ir.constant(-1n, width - 1))] : []),
      ]),
    );
    return top.any().not().or(top.all()).mux(this.trunc(width), limit);
  }
  /** Widens by the sign. */
  extend(width: number): SInt {
    return new SInt(widened(this.expr, width, true));
  }
  /** The same bits read as unsigned. */
  asUInt(): UInt {
    return new UInt(this.expr);
  }

  selectLeaf(cond: Expr, whenTrue: unknown, whenFalse: unknown): SInt {
    const [a, b] = [sintOf(whenTrue as SInt).expr, sintOf(whenFalse as SInt).expr];
    const width = Math.max(a.width, b.width);
    return new SInt(ir.mux(cond, ir.extend(a, width, true), ir.extend(b, width, true)));
  }

  #grown(b: SInt | Integer, by: number, what: string): [Expr, Expr] {
    const other = sintOf(b).expr;
    const width = checkWidth(Math.max(this.width, other.width) + by, what);
    return [ir.extend(this.expr, width, true), ir.extend(other, width, true)];
  }
  #fitting(b: SInt | Integer, what: string): Expr {
    const other = sintOf(b).expr;
    if (other.width > this.width) {
      fail(
        "HDL102",
        what,
        `${other.width}-bit operand for a ${this.width}-bit result`,
        "use .trunc, or the exact operator",
      );
    }
    return ir.extend(other, this.width, true);
  }
}

/** Joins the bits of all parts, most significant first. */
export function cat(...parts: readonly (Bool | UInt | SInt)[]): UInt {
  if (parts.length === 0) fail("HDL106", "cat", "no parts");
  return new UInt(ir.cat(parts.map((part) => part.expr)));
}

export const hi: Bool = new Bool(ir.constant(1n, 1));
export const lo: Bool = new Bool(ir.constant(0n, 1));

export function boolOf(value: Bool | boolean, place = "value", site?: Site): Bool {
  if (value instanceof Bool) return value;
  if (typeof value === "boolean") return value ? hi : lo;
  return fail("HDL105", place, `${describe(value)} where a Bool is expected`, "use .any(), .eq(…) or .bit(i)", site);
}

export function uintOf(value: UInt | Integer, place = "value", site?: Site): UInt {
  if (value instanceof UInt) return value;
  if (!isInteger(value)) {
    return fail("HDL105", place, `${describe(value)} where a UInt is expected`, "use .asUInt()", site);
  }
  if (value < 0) return fail("HDL104", place, `${value} where an unsigned value is expected`, "use an SInt", site);
  const width = checkWidth(BigInt(value).toString(2).length, "literal");
  return new UInt(ir.constant(BigInt(value), width));
}

export function sintOf(value: SInt | Integer, place = "value", site?: Site): SInt {
  if (value instanceof SInt) return value;
  if (!isInteger(value)) {
    return fail("HDL105", place, `${describe(value)} where an SInt is expected`, "use .asSInt() or .toSInt()", site);
  }
  const magnitude = value < 0 ? -BigInt(value) - 1n : BigInt(value);
  const width = checkWidth((magnitude === 0n ? 0 : magnitude.toString(2).length) + 1, "literal");
  return new SInt(ir.constant(BigInt(value), width));
}

const isInteger = (value: unknown): value is Integer =>
  typeof value === "bigint" || (typeof value === "number" && Number.isSafeInteger(value));

export function describe(value: unknown): string {
  if (isLeaf(value))
    return `${value.kind === "bool" ? "Bool" : value.kind === "uint" ? "UInt" : "SInt"}(${value.width})`;
  if (value === undefined || value === null) return "nothing";
  return typeof value === "object" ? "a bundle" : `${typeof value} ${String(value)}`;
}

function sliceOf(expr: Expr, high: number, low: number): Expr {
  if (!Number.isInteger(high) || !Number.isInteger(low) || low < 0 || high < low || high >= expr.width) {
    fail("HDL101", "slice", `bits ${high}:${low} of a ${expr.width}-bit value`, `stay within ${expr.width - 1}:0`);
  }
  return ir.slice(expr, low, high - low + 1);
}

function checkShift(n: number, what: string): number {
  if (!Number.isInteger(n) || n < 0) fail("HDL101", what, `by ${n} bits`, "shift by a whole number of bits, 0 or more");
  return n;
}

function truncated(expr: Expr, width: number): Expr {
  if (checkWidth(width, "trunc") > expr.width) {
    fail("HDL101", "trunc", `${width} bits of a ${expr.width}-bit value`, "use .extend to widen");
  }
  return ir.slice(expr, 0, width);
}

function widened(expr: Expr, width: number, signed: boolean): Expr {
  if (checkWidth(width, "extend") < expr.width) {
    fail("HDL102", "extend", `${expr.width}-bit value into ${width} bits`, "use .sat or .trunc to narrow");
  }
  return ir.extend(expr, width, signed);
}
