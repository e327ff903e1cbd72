/**
 * Properties, part of the language: checked at every clock edge in simulation and emitted for a prover. They rest while
 * the module's `rst`, or the reset of an enclosing `withReset`, is active.
 */
import { currentBuilder } from "./builder.ts";
import { fail } from "./errors.ts";
import type { Property } from "./ir.ts";
import { captureSite } from "./site.ts";
import { Bool, boolOf } from "./values.ts";

function property(kind: Property["kind"]): (cond: Bool, message: string) => void {
  return (cond, message) => {
    const builder = currentBuilder(kind);
    if (builder.isInBlock) {
      const mend = kind === "cover" ? "`condition.and(…)`" : "`condition.not().or(…)`";
      fail("HDL144", builder.name, `${kind} inside \`when\`, which does not reach it`, `write ${mend}`);
    }
    const holds = boolOf(cond);
    const guarded =
      kind === "cover" ? holds.and(new Bool(builder.inReset()).not()) : holds.or(new Bool(builder.inReset()));
    builder.properties.push({ kind, cond: guarded.expr, message, ...builder.clocked(), site: captureSite() });
  };
}

export const formal = {
  /** Must hold at every clock edge outside reset. */
  assert: property("assert"),
  /** What the environment promises. */
  assume: property("assume"),
  /** Should happen at some time. */
  cover: property("cover"),
};
