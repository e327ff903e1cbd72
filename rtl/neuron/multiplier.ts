/** The multipliers of the leaks `mul12` and `shift`: cells of the fabric where it has them, else rows of adders. */
import {
  type Bool,
  constant,
  instance,
  lo,
  nodes,
  pipeline,
  pipelined,
  type SInt,
  sint,
  type UInt,
} from "../../hdlgen/index.ts";
import { Mult18X18D, mult18Plain } from "../../hdlgen/targets/ecp5.ts";
import { Mac16, mac16Plain } from "../../hdlgen/targets/ice40.ts";
import type { MultiplierPlan } from "./leak-plan.ts";

/** The product's whole part, rounded down, and whether there is anything in it and behind its binary point. */
export interface Product {
  readonly whole: SInt;
  readonly some: Bool;
  readonly rest: Bool;
}

/** membrane × factor, `plan.cycles` later; `factor` has `plan.fraction` bits behind its binary point and is at most 1. */
export function productOf(membrane: SInt, factor: UInt, { kind, fraction }: MultiplierPlan): Product {
  switch (kind) {
    case "mac16":
      return parts(mac16(membrane, factor), membrane.width, fraction);
    case "mult18":
      return settled(parts(mult18(membrane, factor), membrane.width, fraction));
    case "cells":
      return settled(parts(cells(membrane, factor), membrane.width, fraction));
    case "rows":
      throw new Error("rows give their product with productOfRows");
  }
}

const parts = (product: SInt, bits: number, fraction: number): Product =>
  withSome({ whole: product.shr(fraction).trunc(bits), rest: product.trunc(fraction).asUInt().any() });

const withSome = ({ whole, rest }: Omit<Product, "some">): Product => ({ whole, rest, some: whole.asUInt().any() });

/** A register more: a wide OR behind a cell that stands far away takes a cycle. */
const settled = (product: Product): Product =>
  pipeline("settling", { inputs: {} })
    .stage("settle_product", () => ({ whole: product.whole, some: product.some, rest: product.rest }))
    .end(({ whole, some, rest }) => ({ whole, some, rest })).outputs;

/** Registers before the cell and behind the product. Those at its operands would cost a cycle and save no logic cell. */
function mac16(membrane: SInt, factor: UInt): SInt {
  const { outputs } = pipeline("operands", { inputs: { membrane, factor } })
    .stage("fetch", ({ membrane, factor }) => ({ operandA: membrane.extend(16), operandB: factor.extend(16) }))
    .end(({ operandA, operandB }) => ({ A: operandA.asUInt(), B: operandB }));
  const settings = {
    multiplier: "16x16",
    a: "signed",
    b: "unsigned",
    registers: ["16x16 product"],
    top: { output: "16x16" },
    bottom: { output: "16x16" },
  } as const;
  return instance("multiplier", Mac16(settings), { ...mac16Plain, ...outputs, C: 0, D: 0 }).O.asSInt();
}

/** Registers before the cell, at its operands, in it and behind it. */
function mult18(membrane: SInt, factor: UInt): SInt {
  const { outputs } = pipeline("operands", { inputs: { membrane, factor } })
    .stage("fetch", ({ membrane, factor }) => ({ operandA: membrane.extend(18), operandB: factor.extend(18) }))
    .end(({ operandA, operandB }) => ({ A: operandA.asUInt(), B: operandB }));
  const settings = { registers: ["inputs", "pipeline", "output"] } as const;
  const signs = { SIGNEDA: true, SIGNEDB: false };
  return instance("multiplier", Mult18X18D(settings), { ...mult18Plain, ...signs, ...outputs }).P.asSInt();
}

/** Registers before the cells and behind them. */
function cells(membrane: SInt, factor: UInt): SInt {
  const { outputs } = pipeline("operands", { inputs: { membrane, factor } })
    .stage("fetch", ({ membrane, factor }) => ({ operandA: membrane, operandB: factor.toSInt() }))
    .stage("hold", ({ operandA, operandB }) => ({ factorA: operandA, factorB: operandB }))
    .stage("multiply", ({ factorA, factorB }) => ({ product: factorA.mul(factorB) }))
    .stage("settle", ({ product }) => ({ settled: product }))
    .end(({ settled }) => ({ settled }));
  return outputs.settled;
}

/**
 * multiplicand × factor ÷ 2^fraction, rounded down, and whether that left anything; both 0 where it is not `meant`. One row for
 * each bit of the factor that can be set, lowest first: the sum so far moves down by a place in each.
 */
export function productOfRows(inputs: RowInputs, { fraction, factorBits, cycles }: MultiplierPlan): RowProduct {
  const { outputs } = pipelined("rows", { stages: cycles, inputs }, ({ multiplicand, factor, meant }) => {
    let whole: SInt = constant(sint(multiplicand.width), 0);
    let rest: Bool = lo;
    for (let row = 0; row < factorBits; row++) {
      const { [`row${row}`]: sum = whole } = nodes({
        [`row${row}`]: factor.bit(row).mux(whole.add(multiplicand), whole),
      });
      // The bit of weight 1, and what the rows above the highest one would have shifted out.
      const places = row === factorBits - 1 ? fraction - row : 1;
      whole = sum.shr(places).trunc(Math.min(multiplicand.width, sum.width - places));
      if (places > 0) rest = rest.or(sum.asUInt().trunc(places).any());
    }
    return { whole: meant.mux(whole, 0), rest: meant.and(rest) };
  });
  return outputs;
}

export interface RowInputs {
  readonly multiplicand: SInt;
  readonly factor: UInt;
  readonly meant: Bool;
}

export type RowProduct = Omit<Product, "some">;
