/** A grid of cores in the embedded engine, loaded. */
import { type CoreTarget, clusterImage, coreImage, placeSystem, type SystemOptions } from "../../compile/index.ts";
import { busSpaces, type ClusterConfig, type IntegerNetwork } from "../../config/index.ts";
import { elaborate } from "../../hdlgen/index.ts";
import { Cluster } from "../../rtl/cluster.ts";
import { LifCore } from "../../rtl/core/lif-core.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { ClusterRun } from "../../sim/harness/cluster-run.ts";
import { CoreDriver } from "../../sim/harness/core-driver.ts";
import type { Simulation } from "../../sim/simulation.ts";

/** Places a network on the cores of one chip, opens it and loads it. */
export function loadedGrid(network: IntegerNetwork, target: CoreTarget, options: SystemOptions): ClusterRun {
  const { system } = placeSystem(network, target, options);
  const [cluster] = system.clusters;
  if (cluster === undefined || system.clusters.length > 1) throw new Error("a grid is one chip");
  const simulation = openEmbedded(elaborate(Cluster({ shape: cluster.shape, fabric: target.fabric })), { seed: 1 });
  const run = new ClusterRun(system, [simulation]);
  const isWeights = ({ unit, space }: { unit: number; space: number }): boolean =>
    unit < cluster.nodes.length && space === busSpaces.weights;
  run.load([clusterImage(cluster).filter((block) => !isWeights(block))]);
  copyWeights(cluster, target, simulation);
  return run;
}

/**
 * Millions of weight words over the bus of many cores would take longer than all ticks: each core's are loaded into a
 * core alone, over its bus, and its memories copied.
 */
function copyWeights({ nodes, shape }: ClusterConfig, { fabric }: CoreTarget, simulation: Simulation): void {
  const alone = openEmbedded(elaborate(LifCore({ shape: shape.core, fabric })), { seed: 1 });
  const driver = new CoreDriver(alone, shape.core);
  const memories = alone.names.memories.filter((name) => name.startsWith("weight_fetch.weights."));
  if (memories.length === 0) throw new Error("a core has no memories for weights");
  for (const [core, { config }] of nodes.entries()) {
    driver.load(coreImage(config).filter(({ space }) => space === busSpaces.weights));
    for (const name of memories) {
      const words = alone.memory(name).toArray();
      const copy = simulation.memory(`core${core}.${name}`);
      for (let address = 0; address < words.length; address++) copy.set(address, (words[address] ?? 0) >>> 0);
    }
  }
  alone.close();
}
