/**
 * What `Fix` and `UFix` have in common: whole numbers of 2^−fracBits. Sums and products are exact: binary points are
 * aligned and the result grows. Only `resize` loses bits, and says how.
 */
import { fail } from "../errors.ts";
import * as ir from "../expr.ts";
import { checkWidth } from "../expr.ts";
import type { Expr } from "../ir.ts";
import { aligned, checkPlaces, shiftedLeft, truncated } from "./bits.ts";
import { type Aligned, HardwareValue, type Make } from "./hardware-value.ts";
import { type Rounding, rounded } from "./rounding.ts";
import type { Bool } from "./scalars.ts";

export interface ResizeOptions {
  /** What happens to fraction bits that are dropped; needed where there are any. */
  readonly rounding?: Rounding;
  /** What happens to values out of range; needed where there can be any. */
  readonly overflow?: "saturate" | "wrap";
}

/** Bits and binary point of a fixed-point number. */
export interface Scaled {
  readonly expr: Expr;
  readonly fracBits: number;
}

export abstract class FixedPoint<Self extends FixedPoint<Self>> extends HardwareValue {
  /** Bits behind the binary point; negative when the lowest bits of the whole number are left out too. */
  readonly fracBits: number;

  /** @internal */
  constructor(expr: Expr, fracBits: number) {
    super(expr);
    this.fracBits = fracBits;
  }

  /** Bits before the binary point, the sign among them. */
  get intBits(): number {
    return this.width - this.fracBits;
  }

  /** @internal */
  abstract get make(): Make;
  /** @internal */
  abstract get signed(): boolean;
  /** @internal */
  abstract scaled(expr: Expr, fracBits: number): Self;
  /** @internal A value of this kind, or a number that needs no more than `fracBits` bits behind the point. */
  abstract operand(value: Self | number, fracBits: number): Scaled;
  /** @internal The nearest value of fewer bits. */
  abstract saturate(expr: Expr, width: number): Expr;

  /** Exact sum: one bit more before the point than the wider operand. */
  add(b: Self | number): Self {
    const [x, y, fracBits] = this.matched(b, 1, "add");
    return this.scaled(ir.binary("add", x, y), fracBits);
  }
  /** Exact product: bits before the point add up, and so do those behind it. */
  mul(b: Self | number): Self {
    const other = this.operand(b, this.fracBits);
    const width = checkWidth(this.width + other.expr.width, "mul");
    const [x, y] = [ir.extend(this.expr, width, this.signed), ir.extend(other.expr, width, this.signed)];
    return this.scaled(ir.binary("mul", x, y), this.fracBits + other.fracBits);
  }
  /** Times 2^n, exactly and for free: the binary point moves. */
  shl(n: number): Self {
    return this.scaled(this.expr, this.fracBits - checkPlaces(n, "shl"));
  }
  /** Divided by 2^n, exactly and for free: the binary point moves. */
  shr(n: number): Self {
    return this.scaled(this.expr, this.fracBits + checkPlaces(n, "shr"));
  }
  /** The smaller one, with as many bits on both sides of the point as either has. */
  min(b: Self | number): Self {
    const [x, y, fracBits] = this.matched(b, 0, "min");
    return this.scaled(ir.mux(ir.order("lt", y, x, this.signed), y, x), fracBits);
  }
  /** The greater one, with as many bits on both sides of the point as either has. */
  max(b: Self | number): Self {
    const [x, y, fracBits] = this.matched(b, 0, "max");
    return this.scaled(ir.mux(ir.order("lt", x, y, this.signed), y, x), fracBits);
  }

  eq(b: Self | number): Bool {
    const [x, y] = this.matched(b, 0, "eq");
    return this.make.bool(ir.compare("eq", x, y));
  }
  ne(b: Self | number): Bool {
    const [x, y] = this.matched(b, 0, "ne");
    return this.make.bool(ir.compare("ne", x, y));
  }
  lt(b: Self | number): Bool {
    const [x, y] = this.matched(b, 0, "lt");
    return this.make.bool(ir.order("lt", x, y, this.signed));
  }
  le(b: Self | number): Bool {
    const [x, y] = this.matched(b, 0, "le");
    return this.make.bool(ir.order("le", x, y, this.signed));
  }
  gt(b: Self | number): Bool {
    return this.le(b).not();
  }
  ge(b: Self | number): Bool {
    return this.lt(b).not();
  }

  /**
   * The value with `intBits` bits before and `fracBits` behind the point. Where fraction bits are dropped, `rounding`
   * says how (HDL177 without it); where a value may be out of range, the rounded one included, `overflow` does.
   */
  resize(intBits: number, fracBits: number, options: ResizeOptions = {}): Self {
    const width = checkWidth(intBits + fracBits, "resize");
    const dropped = this.fracBits - fracBits;
    if (dropped > 0 && options.rounding === undefined) {
      fail("HDL177", "resize", `${dropped} fraction bits are dropped`, 'say how: { rounding: "nearestEven" }');
    }
    const whole =
      dropped > 0
        ? rounded(this.expr, dropped, options.rounding ?? "floor", this.signed)
        : shiftedLeft(this.expr, -dropped);
    if (whole.width <= width) return this.scaled(ir.extend(whole, width, this.signed), fracBits);
    if (options.overflow === "wrap") return this.scaled(truncated(whole, width), fracBits);
    if (options.overflow === "saturate") return this.scaled(this.saturate(whole, width), fracBits);
    return fail(
      "HDL177",
      "resize",
      `${whole.width - fracBits} bits before the point into ${intBits}`,
      'say what happens out of range: { overflow: "saturate" } or "wrap"',
    );
  }

  override over(expr: Expr): Self {
    return this.scaled(expr, this.fracBits);
  }
  override align(values: readonly unknown[]): Aligned {
    const fixed = values.filter((value) => value instanceof FixedPoint);
    const most = Math.max(...fixed.map((value) => value.fracBits));
    const parts = values.map((value) => pointAt(this.operand(value as Self, most), most));
    return { exprs: aligned(parts, this.signed), wrap: (expr) => this.scaled(expr, most) };
  }

  /** @internal Both operands with one binary point and one width, `by` bits wider than the wider one; and that point. */
  matched(b: Self | number, by: number, what: string): [Expr, Expr, number] {
    const other = this.operand(b, this.fracBits);
    const fracBits = Math.max(this.fracBits, other.fracBits);
    const [x, y] = [pointAt(this, fracBits), pointAt(other, fracBits)];
    const width = checkWidth(Math.max(x.width, y.width) + by, what);
    return [ir.extend(x, width, this.signed), ir.extend(y, width, this.signed), fracBits];
  }
}

/** The bits of a number with more places behind the point. */
export const pointAt = ({ expr, fracBits }: Scaled, places: number): Expr => shiftedLeft(expr, places - fracBits);
