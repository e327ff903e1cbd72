import { meshPort } from "../../config/index.ts";

/** A mesh of routers; node = x + columns × y. */
export interface MeshSize {
  readonly columns: number;
  readonly rows: number;
}

/** Where a word enters or leaves a mesh: a core, or a port of node 0 (`meshPort.host`, `meshPort.link0` + link). */
export type MeshEnd = { readonly core: number } | { readonly extra: number };

/**
 * Output ports by node for words that enter at `from` and go to all of `to`. First along the row, then along the column:
 * the ways to all goals share a tree, so that every word comes once, and no way turns from a column into a row.
 */
export function meshMasks({ columns, rows }: MeshSize, from: MeshEnd, to: readonly MeshEnd[]): number[] {
  const masks = new Array<number>(columns * rows).fill(0);
  const start = "core" in from ? from.core : 0;
  for (const goal of to) {
    const end = "core" in goal ? goal.core : 0;
    let node = start;
    while (node !== end) {
      const port = firstPort(node, end, columns);
      masks[node] = (masks[node] ?? 0) | (1 << port);
      node = neighbour(node, port, columns);
    }
    masks[end] = (masks[end] ?? 0) | (1 << ("core" in goal ? meshPort.local : goal.extra));
  }
  return masks;
}

/** The port that leads from a node towards another one. */
function firstPort(node: number, goal: number, columns: number): number {
  const dx = (goal % columns) - (node % columns);
  if (dx !== 0) return dx > 0 ? meshPort.east : meshPort.west;
  return goal > node ? meshPort.south : meshPort.north;
}

/** The node behind a port. */
export function neighbour(node: number, port: number, columns: number): number {
  if (port === meshPort.north) return node - columns;
  if (port === meshPort.south) return node + columns;
  return port === meshPort.east ? node + 1 : node - 1;
}
