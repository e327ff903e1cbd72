/**
 * Where in a function each of its values is computed. A function is a tree of regions: the code of a condition's arm
 * runs only when the condition holds, so a value that only that arm needs is computed there; a value that several
 * regions need is computed in the innermost one around them all. Values are pure, so computing one later, or not at
 * all, changes nothing.
 */
import type { Node } from "./graph.ts";
import { operandNeedsClean } from "./operators.ts";

export interface Region {
  readonly parent: Region | undefined;
  readonly depth: number;
  /** Values that its own code asks for, arms of its conditions not counted. */
  readonly roots: Node[];
  readonly children: Region[];
}

export function region(parent: Region | undefined): Region {
  const made: Region = { parent, depth: parent === undefined ? 0 : parent.depth + 1, roots: [], children: [] };
  parent?.children.push(made);
  return made;
}

/** What the code of a region, and of those in it, asks for. */
export function rootsOf(outer: Region): Node[] {
  const found: Node[] = [];
  const add = ({ roots, children }: Region): void => {
    found.push(...roots);
    children.forEach(add);
  };
  add(outer);
  return found;
}

export function isWithin(inner: Region, outer: Region): boolean {
  let at: Region | undefined = inner;
  while (at !== undefined && at.depth > outer.depth) at = at.parent;
  return at === outer;
}

function innermostAround(a: Region, b: Region): Region {
  let [x, y] = [a, b];
  while (x !== y) {
    if (x.depth >= y.depth && x.parent !== undefined) x = x.parent;
    else if (y.parent !== undefined) y = y.parent;
    else throw new Error("two regions of different functions");
  }
  return x;
}

/** Cheap enough to be computed in each of several regions: kept for all of them it would have to leave the registers. */
const isTrifle = ({ op }: Node): boolean => op === "slice" || op === "sext" || op === "zext";

const mostRepeats = 4;

interface Use {
  readonly region: Region;
  readonly needsClean: boolean;
}

function areApart(uses: readonly Use[]): boolean {
  return uses.every((a) => uses.every((b) => a === b || !isWithin(a.region, b.region)));
}

/** Instructions that a branch has to save to be worth its misprediction. */
const worthBranching = 12;

/** What a function needs to know of its values before it is emitted. */
export interface Placement {
  /** Times each value is asked for, by node id. */
  readonly uses: Int32Array;
  /** 1: somebody needs the bits above its width to be zero. */
  readonly clean: Uint8Array;
  /** The arms of a `mux` that is a branch, by its node. */
  readonly arms: ReadonlyMap<Node, readonly [Region, Region]>;
  /** Values that are computed wherever they are asked for, which is in regions of which none is within another. */
  readonly repeated: ReadonlySet<Node>;
  /** Nodes of the function's own cone, ascending. */
  readonly order: readonly Node[];
  regionOf(node: Node): Region;
  /** Uses of a leaf within a region. */
  usesWithin(leaf: Node, region: Region): number;
}

/** Places all that `root` and the regions in it ask for. `isLeaf`: a value that is there already. */
export function placeValues(nodeCount: number, root: Region, isLeaf: (node: Node) => boolean): Placement {
  const uses = new Int32Array(nodeCount);
  const clean = new Uint8Array(nodeCount);
  const regions = new Array<Region | undefined>(nodeCount);
  const leafUses = new Map<Node, Region[]>();
  const cone = new Array<Node | undefined>(nodeCount);
  const arms = new Map<Node, readonly [Region, Region]>();
  const trifles = new Map<Node, Use[]>();
  const repeated = new Set<Node>();

  const use = (node: Node, at: Region, needsClean: boolean): void => {
    uses[node.id] = (uses[node.id] ?? 0) + 1;
    if (needsClean) clean[node.id] = 1;
    if (isLeaf(node)) {
      if (node.op === "const") return;
      const known = leafUses.get(node);
      if (known === undefined) leafUses.set(node, [at]);
      else known.push(at);
      return;
    }
    if (isTrifle(node)) {
      const known = trifles.get(node);
      if (known === undefined) trifles.set(node, [{ region: at, needsClean }]);
      else known.push({ region: at, needsClean });
    }
    const before = regions[node.id];
    regions[node.id] = before === undefined ? at : innermostAround(before, at);
  };

  const stack = rootsOf(root);
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (cone[node.id] !== undefined || isLeaf(node)) continue;
    cone[node.id] = node;
    stack.push(...node.operands);
  }
  const order = cone.filter((node) => node !== undefined);
  const treeCosts = costsOfTrees(order, nodeCount, root, isLeaf);

  const ask = (each: Region): void => {
    for (const node of each.roots) use(node, each, true);
    for (const child of each.children) ask(child);
  };
  ask(root);
  for (let at = order.length - 1; at >= 0; at--) {
    const node = order[at];
    if (node === undefined) break;
    const own = regions[node.id];
    if (own === undefined) throw new Error(`${node.op} ${node.id} is in no region`);
    const cond = node.operands[0];
    const whenTrue = node.operands[1];
    const whenFalse = node.operands[2];
    const wanted = clean[node.id] === 1;
    const asked = trifles.get(node) ?? [];
    const [operand] = node.operands;
    if (asked.length > 1 && asked.length <= mostRepeats && operand !== undefined && areApart(asked)) {
      repeated.add(node);
      for (const each of asked) use(operand, each.region, operandNeedsClean(node, 0, each.needsClean));
      continue;
    }
    if (
      node.op === "mux" &&
      cond !== undefined &&
      whenTrue !== undefined &&
      whenFalse !== undefined &&
      Math.max(treeCosts(whenTrue), treeCosts(whenFalse)) >= worthBranching
    ) {
      const both = [region(own), region(own)] as const;
      arms.set(node, both);
      use(cond, own, true);
      use(whenTrue, both[0], operandNeedsClean(node, 1, wanted));
      use(whenFalse, both[1], operandNeedsClean(node, 2, wanted));
      continue;
    }
    for (let index = 0; index < node.operands.length; index++) {
      const operand = node.operands[index];
      if (operand !== undefined) use(operand, own, operandNeedsClean(node, index, wanted));
    }
  }
  return {
    uses,
    clean,
    arms,
    repeated,
    order,
    regionOf(node) {
      const found = regions[node.id];
      if (found === undefined) throw new Error(`${node.op} ${node.id} is not part of the function`);
      return found;
    },
    usesWithin(leaf, outer) {
      let count = 0;
      for (const each of leafUses.get(leaf) ?? []) if (isWithin(each, outer)) count++;
      return count;
    },
  };
}

/** Instructions below a value that nothing else needs: what a branch around it saves at least. */
function costsOfTrees(
  order: readonly Node[],
  nodeCount: number,
  root: Region,
  isLeaf: (node: Node) => boolean,
): (node: Node) => number {
  const fanOut = new Int32Array(nodeCount);
  const count = (node: Node): void => {
    fanOut[node.id] = (fanOut[node.id] ?? 0) + 1;
  };
  rootsOf(root).forEach(count);
  for (const { operands } of order) operands.forEach(count);
  const costs = new Int32Array(nodeCount);
  const exclusive = (node: Node): number => ((fanOut[node.id] ?? 0) > 1 || isLeaf(node) ? 0 : (costs[node.id] ?? 0));
  for (const node of order) {
    let cost = node.op === "cat" ? 3 * node.operands.length : 2;
    for (let index = 0; index < node.operands.length; index++) {
      const operand = node.operands[index];
      if (operand !== undefined) cost += exclusive(operand);
    }
    costs[node.id] = cost;
  }
  return exclusive;
}
