/** The multipliers of the leaks `mul12` and `shift`: cells of the fabric where it has them, else rows of adders. */
import { type Bool, instance, pipeline, type SInt, type UInt } from "../../hdlgen/index.ts";
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
      throw new Error("rows give what is left, not the product");
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
    // Where a register is reset, synthesis does not take it into the cell, which is far away from what decodes the factor.
    .stage("fetch", ({ membrane, factor }) => ({ operandA: membrane.extend(16), operandB: factor.extend(16) }), {
      reset: { operandB: 0 },
    })
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

/** membrane + bias, 3 cycles after the membrane and 2 after the bias, each of at most 16 bits: 1 × membrane + bias in a cell. */
export function laterSum(membrane: SInt, bias: SInt): SInt {
  const wide = bias.extend(32).asUInt();
  const settings = {
    multiplier: "16x16",
    a: "signed",
    b: "unsigned",
    registers: ["A", "C", "D", "16x16 product"],
    top: { output: "register", operand: "16x16", addend: "input", carry: "chain" },
    bottom: { output: "register", operand: "16x16", addend: "input" },
  } as const;
  const operands = { A: membrane.extend(16).asUInt(), B: 1, C: wide.slice(31, 16), D: wide.slice(15, 0) };
  const { O } = instance("biasAdder", Mac16(settings), { ...mac16Plain, ...operands });
  return O.asSInt().trunc(Math.max(membrane.width, bias.width) + 1);
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
