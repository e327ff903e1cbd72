/**
 * Values that several functions of a module need are computed by the first that runs and kept in memory for the
 * others, where computing them again would cost more than a store and a load.
 */
import type { Node } from "./graph.ts";
import { ownPlace, type Place } from "./place.ts";
import { type Region, rootsOf } from "./regions.ts";

/** A function to be, as far as its values matter. */
export interface FunctionPlan {
  /** The values it needs in the end, and where. */
  readonly root: Region;
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
  nodeCount: number,
  plans: readonly FunctionPlan[],
  runsBefore: (i: number, j: number) => boolean,
): Map<Node, Place> {
  const firstBy = new Int32Array(nodeCount).fill(-1);
  const alsoBy = new Map<Node, number[]>();
  const seenBy = new Int32Array(nodeCount).fill(-1);
  const places = new Map<Node, Place>();
  const providerOf = (node: Node, user: number): number | undefined => {
    const first = firstBy[node.id] ?? -1;
    if (first < 0 || node.cost < worthKeeping) return undefined;
    if (runsBefore(first, user)) return first;
    return alsoBy.get(node)?.find((each) => runsBefore(each, user));
  };
  for (const [index, plan] of plans.entries()) {
    const stack = rootsOf(plan.root);
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (seenBy[node.id] === index || isLeaf(node)) continue;
      seenBy[node.id] = index;
      const provider = providerOf(node, index);
      if (provider !== undefined) {
        plans[provider]?.keeps.add(node);
        plan.finds.add(node);
        if (!places.has(node)) places.set(node, ownPlace(node.width));
        continue;
      }
      if ((firstBy[node.id] ?? -1) < 0) firstBy[node.id] = index;
      else alsoBy.set(node, [...(alsoBy.get(node) ?? []), index]);
      for (const operand of node.operands) stack.push(operand);
    }
  }
  return places;
}

function isLeaf({ op }: Node): boolean {
  return op === "const" || op === "load" || op === "childOutput";
}
