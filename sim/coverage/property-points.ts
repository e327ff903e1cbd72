/** Properties: how often a cover held, and how often an assertion or assumption was asked and could have failed. */
import type { Expr, ModuleIr, Property } from "../../hdlgen/ir.ts";
import type { Condition } from "./counters.ts";
import type { ModuleClocks } from "./module-clocks.ts";
import type { PlannedPoint } from "./module-points.ts";
import type { StatementContext } from "./statement-points.ts";

export function propertyPoints(
  ir: ModuleIr,
  clocks: ModuleClocks,
  { counters, conditions }: StatementContext,
): PlannedPoint[] {
  return ir.properties.flatMap(({ kind, cond, message, clock, site }): PlannedPoint[] => {
    const asked: readonly Condition[] =
      kind === "cover" ? [conditions.holds(cond)] : escapesOf(cond).map((way) => conditions.fails(way));
    const sum = counters.of(clocks.ofRegister(clock), asked);
    return sum === undefined ? [] : [{ kind, site, name: message, sum }];
  });
}

/**
 * What makes a property true without asking for anything. `formal` writes a property as its claim, `or` that what guards
 * it does not hold, `or` the reset; and `a.implies(b)` is not a `or` b. So of a chain of `or` from the left, the last
 * operand is the reset, and every negation is an escape, unless all of them are: then the first one is the claim.
 */
export function escapesOf(cond: Property["cond"]): readonly Expr[] {
  const chain: Expr[] = [];
  let left = cond;
  for (; left.op === "or"; left = left.a) chain.unshift(left.b);
  chain.unshift(left);
  const reset = chain.pop();
  // Raw IR has no reset in it.
  if (reset === undefined || chain.length === 0) return [];
  const claim = chain.findIndex(({ op }) => op !== "not");
  const escapes = chain.filter((each, i) => each.op === "not" && i !== (claim < 0 ? 0 : -1));
  return [...escapes, reset];
}
