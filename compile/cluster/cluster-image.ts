import {
  type ClusterBlock,
  type ClusterConfig,
  clusterUnits,
  type ImportEntry,
  nodeSpaces,
  outsideSpaces,
  tableValidBit,
} from "../../config/index.ts";
import { coreImage } from "../image.ts";

const valid = 1 << tableValidBit;

/**
 * What a loader writes over a chip's memory bus, in order: the cores, the tables of their ports, the filters of what
 * leaves the chip. Tables are written whole, so that nothing is left of a network that was there before.
 */
export function clusterImage(cluster: ClusterConfig): ClusterBlock[] {
  const { nodes } = cluster;
  const blocks = [
    ...nodes.flatMap(({ config }, core) =>
      coreImage(config).map((block) => ({ unit: clusterUnits.core(nodes.length, core), ...block })),
    ),
    ...nodes.flatMap((_, node) => nodeBlocks(cluster, node)),
    ...outsideBlocks(cluster),
  ];
  return blocks.filter(({ words }) => words.length > 0);
}

function nodeBlocks({ nodes }: ClusterConfig, number: number): ClusterBlock[] {
  const node = nodes[number];
  if (node === undefined) throw new RangeError(`node ${number} of ${nodes.length}`);
  const block = (space: number, words: Iterable<number>): ClusterBlock => ({
    unit: clusterUnits.node(nodes.length, number),
    space,
    address: 0,
    words: Uint16Array.from(words),
  });
  return [
    block(
      nodeSpaces.exports,
      node.exports.map((route) => (route === undefined ? 0 : valid | route)),
    ),
    block(nodeSpaces.imports, node.imports.flatMap(importWords)),
    block(nodeSpaces.delayedWords, node.delayedWords),
    block(nodeSpaces.mesh, node.mesh ?? []),
  ];
}

function importWords(entry: ImportEntry | undefined): number[] {
  if (entry === undefined) return [0, 0];
  return [valid | entry.base, entry.delay | ((entry.next ?? 0) << 4)];
}

/** A mesh has masks instead. */
function outsideBlocks({ shape, nodes, hostWanted, linkWanted }: ClusterConfig): ClusterBlock[] {
  if (shape.fabric === "mesh") return [];
  const block = (space: number, wanted: Uint8Array): ClusterBlock => ({
    unit: clusterUnits.outside(nodes.length),
    space,
    address: 0,
    words: Uint16Array.from(wanted),
  });
  return [
    ...(shape.host ? [block(outsideSpaces.host, hostWanted)] : []),
    ...linkWanted.map((wanted, link) => block(outsideSpaces.link(link), wanted)),
  ];
}
