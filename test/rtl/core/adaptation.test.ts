import { describe, expect, it } from "vitest";
import { coreImage, place } from "../../../compile/index.ts";
import {
  type Adaptation,
  adaptationReadAddress,
  busSpaces,
  fabrics,
  type IntegerNetwork,
} from "../../../config/index.ts";
import { elaborate } from "../../../hdlgen/index.ts";
import { LifCore } from "../../../rtl/core/lif-core.ts";
import { openEmbedded } from "../../../sim/embedded/index.ts";
import { NetworkRun } from "../../../sim/harness/network-run.ts";
import { lockstepNetwork, streamNetwork } from "../../../sim/lockstep/index.ts";
import { Reference } from "../../../sim/reference/index.ts";
import { Random } from "../../support/random.ts";
import { withRandomAdaptation } from "../../support/random-adaptation.ts";
import { oneCore, randomInput, randomNetwork } from "../../support/random-network.ts";
import { roomyTarget } from "../../support/roomy-target.ts";
import { tinyNetwork } from "../../support/tiny-network.ts";

function adaptationOf({ config, driver }: NetworkRun): number[] {
  const slots = driver.read(busSpaces.refractory, adaptationReadAddress, config.slots.length);
  return Array.from(config.slotOfNeuron, (slot) => slots[slot] ?? -1);
}

/** Ticks one by one, all of a read after some of them, then once more as fast as the core takes them. */
function runBoth(network: IntegerNetwork, run: NetworkRun, random: Random, ticks: number) {
  run.driver.load(coreImage(run.config));
  const reference = new Reference(network);
  const compare = (place: string): void => {
    expect(adaptationOf(run), place).toEqual([...reference.adaptation]);
  };
  compare("as loaded");
  let [spikes, raised] = [0, 0];
  lockstepNetwork(run, reference, randomInput(random, network, ticks), {
    observe: (state) => {
      spikes += state.spikes.length;
      raised = Math.max(raised, ...reference.adaptation);
      if (random.chance(0.2)) compare(`tick ${state.tick}`);
    },
  });
  compare("after the last tick");
  streamNetwork(run, reference, randomInput(random, network, ticks));
  compare("kept over the state reset, after a stream");
  return { spikes, raised };
}

describe.each(fabrics)("lif core on %s: thresholds that adapt", (fabric) => {
  it("equal the reference on random networks: spikes, membranes, and what they are raised by", () => {
    const counts = { spikes: 0, raised: 0 };
    for (let seed = 1; seed <= 12; seed++) {
      const random = new Random(seed);
      const updates = random.pick([1, 2, 4]);
      const plain = randomNetwork(seed, { ...oneCore, maxNeurons: 30, weightBits: random.pick([4, 8]) });
      const network = withRandomAdaptation(random, plain);
      const config = place(network, { ...roomyTarget(8, updates), fabric });
      const run = new NetworkRun(config, openEmbedded(elaborate(LifCore({ shape: config.shape, fabric })), { seed }));
      try {
        const { spikes, raised } = runBoth(network, run, random, 40);
        counts.spikes += spikes;
        counts.raised += Number(raised > 0);
      } catch (cause) {
        throw new Error(`seed ${seed}, ${updates} per cycle`, { cause });
      }
    }
    expect(counts.spikes).toBeGreaterThan(500);
    expect(counts.raised).toBeGreaterThan(6);
  });

  /** One neuron that every tick's event drives to 127. */
  const driven = (threshold: number, adaptation: Omit<Adaptation, "increment" | "initial">, increment: number) => {
    const net = tinyNetwork({ neurons: [{ threshold, reset: ["zero", 0] }], input: [[1000]] });
    const network = {
      ...net,
      adaptation: { ...adaptation, increment: Int32Array.of(increment), initial: Int32Array.of(0) },
    };
    const config = place(network, { ...roomyTarget(2, 1), fabric });
    const run = new NetworkRun(config, openEmbedded(elaborate(LifCore({ shape: config.shape, fabric })), { seed: 1 }));
    run.driver.load(coreImage(run.config));
    const raised = (ticks: number): number[] => {
      const seen: number[] = [];
      run.run(
        Array.from({ length: ticks }, () => [0]),
        ({ spikes }) => seen.push(spikes.length === 0 ? -1 : (adaptationOf(run)[0] ?? -1)),
      );
      return seen;
    };
    return { run, raised };
  };

  it("decay in every period-th tick, counted on over state resets and begun anew by a load", () => {
    const { run, raised } = driven(10, { limit: 20, period: 2, shift: 1 }, 5);
    expect(raised(11)).toEqual([5, 10, 10, 15, 13, 18, 14, 19, 15, 20, 15]);
    expect(raised(2), "ticks 11 and 12 of the weights' age, tick 0 and 1 of the state").toEqual([20, 15]);
    run.driver.load(coreImage(run.config));
    expect(raised(3)).toEqual([5, 10, 10]);
  });

  it("meet the membrane at the very top of its range, and stop the neuron one above that", () => {
    expect(driven(100, { limit: 27, period: 2 ** 15, shift: 3 }, 27).raised(3)).toEqual([27, 27, 27]);
    const tooHigh = driven(101, { limit: 27, period: 2 ** 15, shift: 3 }, 27).raised(3);
    expect(tooHigh).toEqual([27, -1, -1]);
  });
});
