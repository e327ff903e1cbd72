/** The ways of words in a mesh, worked out from the places of sender and receivers alone. */
import { meshPort } from "../../../config/index.ts";

export interface Grid {
  readonly columns: number;
  readonly rows: number;
}

/** Where words go into the mesh and out of it: a core, or what is at node 0. */
export type MeshEnd = { readonly node: number } | { readonly extra: "host" | number };

const nodeOf = (end: MeshEnd): number => ("node" in end ? end.node : 0);
const exitBit = (end: MeshEnd): number => {
  if ("node" in end) return meshPort.local;
  return end.extra === "host" ? meshPort.host : meshPort.link0 + end.extra;
};

/** Masks by node, of a route from one end to others: along the row, then along the column. */
export function wayMasks({ columns, rows }: Grid, from: MeshEnd, to: readonly MeshEnd[]): number[] {
  const masks = new Array<number>(columns * rows).fill(0);
  const set = (node: number, bit: number): void => {
    masks[node] = (masks[node] ?? 0) | (1 << bit);
  };
  for (const end of to) {
    let [x, y] = [nodeOf(from) % columns, Math.floor(nodeOf(from) / columns)];
    const [endX, endY] = [nodeOf(end) % columns, Math.floor(nodeOf(end) / columns)];
    while (x !== endX) {
      set(x + columns * y, x < endX ? meshPort.east : meshPort.west);
      x += Math.sign(endX - x);
    }
    while (y !== endY) {
      set(x + columns * y, y < endY ? meshPort.south : meshPort.north);
      y += Math.sign(endY - y);
    }
    set(nodeOf(end), exitBit(end));
  }
  return masks;
}
