/**
 * What `UInt` and `SInt` have in common. Exact operators grow (`add`, `mul`), wrapping ones say so (`addw`, `subw`,
 * `mulw`), widening is implicit, narrowing is `trunc` or `sat`, and signed and unsigned never mix.
 */
import { fail } from "../errors.ts";
import * as ir from "../expr.ts";
import { checkWidth } from "../expr.ts";
import type { Expr } from "../ir.ts";
import { aligned, shiftedLeft, sliceOf, truncated, widened } from "./bits.ts";
import { type Aligned, HardwareValue, type Make } from "./hardware-value.ts";
import type { Integer } from "./literal.ts";
import type { Bool, UInt } from "./scalars.ts";

export abstract class Integral<Self extends Integral<Self>> extends HardwareValue {
  /** @internal */
  abstract get make(): Make;
  /** @internal Whether widening copies the highest bit. */
  abstract get signed(): boolean;
  abstract override over(expr: Expr): Self;
  /** @internal The bits of an operand: a value of this kind or a literal. */
  abstract operand(value: Self | Integer): Expr;

  /** Exact sum, one bit wider than the wider operand. */
  add(b: Self | Integer): Self {
    return this.over(ir.binary("add", ...this.widest(b, 1, "add")));
  }
  /** Sum modulo 2^width of this value; the operand must not be wider. */
  addw(b: Self | Integer): Self {
    return this.over(ir.binary("add", this.expr, this.#fitting(b, "addw")));
  }
  /** Difference modulo 2^width of this value; the operand must not be wider. */
  subw(b: Self | Integer): Self {
    return this.over(ir.binary("sub", this.expr, this.#fitting(b, "subw")));
  }
  /** Exact product; the widths add up. */
  mul(b: Self | Integer): Self {
    const other = this.operand(b);
    const width = checkWidth(this.width + other.width, "mul");
    return this.over(ir.binary("mul", ir.extend(this.expr, width, this.signed), ir.extend(other, width, this.signed)));
  }
  /** Product modulo 2^width of this value; the operand must not be wider. */
  mulw(b: Self | Integer): Self {
    return this.over(ir.binary("mul", this.expr, this.#fitting(b, "mulw")));
  }
  /** The smaller one; as wide as the wider operand. */
  min(b: Self | Integer): Self {
    const [x, y] = this.widest(b, 0, "min");
    return this.over(ir.mux(ir.order("lt", y, x, this.signed), y, x));
  }
  /** The greater one; as wide as the wider operand. */
  max(b: Self | Integer): Self {
    const [x, y] = this.widest(b, 0, "max");
    return this.over(ir.mux(ir.order("lt", x, y, this.signed), y, x));
  }

  /** Bit by bit; as wide as the wider operand, the narrower one widened in its kind. */
  and(b: Self | Integer): Self {
    return this.over(ir.binary("and", ...this.widest(b, 0, "and")));
  }
  /** Bit by bit; as wide as the wider operand, the narrower one widened in its kind. */
  or(b: Self | Integer): Self {
    return this.over(ir.binary("or", ...this.widest(b, 0, "or")));
  }
  /** Bit by bit; as wide as the wider operand, the narrower one widened in its kind. */
  xor(b: Self | Integer): Self {
    return this.over(ir.binary("xor", ...this.widest(b, 0, "xor")));
  }
  /** Every bit inverted. For an `SInt` that is −1 − x. */
  not(): Self {
    return this.over(ir.not(this.expr));
  }

  eq(b: Self | Integer): Bool {
    return this.make.bool(ir.compare("eq", ...this.widest(b, 0, "eq")));
  }
  ne(b: Self | Integer): Bool {
    return this.make.bool(ir.compare("ne", ...this.widest(b, 0, "ne")));
  }
  lt(b: Self | Integer): Bool {
    return this.make.bool(ir.order("lt", ...this.widest(b, 0, "lt"), this.signed));
  }
  le(b: Self | Integer): Bool {
    return this.make.bool(ir.order("le", ...this.widest(b, 0, "le"), this.signed));
  }
  gt(b: Self | Integer): Bool {
    return this.le(b).not();
  }
  ge(b: Self | Integer): Bool {
    return this.lt(b).not();
  }

  /** Times 2^n: a shift by a constant, `n` bits wider. */
  shl(n: number): Self {
    return this.over(shiftedLeft(this.expr, n));
  }
  /** Shift left by a signal, keeping the width: bits shifted out are lost. */
  shlBy(amount: UInt): Self {
    return this.over(ir.shift("shl", this.expr, amount.expr));
  }

  bit(index: number): Bool {
    return this.make.bool(sliceOf(this.expr, index, index));
  }
  /** The bit that a signal selects; beyond the width 0, or the sign of an `SInt`. */
  bitAt(index: UInt): Bool {
    return this.make.bool(ir.slice(ir.shift(this.signed ? "asr" : "shr", this.expr, index.expr), 0, 1));
  }
  /** Bits `high` down to `low`, both included. */
  slice(high: number, low: number): UInt {
    return this.make.uint(sliceOf(this.expr, high, low));
  }
  /** All bits, bit 0 first. */
  toBools(): readonly Bool[] {
    return Array.from({ length: this.width }, (_, i) => this.make.bool(ir.slice(this.expr, i, 1)));
  }
  /** The low `width` bits. */
  trunc(width: number): Self {
    return this.over(truncated(this.expr, width));
  }
  /** Widens, keeping the value. */
  extend(width: number): Self {
    return this.over(widened(this.expr, width, this.signed));
  }

  /** At least one bit is set: the value is not 0. */
  any(): Bool {
    return this.#reduced("reduceOr");
  }
  /** All bits are set. */
  all(): Bool {
    return this.#reduced("reduceAnd");
  }
  /** An odd number of bits is set. */
  parity(): Bool {
    return this.#reduced("reduceXor");
  }

  override align(values: readonly unknown[]): Aligned {
    const exprs = values.map((value) => this.operand(value as Self));
    return { exprs: aligned(exprs, this.signed), wrap: (expr) => this.over(expr) };
  }

  /** @internal Both operands, `by` bits wider than the wider one. */
  widest(b: Self | Integer, by: number, what: string): [Expr, Expr] {
    const other = this.operand(b);
    const width = checkWidth(Math.max(this.width, other.width) + by, what);
    return [ir.extend(this.expr, width, this.signed), ir.extend(other, width, this.signed)];
  }

  #fitting(b: Self | Integer, what: string): Expr {
    const other = this.operand(b);
    if (other.width > this.width) {
      fail(
        "HDL102",
        what,
        `${other.width}-bit operand for a result of ${this.width} bits`,
        "use .trunc, or the exact operator",
      );
    }
    return ir.extend(other, this.width, this.signed);
  }

  #reduced(op: "reduceOr" | "reduceAnd" | "reduceXor"): Bool {
    return this.make.bool(this.width === 1 ? this.expr : ir.reduce(op, this.expr));
  }
}

export const isInteger = (value: unknown): value is Integer =>
  typeof value === "bigint" || (typeof value === "number" && Number.isSafeInteger(value));
