import { expect, test } from "vitest";
import { placeSystem, type SystemOptions } from "../../../compile/cluster/place-system.ts";
import { Reference } from "../../../sim/reference/index.ts";
import { Random } from "../../support/random.ts";
import { oneCore, randomInput, randomNetwork } from "../../support/random-network.ts";
import { roomyTarget } from "../../support/roomy-target.ts";
import { SystemInterpreter } from "../../support/system-interpreter.ts";

test("placed systems equal the reference and are filled alike: 200 random recurrent networks on 1…16 cores, 1…4 chips", () => {
  const seen = { spikes: 0, linkWords: 0, busy: 0, cores: 0 };
  for (let seed = 1000; seed < 1200; seed++) {
    const random = new Random(seed);
    const net = randomNetwork(seed, { ...oneCore, maxPopulations: 5, maxNeurons: 60, maxChannels: 16, maxAxons: 300 });
    const lanes = random.pick([1, 2, 4, 4]);
    const options: SystemOptions = {
      cores: random.pick([1, 2, 4, 9, 16]),
      chips: random.integer(1, 4),
      fabric: random.pick(["auto", "tree", "mesh"]),
      topology: random.pick(["line", "star"]),
      rate: random.pick([0.02, 0.1, 0.5]),
    };
    const where = `seed ${seed}, ${JSON.stringify(options)}, ${lanes} lanes`;
    const { system } = placeSystem(net, roomyTarget(lanes, random.pick([1, 2, 4].filter((n) => n <= lanes))), options);
    const [model, placed] = [new Reference(net), new SystemInterpreter(system)];
    for (const [tick, channels] of randomInput(random, net, 20).entries()) {
      seen.spikes += model.tick(channels).spikes.length;
      placed.tick(channels);
      expect(placed.membranes(), `${where}, tick ${tick}`).toEqual([...model.v]);
      seen.linkWords += placed.linkLoad.flat().reduce((sum, words) => sum + words, 0);
    }
    const nodes = system.clusters.flatMap((cluster) => cluster.nodes);
    seen.busy += nodes.filter(({ neurons }) => neurons.length > 0).length;
    seen.cores += nodes.length;
  }
  expect(seen.spikes).toBeGreaterThan(20_000);
  expect(seen.linkWords).toBeGreaterThan(20_000);
  // Networks with fewer groups than cores leave some idle.
  expect(seen.busy / seen.cores).toBeGreaterThan(0.5);
});
