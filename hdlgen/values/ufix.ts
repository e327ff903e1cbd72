import { fail } from "../errors.ts";
import * as ir from "../expr.ts";
import { checkWidth } from "../expr.ts";
import type { Expr, IrType } from "../ir.ts";
import type { Site } from "../site.ts";
import { bitsFor } from "./count.ts";
import { exactNumber } from "./exact.ts";
import { FixedPoint, type Scaled } from "./fixed-point.ts";
import { describe } from "./hardware-value.ts";
import type { Fix, UFix, UInt } from "./scalars.ts";

/** An unsigned fixed-point number: a whole number times 2^−fracBits. */
export abstract class UFixOperators extends FixedPoint<UFix> {
  readonly kind = "ufix";

  /** Exact difference, signed: one bit more before the point than the wider operand. */
  sub(b: UFix | number): Fix {
    const [x, y, fracBits] = this.matched(b, 1, "sub");
    return this.make.fix(ir.binary("sub", x, y), fracBits);
  }
  /** The same value as a signed number, one bit wider. */
  toFix(): Fix {
    return this.make.fix(ir.extend(this.expr, checkWidth(this.width + 1, "toFix"), false), this.fracBits);
  }
  /** The same bits as a whole number: the value times 2^fracBits. */
  get bits(): UInt {
    return this.make.uint(this.expr);
  }

  override get signed(): boolean {
    return false;
  }
  override get irType(): IrType {
    return { kind: "uint", width: this.width, fracBits: this.fracBits };
  }
  override scaled(expr: Expr, fracBits: number): UFix {
    return this.make.ufix(expr, fracBits);
  }
  override saturate(expr: Expr, width: number): Expr {
    return this.make.uint(expr).sat(width).expr;
  }
  override operand(value: UFix | number, fracBits: number): Scaled {
    return ufixBits(value, fracBits);
  }
  override describe(): string {
    return `UFix(${this.intBits}, ${this.fracBits})`;
  }
}

/** A value, or a number that needs no more than `fracBits` bits behind the point, in as few bits as it needs. */
export function ufixBits(value: unknown, fracBits: number, place = "value", site?: Site): Scaled {
  if (value instanceof UFixOperators) return value;
  if (typeof value !== "number") {
    return fail("HDL105", place, `${describe(value)} where a UFix is expected`, "use .asUFix(fracBits)", site);
  }
  if (value < 0) return fail("HDL104", place, `${value} where an unsigned value is expected`, "use a Fix", site);
  const exact = exactNumber(value, fracBits, place, site);
  return { expr: ir.constant(exact.whole, bitsFor(exact.whole)), fracBits: exact.fracBits };
}
