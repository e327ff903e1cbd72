import type { Expr, ModuleIr, Signal, Statement } from "../ir.ts";
import { lowerBody } from "../passes/lower.ts";
import { branchesOf } from "../passes/statements.ts";
import { isContinuous } from "./always.ts";
import { type CombinationalBlock, signalsIn } from "./blocks.ts";
import { isConstant } from "./expr.ts";
import { createSimplifier } from "./simplify.ts";

/**
 * An `always @*` that reads no signal never runs, and leaves its wires without a value: what such a block would print
 * as becomes an assignment of a constant to each of its wires.
 */
export function withoutIdleBlocks(
  blocks: readonly CombinationalBlock[],
  module: ModuleIr,
): readonly CombinationalBlock[] {
  const nodes = new Map(module.nodes.map(({ signal, value }) => [signal, value]));
  const simplify = createSimplifier(
    () => false,
    (signal) => nodes.get(signal),
  );
  const reads = (exprs: readonly Expr[]): boolean => exprs.some((expr) => signalsIn(simplify(expr)).size > 0);
  /** Branches that a constant rules out do not count: simulators leave them out before they look for signals. */
  const readsSignals = (statement: Statement): boolean => {
    if (statement.kind === "assign") return reads([statement.value]);
    const [decision, ...branches] =
      statement.kind === "if"
        ? [simplify(statement.cond), statement.then, statement.else]
        : [simplify(statement.subject), ...branchesOf(statement)];
    if (decision.op !== "const") return true;
    if (statement.kind === "if") return (isConstant(decision, 1n) ? statement.then : statement.else).some(readsSignals);
    return branches.some((branch) => branch.some(readsSignals));
  };
  const isIdle = ({ body }: CombinationalBlock): boolean => !body.some(readsSignals);
  const constantAssignment = (block: CombinationalBlock, target: Signal): CombinationalBlock => {
    const own = { ...module, registers: [], wires: block.wires, body: block.body };
    const lowered = lowerBody(own).wires.get(target)?.value;
    const value = lowered === undefined ? undefined : simplify(lowered);
    if (value?.op !== "const")
      throw new Error(`${module.name}.${target.name} is not the constant that it seemed to be`);
    return { wires: [target], body: [{ kind: "assign", target, value, site: target.site }] };
  };
  return blocks.flatMap((block) =>
    block.body.length === 0 || isContinuous(block) || !isIdle(block)
      ? [block]
      : block.wires.map((wire) => constantAssignment(block, wire)),
  );
}
