import { describe, expect, it } from "vitest";
import { place } from "../../../compile/index.ts";
import type { IntegerNetwork, WeightBits } from "../../../config/index.ts";
import { elaborate } from "../../../hdlgen/index.ts";
import { LifCore } from "../../../rtl/core/lif-core.ts";
import type { MemoryKind } from "../../../rtl/core/sliced-memory.ts";
import { openEmbedded } from "../../../sim/embedded/index.ts";
import { type LockstepResult, lockstep } from "../../support/core-lockstep.ts";
import { Random } from "../../support/random.ts";
import { channelCount, firstCore, randomInput, randomNetwork } from "../../support/random-network.ts";
import { roomyTarget } from "../../support/roomy-target.ts";

/** Runs a network on a core with that many lanes, tick by tick beside the reference. */
function compare(
  network: IntegerNetwork,
  lanes: number,
  input: readonly (readonly number[])[],
  seed: number,
  weightMemory: MemoryKind = "block",
): LockstepResult {
  const config = place(network, roomyTarget(lanes));
  const simulation = openEmbedded(elaborate(LifCore({ shape: config.shape, weightMemory })), { seed });
  try {
    return lockstep(network, config, simulation, input);
  } catch (error) {
    throw new Error(`seed ${seed}, ${lanes} lanes, weights ${network.weightBits} b`, { cause: error });
  }
}

/** Lanes whose weights fill at most a word of 64 bits. */
const lanesFor = (weightBits: WeightBits): number[] => [2, 4, 8, 16, 32].filter((lanes) => lanes * weightBits <= 64);

describe("lif core", () => {
  it("equals the reference on random networks: every spike, membrane and refractory counter of every tick", () => {
    let spikes = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const network = randomNetwork(seed, firstCore);
      const random = new Random(seed);
      const lanes = Math.min(64 / network.weightBits, random.pick([2, 4, 8, 16]));
      spikes += compare(network, lanes, randomInput(random, network, 60), seed).spikes;
    }
    expect(spikes).toBeGreaterThan(1000);
  });

  it("does so with every width of weights on every number of lanes", () => {
    for (const weightBits of [1, 2, 4, 8, 16] as const) {
      for (const lanes of lanesFor(weightBits)) {
        let spikes = 0;
        for (let run = 0; run < 4; run++) {
          const seed = 1000 * weightBits + 10 * lanes + run;
          const network = randomNetwork(seed, { ...firstCore, weightBits });
          spikes += compare(network, lanes, randomInput(new Random(seed), network, 30), seed).spikes;
        }
        expect(spikes, `${weightBits}-bit weights on ${lanes} lanes`).toBeGreaterThan(10);
      }
    }
  });

  it("does so with its weights in SPRAM", () => {
    let spikes = 0;
    for (const weightBits of [1, 4, 8, 16] as const) {
      for (const lanes of [lanesFor(weightBits)[0] ?? 2, lanesFor(weightBits).at(-1) ?? 2]) {
        const seed = 500 + weightBits + lanes;
        const network = randomNetwork(seed, { ...firstCore, weightBits });
        spikes += compare(network, lanes, randomInput(new Random(seed), network, 30), seed, "spram").spikes;
      }
    }
    expect(spikes).toBeGreaterThan(200);
  });

  it("does so with all inputs active in every tick", () => {
    let spikes = 0;
    for (let seed = 1; seed <= 10; seed++) {
      const network = randomNetwork(seed, { ...firstCore, maxChannels: 200, weightBits: 4 });
      const all = Array.from({ length: channelCount(network) }, (_, channel) => channel);
      spikes += compare(
        network,
        16,
        Array.from({ length: 20 }, () => all),
        seed,
      ).spikes;
    }
    expect(spikes).toBeGreaterThan(500);
  });

  it("does so whatever the order of the events within a tick", () => {
    for (let seed = 1; seed <= 10; seed++) {
      const network = randomNetwork(seed, { ...firstCore, weightBits: 8 });
      const random = new Random(seed);
      const shuffled = randomInput(random, network, 30).map((channels) =>
        channels
          .map((channel) => ({ channel, at: random.next() }))
          .sort((a, b) => a.at - b.at)
          .map(({ channel }) => channel),
      );
      compare(network, 8, shuffled, seed);
    }
  });
});
