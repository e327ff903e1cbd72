import { describe, expect, it } from "vitest";
import { place } from "../../../compile/index.ts";
import { elaborate } from "../../../hdlgen/index.ts";
import { LifCore } from "../../../rtl/core/lif-core.ts";
import { openEmbedded } from "../../../sim/embedded/index.ts";
import { lockstep } from "../../support/core-lockstep.ts";
import { Random } from "../../support/random.ts";
import { firstCore, randomInput, randomNetwork } from "../../support/random-network.ts";

const target = (lanes: number) => ({
  name: "test",
  lanes,
  blockDepth: 2,
  limits: {
    weightMemory: { blocks: 4, wordsPerBlock: 16_384, bitsPerWord: 64 },
    groups: 64,
    listEntries: 1024,
    regions: 16,
    segments: 256,
    membraneBits: 16,
  },
});

describe("lif core", () => {
  it("equals the reference on random networks: every spike, membrane and refractory counter of every tick", () => {
    let spikes = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const network = randomNetwork(seed, firstCore);
      const random = new Random(seed);
      const lanes = Math.min(64 / network.weightBits, random.pick([2, 4, 8, 16]));
      const config = place(network, target(lanes));
      const design = elaborate(LifCore({ shape: config.shape, weightMemory: "block" }));
      const simulation = openEmbedded(design, { seed });
      try {
        spikes += lockstep(network, config, simulation, randomInput(random, network, 60)).spikes;
      } catch (error) {
        throw new Error(`seed ${seed}, ${lanes} lanes, weights ${network.weightBits} b`, { cause: error });
      }
    }
    expect(spikes).toBeGreaterThan(1000);
  });
});
