/** Operators on bits that check what a user asked for; every value class is made of them. */
import { fail } from "../errors.ts";
import * as ir from "../expr.ts";
import { checkWidth } from "../expr.ts";
import type { Expr } from "../ir.ts";

/** Bits `high` down to `low`, both included. */
export function sliceOf(expr: Expr, high: number, low: number): Expr {
  if (!Number.isInteger(high) || !Number.isInteger(low) || low < 0 || high < low || high >= expr.width) {
    fail("HDL101", "slice", `bits ${high}:${low} of a value of ${expr.width} bits`, `stay within ${expr.width - 1}:0`);
  }
  return ir.slice(expr, low, high - low + 1);
}

/** A whole number of positions, 0 or more. */
export function checkShift(n: number, what: string): number {
  if (!Number.isInteger(n) || n < 0) fail("HDL101", what, `by ${n} bits`, "shift by a whole number of bits, 0 or more");
  return n;
}

/** A whole number of places to move a binary point by, in either direction. */
export function checkPlaces(n: number, what: string): number {
  if (!Number.isInteger(n)) fail("HDL101", what, `by ${n} bits`, "move the point by a whole number of bits");
  return n;
}

export function truncated(expr: Expr, width: number): Expr {
  if (checkWidth(width, "trunc") > expr.width) {
    fail("HDL101", "trunc", `${width} bits of a value of ${expr.width} bits`, "use .extend to widen");
  }
  return ir.slice(expr, 0, width);
}

export function widened(expr: Expr, width: number, signed: boolean): Expr {
  if (checkWidth(width, "extend") < expr.width) {
    fail("HDL102", "extend", `${expr.width}-bit value into ${width} bits`, "use .sat or .trunc to narrow");
  }
  return ir.extend(expr, width, signed);
}

/** The value times 2^n. */
export const shiftedLeft = (expr: Expr, n: number): Expr =>
  checkShift(n, "shl") === 0 ? expr : ir.cat([expr, ir.constant(0n, checkWidth(n, "shl"))]);

/** `expr`, `times` times side by side. */
export function repeated(expr: Expr, times: number): Expr {
  if (!Number.isInteger(times) || times < 1) fail("HDL101", "replicate", `${times} times`, "repeat at least once");
  return ir.cat(Array.from({ length: times }, () => expr));
}

/** The bits of all, widened to the widest. */
export function aligned(exprs: readonly Expr[], signed: boolean): readonly Expr[] {
  const width = Math.max(...exprs.map((expr) => expr.width));
  return exprs.map((expr) => ir.extend(expr, width, signed));
}
