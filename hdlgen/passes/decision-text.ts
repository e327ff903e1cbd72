/** Decisions of `when` and of state machines, in words: `start is low`, `count is not 3`, `state is run`. */
import type { Expr, Signal } from "../ir.ts";
import { shortLocation } from "../site.ts";
import type { PathStep } from "./lower.ts";

export function decisionText(step: PathStep): string {
  const condition = `the condition at ${shortLocation(step.site)}`;
  if (step.kind === "if") {
    const holds = step.branch === "then";
    return conditionText(step.cond, holds) ?? `${condition} ${holds ? "holds" : "does not hold"}`;
  }
  const subject =
    step.subject.op === "ref" ? step.subject.signal.name : `what is decided at ${shortLocation(step.site)}`;
  return step.label === undefined ? `${subject} has a value without a case` : `${subject} is ${step.label}`;
}

/** Undefined where words would be harder to read than the line itself. */
function conditionText(cond: Expr, holds: boolean): string | undefined {
  if (cond.op === "ref") return `${cond.signal.name} is ${holds ? "high" : "low"}`;
  if (cond.op === "not") return conditionText(cond.a, !holds);
  if (cond.op !== "eq" && cond.op !== "ne") return undefined;
  const [a, b] = [cond.a, cond.b].map(withoutExtension);
  if (a?.op !== "ref" || b?.op !== "const") return undefined;
  const isEqual = holds === (cond.op === "eq");
  return `${a.signal.name} is ${isEqual ? "" : "not "}${valueText(a.signal, b.value)}`;
}

function withoutExtension(expr: Expr): Expr {
  return expr.op === "extend" ? expr.a : expr;
}

function valueText({ type }: Signal, bits: bigint): string {
  const value = type.kind === "sint" ? BigInt.asIntN(type.width, bits) : bits;
  return type.labels?.[Number(bits)] ?? String(value);
}
