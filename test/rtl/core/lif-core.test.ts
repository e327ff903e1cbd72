import { describe, expect, it } from "vitest";
import { fabrics, type WeightBits } from "../../../config/index.ts";
import { lockstepOn } from "../../support/core-lockstep.ts";
import { Random } from "../../support/random.ts";
import {
  channelCount,
  oneCore,
  type RandomNetworkOptions,
  randomInput,
  randomNetwork,
} from "../../support/random-network.ts";

/** Lanes whose weights fill at most a word of 64 bits. */
const lanesFor = (weightBits: WeightBits): number[] => [1, 2, 4, 8, 16, 32].filter((lanes) => lanes * weightBits <= 64);
const updatesFor = (lanes: number): number[] => [1, 2, 4].filter((updates) => updates <= lanes);

/** Runs random networks of these seeds on random cores; returns the spikes of all. */
function runSeeds(from: number, to: number, options: RandomNetworkOptions, ticks: number): number {
  let spikes = 0;
  for (let seed = from; seed <= to; seed++) {
    const network = randomNetwork(seed, options);
    const random = new Random(seed);
    const lanes = random.pick(lanesFor(network.weightBits));
    const core = { lanes, updates: random.pick(updatesFor(lanes)), fabric: random.pick([...fabrics]) };
    spikes += lockstepOn(network, core, randomInput(random, network, ticks), seed).spikes;
  }
  return spikes;
}

describe("lif core", () => {
  it("equals the reference on random networks of all features: every spike, membrane and counter of every tick", () => {
    expect(runSeeds(1, 30, oneCore, 60)).toBeGreaterThan(10_000);
  });

  it("does so with delays of up to 15 ticks, over several of their periods", () => {
    const delayed = { ...oneCore, maxPopulations: 4, maxChannels: 8, sparsity: "none" } as const;
    expect(runSeeds(100, 107, delayed, 150)).toBeGreaterThan(3000);
  });

  it("does so with parameters that are uniform, in group words alone", () => {
    expect(runSeeds(200, 207, { ...oneCore, parameters: "uniform" }, 60)).toBeGreaterThan(1000);
  });

  it.each(fabrics)("does so with every width and sign of weights, on every number of lanes: %s", (fabric) => {
    for (const weightBits of [1, 2, 4, 8, 16] as const) {
      let spikes = 0;
      for (const lanes of lanesFor(weightBits)) {
        const seed = 1000 * weightBits + 10 * lanes;
        const random = new Random(seed);
        const weightSign = random.pick(["signed", "unsigned"] as const);
        const network = randomNetwork(seed, { ...oneCore, weightBits, weightSign });
        const core = { lanes, updates: random.pick(updatesFor(lanes)), fabric };
        spikes += lockstepOn(network, core, randomInput(random, network, 20), seed).spikes;
      }
      expect(spikes, `${weightBits}-bit weights`).toBeGreaterThan(100);
    }
  });

  it("does so with all inputs active in every tick", () => {
    let spikes = 0;
    for (let seed = 1; seed <= 6; seed++) {
      const network = randomNetwork(seed, { ...oneCore, maxChannels: 200, weightBits: 4 });
      const all = Array.from({ length: channelCount(network) }, (_, channel) => channel);
      const input = Array.from({ length: 20 }, () => all);
      spikes += lockstepOn(network, { lanes: 16, updates: 2 }, input, seed).spikes;
    }
    expect(spikes).toBeGreaterThan(500);
  });

  it("does so whatever the order of the events within a tick", () => {
    for (let seed = 1; seed <= 6; seed++) {
      const network = randomNetwork(seed, { ...oneCore, weightBits: 8 });
      const random = new Random(seed);
      const shuffled = randomInput(random, network, 30).map((channels) =>
        channels
          .map((channel) => ({ channel, at: random.next() }))
          .sort((a, b) => a.at - b.at)
          .map(({ channel }) => channel),
      );
      lockstepOn(network, { lanes: 8, updates: 4, fabric: "ecp5" }, shuffled, seed);
    }
  });
});
