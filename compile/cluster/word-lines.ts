import { type ClusterConfig, meshPort, type SystemConfig } from "../../config/index.ts";
import { neighbour } from "./mesh-masks.ts";
import { Shares } from "./shares.ts";

/** One direction of a chip link, with the words that have gone over it. */
export interface LinkLine {
  readonly kind: "link";
  readonly from: number;
  readonly to: number;
  readonly takes: (route: number) => boolean;
  readonly words: Shares;
}

/** One direction between neighbours in a mesh, or all of a tree, with the words that have gone over it. */
export interface FabricLine {
  readonly kind: "fabric";
  readonly chip: number;
  readonly edge?: { readonly from: number; readonly to: number };
  readonly takes: (route: number) => boolean;
  readonly words: Shares;
}

/** Both directions of every link. */
export function linkLines({ links, clusters }: SystemConfig): LinkLine[] {
  return links.flatMap(({ a, b }) =>
    [
      [a, b],
      [b, a],
    ].map(([from, to]): LinkLine => {
      if (from === undefined || to === undefined) throw new Error("a link has two ends");
      const wanted = clusters[from.chip]?.linkWanted[from.link];
      return {
        kind: "link",
        from: from.chip,
        to: to.chip,
        takes: (route) => wanted?.[route] === 1,
        words: new Shares(),
      };
    }),
  );
}

/** Every chip's fabric: a tree, or the edges of a mesh that some word takes. */
export function fabricLines(system: SystemConfig): FabricLine[] {
  return system.clusters.flatMap((cluster, chip) =>
    cluster.shape.fabric === "mesh" ? meshLines(cluster, chip) : [treeLine(system, cluster, chip)],
  );
}

/** All that is sent or comes in on a chip goes to all of its cores. */
function treeLine(system: SystemConfig, cluster: ClusterConfig, chip: number): FabricLine {
  const comesIn = new Uint8Array(cluster.shape.routes);
  for (const [route, sender] of system.senders.entries()) {
    const home = sender.kind === "input" ? system.hostChip : sender.chip;
    if (home === chip) comesIn[route] = 1;
  }
  for (const { a, b } of system.links) {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      if (to.chip !== chip) continue;
      const wanted = system.clusters[from.chip]?.linkWanted[from.link] ?? [];
      for (const [route, value] of wanted.entries()) if (value === 1) comesIn[route] = 1;
    }
  }
  return { kind: "fabric", chip, takes: (route) => comesIn[route] === 1, words: new Shares() };
}

function meshLines({ nodes, shape }: ClusterConfig, chip: number): FabricLine[] {
  return nodes.flatMap(({ mesh }, node) =>
    [meshPort.north, meshPort.east, meshPort.south, meshPort.west].flatMap((port): FabricLine[] => {
      if (mesh === undefined || !mesh.some((mask) => (mask >> port) & 1)) return [];
      const edge = { from: node, to: neighbour(node, port, shape.columns) };
      const takes = (route: number): boolean => (((mesh[route] ?? 0) >> port) & 1) === 1;
      return [{ kind: "fabric", chip, edge, takes, words: new Shares() }];
    }),
  );
}
