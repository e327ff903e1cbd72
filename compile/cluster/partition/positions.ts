import type { MeshSize } from "../mesh-masks.ts";

/** Words of a tick from core to core, and between each core and node 0 (host and links). */
export interface Flows {
  readonly between: readonly Float64Array[];
  readonly outside: Float64Array;
}

const mostPasses = 20;

/**
 * Nodes of a mesh for cores whose flows are known, so that words go few hops: pairs are swapped until no swap helps.
 *
 * @returns the node of every core
 */
export function meshPositions({ between, outside }: Flows, { columns, rows }: MeshSize): Int32Array {
  const count = columns * rows;
  const nodeOf = Int32Array.from({ length: count }, (_, core) => core);
  const flow = between.map((row, a) => row.map((words, b) => words + (between[b]?.[a] ?? 0)));
  const hops = (a: number, b: number): number =>
    Math.abs((a % columns) - (b % columns)) + Math.abs(Math.floor(a / columns) - Math.floor(b / columns));
  const node = (core: number): number => nodeOf[core] ?? 0;
  /** Cost of a core at a node, but for its flow with `other`. */
  const costAt = (core: number, at: number, other: number): number => {
    let cost = (outside[core] ?? 0) * hops(at, 0);
    for (let each = 0; each < count; each++) {
      if (each !== core && each !== other) cost += (flow[core]?.[each] ?? 0) * hops(at, node(each));
    }
    return cost;
  };
  for (let pass = 0, swapped = true; swapped && pass < mostPasses; pass++) {
    swapped = false;
    for (let a = 0; a < count; a++) {
      for (let b = a + 1; b < count; b++) {
        const [atA, atB] = [node(a), node(b)];
        const gain = costAt(a, atA, b) + costAt(b, atB, a) - costAt(a, atB, b) - costAt(b, atA, a);
        if (gain <= 1e-9) continue;
        nodeOf[a] = atB;
        nodeOf[b] = atA;
        swapped = true;
      }
    }
  }
  return nodeOf;
}
