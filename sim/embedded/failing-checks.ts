/**
 * Which assertions of a design that is one unit fail. Its edges only say that one does: code that finds out which would
 * have to be compiled whenever a design starts, and hardly any ever needs it.
 */
import { evaluate, type Known } from "./evaluate.ts";
import type { Node } from "./graph.ts";
import type { Place } from "./place.ts";

/** The condition of an assertion. */
export interface Check {
  readonly cond: Node;
  readonly group: number;
}

/** Indices of the group's checks that do not hold. `read`: what is at a place in memory. */
export function failingChecks(checks: readonly Check[], group: number, read: (place: Place) => bigint): number[] {
  const values = new Map<Node, Known>();
  const known = (node: Node): Known => {
    const value = values.get(node);
    if (value === undefined) throw new Error(`${node.op} ${node.id} comes after what needs it`);
    return value;
  };
  const own = checks.filter((check) => check.group === group);
  for (const node of inOrder(own.map(({ cond }) => cond))) {
    const { op, width, operands, low, place } = node;
    const computed = (): bigint => (op === "const" ? node.value : evaluate(op, width, operands.map(known), low));
    values.set(node, { width, value: place === undefined ? computed() : read(place) });
  }
  return [...checks.entries()].flatMap(([index, check]) =>
    check.group === group && known(check.cond).value === 0n ? [index] : [],
  );
}

/** All that the roots need, operands first. */
function inOrder(roots: readonly Node[]): Node[] {
  const found = new Set<Node>();
  const open = [...roots];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (found.has(node)) continue;
    found.add(node);
    open.push(...node.operands);
  }
  return [...found].sort((a, b) => a.id - b.id);
}
