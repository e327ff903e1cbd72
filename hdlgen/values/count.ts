/** Counting, finding and turning bits: trees that are as deep as the logarithm of the width. */
import * as ir from "../expr.ts";
import type { Expr } from "../ir.ts";

/** The bits that a whole number of 0 or more needs, at least one. */
export const bitsFor = (value: number | bigint): number => BigInt(value).toString(2).length;

/** How many bits are 1, by a balanced tree of adders, each as wide as its sum can become. */
export function ones(expr: Expr): Expr {
  const count = (low: number, size: number): Expr => {
    if (size === 1) return ir.slice(expr, low, 1);
    const half = size >> 1;
    const width = bitsFor(size);
    const [a, b] = [count(low + half, size - half), count(low, half)];
    return ir.binary("add", ir.extend(a, width, false), ir.extend(b, width, false));
  };
  return count(0, expr.width);
}

/** How many bits are 0 before the first 1, seen from one end; one less than all of them where none is 1. */
export function firstSet(expr: Expr, from: "bottom" | "top" = "bottom"): Expr {
  const bits = (low: number, size: number): Expr =>
    ir.slice(expr, from === "bottom" ? low : expr.width - low - size, size);
  const find = (low: number, size: number): Expr | undefined => {
    if (size === 1) return undefined;
    const half = 2 ** (bitsFor(size - 1) - 1);
    const part = bits(low, half);
    const isBelow = half === 1 ? part : ir.reduce("reduceOr", part);
    const [below, above] = [find(low, half), find(low + half, size - half)];
    const high = ir.not(isBelow);
    if (below === undefined) return high;
    const widened = above === undefined ? ir.constant(0n, below.width) : ir.extend(above, below.width, false);
    return ir.cat([high, ir.mux(isBelow, below, widened)]);
  };
  return find(0, expr.width) ?? ir.constant(0n, 1);
}

/** Turned left by a constant, to the right where it is negative. */
export function rotated(expr: Expr, by: number): Expr {
  const { width } = expr;
  const n = ((by % width) + width) % width;
  return n === 0 ? expr : ir.cat([ir.slice(expr, 0, width - n), ir.slice(expr, width - n, n)]);
}

/** Turned by a signal: one stage per bit of the amount, each by its weight modulo the width. */
export function rotatedBy(expr: Expr, amount: Expr, direction: 1 | -1): Expr {
  let result = expr;
  let weight = 1;
  for (let bit = 0; bit < amount.width; bit++) {
    const turned = rotated(result, direction * weight);
    if (turned !== result) result = ir.mux(ir.slice(amount, bit, 1), turned, result);
    weight = (weight * 2) % expr.width;
  }
  return result;
}
