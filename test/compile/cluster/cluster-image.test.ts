import { expect, test } from "vitest";
import { clusterImage, coreImage, placeSystem } from "../../../compile/index.ts";
import {
  type ClusterBlock,
  type ClusterConfig,
  clusterUnits,
  type ImportEntry,
  nodeSpaces,
  outsideSpaces,
} from "../../../config/index.ts";
import { Random } from "../../support/random.ts";
import { oneCore, randomNetwork } from "../../support/random-network.ts";
import { roomyTarget } from "../../support/roomy-target.ts";

/** A unit's space as a memory. */
function memory(blocks: readonly ClusterBlock[], unit: number, space: number): number[] {
  const words: number[] = [];
  for (const block of blocks) {
    if (block.unit !== unit || block.space !== space) continue;
    for (const [i, word] of block.words.entries()) words[block.address + i] = word;
  }
  return words;
}

function unpackImports(words: readonly number[]): (ImportEntry | undefined)[] {
  return Array.from({ length: words.length / 2 }, (_, entry) => {
    const [low = 0, high = 0] = words.slice(2 * entry, 2 * entry + 2);
    if (low < 0x8000) return undefined;
    const next = high >> 4;
    return { base: low & 0x7fff, delay: high & 15, ...(next === 0 ? {} : { next }) };
  });
}

function check(cluster: ClusterConfig, where: string): void {
  const { nodes, shape } = cluster;
  const blocks = clusterImage(cluster);
  for (const [number, node] of nodes.entries()) {
    const core = blocks.filter(({ unit }) => unit === clusterUnits.core(nodes.length, number));
    expect(
      core.map(({ unit: _unit, ...block }) => block),
      where,
    ).toEqual(coreImage(node.config));
    const space = (which: number) => memory(blocks, clusterUnits.node(nodes.length, number), which);
    const exports = space(nodeSpaces.exports).map((word) => (word < 0x8000 ? undefined : word & 0x7fff));
    expect(exports, where).toEqual(node.exports);
    expect(exports).toHaveLength(shape.exportRows);
    expect(unpackImports(space(nodeSpaces.imports)), where).toEqual(node.imports);
    expect(node.imports).toHaveLength(shape.importEntries);
    expect(space(nodeSpaces.delayedWords), where).toEqual(node.delayedWords);
    expect(space(nodeSpaces.mesh), where).toEqual(node.mesh ?? []);
  }
  const outside = (space: number) => memory(blocks, clusterUnits.outside(nodes.length), space);
  const isTree = shape.fabric === "tree";
  expect(outside(outsideSpaces.host), where).toEqual(isTree && shape.host ? [...cluster.hostWanted] : []);
  for (const [link, wanted] of cluster.linkWanted.entries()) {
    expect(outside(outsideSpaces.link(link)), where).toEqual(isTree ? [...wanted] : []);
  }
}

test("the image, taken apart, has every table of every node and filter: 40 random systems", () => {
  for (let seed = 0; seed < 40; seed++) {
    const random = new Random(seed);
    const net = randomNetwork(seed, { ...oneCore, maxNeurons: 40, maxAxons: 200 });
    const options = {
      cores: random.pick([1, 2, 4, 6]),
      chips: random.integer(1, 3),
      fabric: random.pick(["tree", "mesh"] as const),
    };
    const { system } = placeSystem(net, roomyTarget(4), options);
    for (const cluster of system.clusters) check(cluster, `seed ${seed}, ${JSON.stringify(options)}, ${cluster.name}`);
  }
});
