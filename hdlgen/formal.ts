/**
 * Properties, part of the language: checked at every clock edge in simulation and emitted for a prover. They rest while
 * the reset of their domain, or of an enclosing `withReset`, is active, and until they can look back as far as their
 * `past` does. Inside `when`, a state or a case they ask for nothing elsewhere.
 */
import { currentBuilder } from "./builder.ts";
import type { Expr, Property } from "./ir.ts";
import { canLookBack } from "./past.ts";
import { captureSite } from "./site.ts";
import { Bool, boolOf } from "./values.ts";

function property(kind: Property["kind"]): (cond: Bool, message: string) => void {
  return (cond, message) => {
    const builder = currentBuilder(kind);
    const holds = boolOf(cond);
    const path = builder.pathCondition();
    const asked = path === undefined ? holds.expr : holds.and(new Bool(path)).expr;
    const ready = canLookBack(builder, asked);
    const isOn = [path, ready].flatMap((expr: Expr | undefined) => (expr === undefined ? [] : [new Bool(expr)]));
    const inReset = new Bool(builder.inReset());
    const guarded =
      kind === "cover"
        ? isOn.reduce((all, on) => all.and(on), holds).and(inReset.not())
        : isOn.reduce((any, on) => any.or(on.not()), holds).or(inReset);
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
