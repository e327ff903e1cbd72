/**
 * Values that several functions of a module need are computed by the first that runs and kept in memory for the
 * others, where computing them again would cost more than a store and a load.
 */
import type { Node } from "./graph.ts";
import { ownPlace, type Place } from "./place.ts";

/** A function to be, as far as its values matter. */
export interface FunctionPlan {
  /** Values it needs in the end. */
  readonly roots: readonly Node[];
  /** Values that it keeps for later functions. */
  readonly keeps: Set<Node>;
  /** Values that it finds in memory. */
  readonly finds: Set<Node>;
}

/** Cost from which a value is kept. */
const worthKeeping = 4;

/**
 * Fills in `keeps` and `finds` of functions given in the order in which they run, and gives each kept value a place.
 * `runsBefore(i, j)`: function i has always run, on the same inputs and state, when function j does.
 */
export function planSpills(
  plans: readonly FunctionPlan[],
  runsBefore: (i: number, j: number) => boolean,
): Map<Node, Place> {
  const computedBy = new Map<Node, number[]>();
  const places = new Map<Node, Place>();
  for (const [index, plan] of plans.entries()) {
    const seen = new Set<Node>();
    const stack = [...plan.roots];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (seen.has(node) || isLeaf(node)) continue;
      seen.add(node);
      const earlier = computedBy.get(node);
      const provider = node.cost < worthKeeping ? undefined : earlier?.find((each) => runsBefore(each, index));
      if (provider !== undefined) {
        plans[provider]?.keeps.add(node);
        plan.finds.add(node);
        if (!places.has(node)) places.set(node, ownPlace(node.width));
        continue;
      }
      if (earlier === undefined) computedBy.set(node, [index]);
      else earlier.push(index);
      for (const operand of node.operands) stack.push(operand);
    }
  }
  return places;
}

function isLeaf({ op }: Node): boolean {
  return op === "const" || op === "load" || op === "childOutput";
}
