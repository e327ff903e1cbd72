import { fail } from "../errors.ts";
import * as ir from "../expr.ts";
import type { Expr, IrType } from "../ir.ts";
import type { Site } from "../site.ts";
import { exactNumber } from "./exact.ts";
import { FixedPoint, type Scaled } from "./fixed-point.ts";
import { describe } from "./hardware-value.ts";
import type { Bool, Fix, SInt, UFix } from "./scalars.ts";
import { saturated, signedBitsFor } from "./sint.ts";

/** A signed fixed-point number: a whole number in two's complement times 2^−fracBits. */
export abstract class FixOperators extends FixedPoint<Fix> {
  readonly kind = "fix";

  /** Exact difference: one bit more before the point than the wider operand. */
  sub(b: Fix | number): Fix {
    const [x, y, fracBits] = this.matched(b, 1, "sub");
    return this.make.fix(ir.binary("sub", x, y), fracBits);
  }
  /** Exact negation, one bit wider. */
  neg(): Fix {
    return this.make.fix(this.bits.neg().expr, this.fracBits);
  }
  /** Exact magnitude: unsigned, of the same width. */
  abs(): UFix {
    return this.make.ufix(this.bits.abs().expr, this.fracBits);
  }
  isNegative(): Bool {
    return this.bits.isNegative();
  }
  /** The same bits as a whole number: the value times 2^fracBits. */
  get bits(): SInt {
    return this.make.sint(this.expr);
  }

  override get signed(): boolean {
    return true;
  }
  override get irType(): IrType {
    return { kind: "sint", width: this.width, fracBits: this.fracBits };
  }
  override scaled(expr: Expr, fracBits: number): Fix {
    return this.make.fix(expr, fracBits);
  }
  override saturate(expr: Expr, width: number): Expr {
    return saturated(expr, width);
  }
  override operand(value: Fix | number, fracBits: number): Scaled {
    return fixBits(value, fracBits);
  }
  override describe(): string {
    return `Fix(${this.intBits}, ${this.fracBits})`;
  }
}

/** A value, or a number that needs no more than `fracBits` bits behind the point, in as few bits as it needs. */
export function fixBits(value: unknown, fracBits: number, place = "value", site?: Site): Scaled {
  if (value instanceof FixOperators) return value;
  if (typeof value !== "number") {
    return fail(
      "HDL105",
      place,
      `${describe(value)} where a Fix is expected`,
      "use .asFix(fracBits) or .toFix()",
      site,
    );
  }
  const exact = exactNumber(value, fracBits, place, site);
  return { expr: ir.constant(exact.whole, signedBitsFor(exact.whole)), fracBits: exact.fracBits };
}
