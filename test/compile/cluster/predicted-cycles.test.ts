import { expect, it } from "vitest";
import { placeSystem, quantise, systemLoad } from "../../../compile/index.ts";
import { lif, network } from "../../../network/index.ts";
import { coreTiming } from "../../../rtl/core/core-timing.ts";
import { streamNetwork } from "../../../sim/lockstep/network.ts";
import { Reference } from "../../../sim/reference/index.ts";
import { withChips } from "../../support/many-cores-run.ts";
import { Random } from "../../support/random.ts";
import { randomInput } from "../../support/random-network.ts";
import { roomyTarget } from "../../support/roomy-target.ts";

const weights = (rows: number, columns: number, most: number) => {
  const random = new Random(rows * columns);
  return Int8Array.from({ length: rows * columns }, () => random.integer(most - 6, most));
};
const net = quantise(
  network("loop", { weightBits: 4, membraneBits: 16, weightScale: 1 })
    .input("in", 60)
    .population("a", { size: 128, neuron: lif({ threshold: 20 }) })
    .population("b", { size: 96, neuron: lif({ threshold: 20 }) })
    .project("in", "a", { weights: weights(60, 128, 4) })
    .project("a", "b", { weights: weights(128, 96, 3) })
    .project("b", "a", { weights: weights(96, 128, 3) })
    .project("b", "b", { weights: weights(96, 96, 3), delay: 3 })
    .output("b")
    .build(),
);
const input = randomInput(new Random(3), net, 20);

// What a tick waits for besides its cores: markers on their way, and the end of one tick before the next.
const barrier = { least: 0, most: 60 };

it.each([
  { cores: 2, fabric: "tree", chips: 1 },
  { cores: 4, fabric: "mesh", chips: 1 },
  { cores: 1, fabric: "tree", chips: 2 },
] as const)(
  "cycles of a tick are predicted but for the way of markers: $cores cores, $fabric, $chips chips",
  (options) => {
    const target = roomyTarget(8);
    const { system } = placeSystem(net, target, options);
    const [shape] = system.clusters.map((cluster) => cluster.shape.core);
    if (shape === undefined) throw new Error("no chip");
    const model = new Reference(net);
    const activity = input.map((channels) => ({ channels, neurons: [...model.tick(channels).spikes] }));
    const predicted = systemLoad(system, coreTiming({ shape, fabric: target.fabric }), activity).cycles.mean;
    withChips(system, target, (chips) => {
      const measured = streamNetwork(chips, new Reference(net), input).cycles / input.length;
      expect(measured - predicted, `${measured} measured, ${predicted} predicted`).toBeGreaterThan(barrier.least);
      expect(measured - predicted, `${measured} measured, ${predicted} predicted`).toBeLessThan(barrier.most);
    });
  },
);
