/** Rounding of two's complement and unsigned numbers. */
import * as ir from "../expr.ts";
import { checkWidth } from "../expr.ts";
import type { Expr } from "../ir.ts";

/**
 * Where a value between two representable ones goes. `nearest…` goes to the nearer one, and halfway to the even one
 * (`nearestEven`), up (`nearestUp`) or away from zero (`nearestAway`). `floor` costs nothing, the others an adder.
 */
export type Rounding = "floor" | "ceil" | "towardZero" | "nearestEven" | "nearestUp" | "nearestAway";

/** The number over 2^dropped, rounded; one bit wider than what is left where rounding may carry beyond it. */
export function rounded(expr: Expr, dropped: number, rounding: Rounding, signed: boolean): Expr {
  const all = ir.extend(expr, checkWidth(Math.max(expr.width, dropped + 1), "resize"), signed);
  const floor = ir.slice(all, dropped, all.width - dropped);
  if (rounding === "floor" || (rounding === "towardZero" && !signed)) return floor;
  const negative = ir.slice(all, all.width - 1, 1);
  const half = ir.slice(all, dropped - 1, 1);
  const below = anyOf(dropped - 1);
  const up = { ceil, towardZero, nearestEven, nearestUp, nearestAway }[rounding]();
  // What is negative and not whole becomes at most 0: that never carries.
  const width = rounding === "towardZero" ? floor.width : floor.width + 1;
  return ir.binary("add", ir.extend(floor, width, signed), ir.extend(up, width, false));

  /** One of the lowest `count` bits is set; undefined for none of them. */
  function anyOf(count: number): Expr | undefined {
    if (count === 0) return undefined;
    return count === 1 ? ir.slice(all, 0, 1) : ir.reduce("reduceOr", ir.slice(all, 0, count));
  }
  function isInexact(): Expr {
    return anyOf(dropped) ?? ir.constant(0n, 1);
  }
  function ceil(): Expr {
    return isInexact();
  }
  function towardZero(): Expr {
    return ir.binary("and", negative, isInexact());
  }
  function nearestUp(): Expr {
    return half;
  }
  function nearestEven(): Expr {
    const odd = ir.slice(floor, 0, 1);
    return ir.binary("and", half, below === undefined ? odd : ir.binary("or", below, odd));
  }
  function nearestAway(): Expr {
    if (!signed) return half;
    const positive = ir.not(negative);
    return ir.binary("and", half, below === undefined ? positive : ir.binary("or", below, positive));
  }
}
