/**
 * The delay estimate by which `pipelined` cuts: in units of one 4-input LUT with its route, on an FPGA with carry
 * chains. It decides where registers go, never what is computed, so that a rough one does no harm but to the clock.
 */
import type { Expr } from "./ir.ts";

/** A bit further along a carry chain. Measured on iCE40: 0.126 ns of 1.0 ns (HX8K), 0.28 of 2.4 (UP5K). */
const carryPerBit = 0.1;

/** Sums of tenths are not exact: a hair more is still as long. */
export const tolerance = 1e-6;

const log = (base: number, value: number): number => Math.ceil(Math.log2(Math.max(1, value)) / Math.log2(base));
const carryChain = (bits: number): number => 1 + carryPerBit * bits;

/**
 * | operator                              | units                                             |
 * | ------------------------------------- | ------------------------------------------------- |
 * | constants, slices, `cat`, widening    | 0: wires                                          |
 * | `not`                                 | 0: goes into the LUT that uses it                 |
 * | `and` `or` `xor` `mux`                | 1                                                 |
 * | `add` `sub` `lt` `le` of n bits       | 1 + n / 10: a carry chain                         |
 * | `eq` `ne` of n bits                   | 1 + log4(n / 2): a tree; with a constant log4(n)  |
 * | reductions of n bits                  | log4(n)                                           |
 * | shift of n bits by a signal of m bits | the smaller of m and log2(n) + 1                  |
 * | `mul` of n by m bits                  | log2(m) carry chains of n + m bits, m the smaller |
 *
 * Bits that are there only by widening do not count; logarithms are rounded up.
 */
export function delayOf(expr: Expr): number {
  switch (expr.op) {
    case "const":
    case "ref":
    case "slice":
    case "cat":
    case "extend":
    case "not":
      return 0;
    case "and":
    case "or":
    case "xor":
    case "mux":
      return 1;
    case "add":
    case "sub":
      return carryChain(expr.width);
    case "lt":
    case "le":
      return carryChain(expr.a.width);
    case "eq":
    case "ne": {
      const withConstant = expr.a.op === "const" || expr.b.op === "const";
      return Math.max(1, withConstant ? log(4, expr.a.width) : 1 + log(4, expr.a.width / 2));
    }
    case "reduceAnd":
    case "reduceOr":
    case "reduceXor":
      return Math.max(1, log(4, expr.a.width));
    case "shl":
    case "shr":
    case "asr":
      return Math.min(expr.amount.width, log(2, expr.width) + 1);
    case "mul": {
      const [a, b] = [significantBits(expr.a), significantBits(expr.b)];
      return Math.max(1, log(2, Math.min(a, b))) * carryChain(Math.min(expr.width, a + b));
    }
  }
}

const significantBits = (expr: Expr): number => (expr.op === "extend" ? significantBits(expr.a) : expr.width);
