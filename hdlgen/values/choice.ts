/** Choices among many values, of any type. */
import { fail } from "../errors.ts";
import * as ir from "../expr.ts";
import type { Expr } from "../ir.ts";
import { combine } from "./combine.ts";
import type { In } from "./literal.ts";
import type { Bool, UInt } from "./scalars.ts";

/**
 * The value whose bit of `select` is set, `values[0]` for bit 0. As AND and OR, cheaper and faster than a chain of
 * `mux`, and right only where at most one bit is set: no bit gives 0, several give the OR of their values. Throws HDL173
 * unless there is one value per bit.
 */
export function oneHotMux<T>(select: UInt, values: readonly T[]): T {
  if (values.length !== select.width) {
    fail("HDL173", "oneHotMux", `${values.length} values for ${select.width} bits`, "give one value per bit");
  }
  return combine<T>(values, "oneHotMux", (exprs) =>
    exprs
      .map((expr, i) => {
        const bit = ir.slice(select.expr, i, 1);
        return ir.binary("and", ir.cat(Array.from({ length: expr.width }, () => bit)), expr);
      })
      .reduce((a, b) => ir.binary("or", a, b)),
  );
}

/** The value of the first condition that holds, else `otherwise`: a chain of `mux`. */
export function priorityMux<T>(choices: readonly (readonly [cond: Bool, value: In<NoInfer<T>>])[], otherwise: T): T {
  const values = [otherwise, ...choices.map(([, value]) => value)];
  return combine<T>(values, "priorityMux", ([last, ...exprs]) => {
    if (last === undefined) throw new Error("a choice without its last value");
    return exprs.reduceRight<Expr>((rest, expr, i) => ir.mux(conditionOf(choices[i]), expr, rest), last);
  });
}

function conditionOf(choice: readonly [cond: Bool, value: unknown] | undefined): Expr {
  if (choice === undefined) throw new Error("more values than conditions");
  return choice[0].expr;
}
