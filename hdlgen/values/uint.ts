import { fail } from "../errors.ts";
import * as ir from "../expr.ts";
import { checkWidth } from "../expr.ts";
import type { Expr, IrType } from "../ir.ts";
import type { Site } from "../site.ts";
import { checkPlaces, checkShift, repeated, truncated } from "./bits.ts";
import { bitsFor, firstSet, ones, rotated, rotatedBy } from "./count.ts";
import { describe } from "./hardware-value.ts";
import { Integral, isInteger } from "./integral.ts";
import type { Integer } from "./literal.ts";
import type { Bool, SInt, UFix, UInt } from "./scalars.ts";

/** Where the lowest bit at 1 of a value stands. */
export interface Priority {
  /** Its index; the highest index there is when no bit is set. */
  readonly index: UInt;
  /** A bit is set. */
  readonly valid: Bool;
}

/** An unsigned whole number, 0 … 2^width − 1. */
export abstract class UIntOperators extends Integral<UInt> {
  readonly kind = "uint";

  /** Exact difference, signed, one bit wider than the wider operand. */
  sub(b: UInt | Integer): SInt {
    return this.make.sint(ir.binary("sub", ...this.widest(b, 1, "sub")));
  }
  /** The nearest value that fits `width` bits. */
  sat(width: number): UInt {
    if (width >= this.width) return this.extend(width);
    const low = truncated(this.expr, width);
    const fits = this.slice(this.width - 1, width)
      .any()
      .not();
    return this.make.uint(ir.mux(fits.expr, low, ir.constant(-1n, width)));
  }
  /** Floor of the value over 2^n: a shift by a constant, `n` bits narrower, at least one bit. */
  shr(n: number): UInt {
    return checkShift(n, "shr") < this.width
      ? this.make.uint(ir.slice(this.expr, n, this.width - n))
      : this.make.uint(ir.constant(0n, 1));
  }
  /** Shift right by a signal, keeping the width. */
  shrBy(amount: UInt): UInt {
    return this.make.uint(ir.shift("shr", this.expr, amount.expr));
  }
  /** Bits that leave at the top come in at the bottom; the amount counts modulo the width, which stays. */
  rotateLeft(amount: UInt | number): UInt {
    if (typeof amount !== "number") return this.make.uint(rotatedBy(this.expr, amount.expr, 1));
    return this.make.uint(rotated(this.expr, checkShift(amount, "rotateLeft")));
  }
  /** Bits that leave at the bottom come in at the top; the amount counts modulo the width, which stays. */
  rotateRight(amount: UInt | number): UInt {
    if (typeof amount !== "number") return this.make.uint(rotatedBy(this.expr, amount.expr, -1));
    return this.make.uint(rotated(this.expr, -checkShift(amount, "rotateRight")));
  }
  /** Bit 0 becomes the highest one; the width stays. */
  reverse(): UInt {
    return this.make.uint(ir.cat(this.toBools().map((bit) => bit.expr)));
  }
  /** The bits `times` times side by side: `times` × width bits. */
  replicate(times: number): UInt {
    return this.make.uint(repeated(this.expr, times));
  }

  /** How many bits are 1: as many bits as the number `width` needs. */
  popCount(): UInt {
    return this.make.uint(ones(this.expr));
  }
  /** How many bits above the highest 1 there are, `width` when none is set: as many bits as the number `width` needs. */
  leadingZeros(): UInt {
    return this.#zerosBefore("top");
  }
  /** How many bits below the lowest 1 there are, `width` when none is set: as many bits as the number `width` needs. */
  trailingZeros(): UInt {
    return this.#zerosBefore("bottom");
  }
  #zerosBefore(from: "bottom" | "top"): UInt {
    const width = bitsFor(this.width);
    const index = ir.extend(firstSet(this.expr, from), width, false);
    return this.make.uint(ir.mux(this.any().expr, index, ir.constant(BigInt(this.width), width)));
  }
  /** The lowest bit at 1 as a number: as many bits as the number `width − 1` needs. */
  priorityEncode(): Priority {
    return { index: this.make.uint(firstSet(this.expr)), valid: this.any() };
  }
  /** The lowest bit at 1 alone, 0 when none is set; the width stays. */
  lowestSet(): UInt {
    return this.and(this.make.uint(ir.binary("sub", ir.constant(0n, this.width), this.expr)));
  }
  /** Exactly one bit is set. */
  isOneHot(): Bool {
    return this.any().and(this.and(this.subw(1)).any().not());
  }
  /** One bit at 1, at the position that this value names, of `width` bits; 0 beyond them. Default: room for every value. */
  toOneHot(width: number = 2 ** this.width): UInt {
    return this.make.uint(ir.shift("shl", ir.constant(1n, checkWidth(width, "toOneHot")), this.expr));
  }

  /** The same bits read as two's complement. */
  asSInt(): SInt {
    return this.make.sint(this.expr);
  }
  /** The same value as a signed number, one bit wider. */
  toSInt(): SInt {
    return this.make.sint(ir.extend(this.expr, checkWidth(this.width + 1, "toSInt"), false));
  }

  /** The same bits as fixed point, `fracBits` of them behind the point: the value times 2^−fracBits. */
  asUFix(fracBits: number): UFix {
    return this.make.ufix(this.expr, checkPlaces(fracBits, "asUFix"));
  }

  override get signed(): boolean {
    return false;
  }
  override get irType(): IrType {
    return { kind: "uint", width: this.width };
  }
  override over(expr: Expr): UInt {
    return this.make.uint(expr);
  }
  override operand(value: UInt | Integer): Expr {
    return uintBits(value);
  }
  override describe(): string {
    return `UInt(${this.width})`;
  }
}

/** The bits of a value or literal; a literal is as wide as its value. */
export function uintBits(value: unknown, place = "value", site?: Site): Expr {
  if (value instanceof UIntOperators) return value.expr;
  if (!isInteger(value)) {
    return fail("HDL105", place, `${describe(value)} where a UInt is expected`, "use .asUInt()", site);
  }
  if (value < 0) return fail("HDL104", place, `${value} where an unsigned value is expected`, "use an SInt", site);
  return ir.constant(BigInt(value), checkWidth(bitsFor(value), "literal"));
}
