import { fail } from "../errors.ts";
import * as ir from "../expr.ts";
import { checkWidth } from "../expr.ts";
import type { Expr, IrType } from "../ir.ts";
import type { Site } from "../site.ts";
import { checkPlaces, checkShift, truncated } from "./bits.ts";
import { bitsFor } from "./count.ts";
import { describe } from "./hardware-value.ts";
import { Integral, isInteger } from "./integral.ts";
import type { Integer } from "./literal.ts";
import type { Bool, Fix, SInt, UInt } from "./scalars.ts";

/** A signed whole number in two's complement, −2^(width − 1) … 2^(width − 1) − 1. */
export abstract class SIntOperators extends Integral<SInt> {
  readonly kind = "sint";

  /** Exact difference, one bit wider than the wider operand. */
  sub(b: SInt | Integer): SInt {
    return this.make.sint(ir.binary("sub", ...this.widest(b, 1, "sub")));
  }
  /** Exact negation, one bit wider. */
  neg(): SInt {
    return this.make.sint(ir.constant(0n, 1)).sub(this);
  }
  /** Exact magnitude: unsigned, of the same width. */
  abs(): UInt {
    const negated = ir.binary("sub", ir.constant(0n, this.width), this.expr);
    return this.make.uint(ir.mux(this.isNegative().expr, negated, this.expr));
  }
  /** The nearest value that fits `width` bits. */
  sat(width: number): SInt {
    if (width >= this.width) return this.extend(width);
    return this.make.sint(saturated(this.expr, width));
  }
  /** Floor of the value over 2^n: a shift by a constant, `n` bits narrower, at least one bit. */
  shr(n: number): SInt {
    const low = Math.min(checkShift(n, "shr"), this.width - 1);
    return this.make.sint(ir.slice(this.expr, low, this.width - low));
  }
  /** Arithmetic shift right by a signal, keeping the width. */
  shrBy(amount: UInt): SInt {
    return this.make.sint(ir.shift("asr", this.expr, amount.expr));
  }
  isNegative(): Bool {
    return this.make.bool(ir.slice(this.expr, this.width - 1, 1));
  }
  /** The same bits read as unsigned. */
  asUInt(): UInt {
    return this.make.uint(this.expr);
  }

  /** The same bits as fixed point, `fracBits` of them behind the point: the value times 2^−fracBits. */
  asFix(fracBits: number): Fix {
    return this.make.fix(this.expr, checkPlaces(fracBits, "asFix"));
  }

  override get signed(): boolean {
    return true;
  }
  override get irType(): IrType {
    return { kind: "sint", width: this.width };
  }
  override over(expr: Expr): SInt {
    return this.make.sint(expr);
  }
  override operand(value: SInt | Integer): Expr {
    return sintBits(value);
  }
  override describe(): string {
    return `SInt(${this.width})`;
  }
}

/** The nearest two's complement number of fewer bits. */
export function saturated(expr: Expr, width: number): Expr {
  const low = truncated(expr, width);
  const top = ir.slice(expr, width - 1, expr.width - width + 1);
  const negative = ir.slice(expr, expr.width - 1, 1);
  const limit = ir.cat([
    negative,
    ...(width > 1 ? [ir.mux(negative, ir.constant(0n, width - 1), ir.constant(-1n, width - 1))] : []),
  ]);
  const fits = ir.binary("or", ir.not(ir.reduce("reduceOr", top)), ir.reduce("reduceAnd", top));
  return ir.mux(fits, low, limit);
}

/** The bits of a value or literal; a literal is as wide as its value. */
export function sintBits(value: unknown, place = "value", site?: Site): Expr {
  if (value instanceof SIntOperators) return value.expr;
  if (!isInteger(value)) {
    return fail("HDL105", place, `${describe(value)} where an SInt is expected`, "use .asSInt() or .toSInt()", site);
  }
  return ir.constant(BigInt(value), checkWidth(signedBitsFor(value), "literal"));
}

/** The bits that a whole number needs in two's complement. */
export function signedBitsFor(value: Integer): number {
  const magnitude = value < 0 ? -BigInt(value) - 1n : BigInt(value);
  return magnitude === 0n ? 1 : bitsFor(magnitude) + 1;
}
