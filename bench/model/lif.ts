import { place } from "../../compile/index.ts";
import { fabrics } from "../../config/index.ts";
import { elaborate } from "../../hdlgen/index.ts";
import { LifCore } from "../../rtl/core/lif-core.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { lockstep } from "../../test/support/core-lockstep.ts";
import { Random } from "../../test/support/random.ts";
import { oneCore, randomInput, randomNetwork } from "../../test/support/random-network.ts";
import { roomyTarget } from "../../test/support/roomy-target.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { flowVersions } from "../kit/flow-versions.ts";
import { nodeVersion } from "../kit/versions.ts";
import { lifPipelineCells } from "../support/lif-pipeline-cells.ts";

const ticksPerNetwork = 1000;
const networks = 1000;

export const lifModel: Benchmark = {
  id: "model.lif",
  title: "Ticks of the LIF core compared bit for bit with the reference",
  method:
    "Random networks (parameters at both ends of their ranges, every width and sign of weights, delays, loops, layers) " +
    "under random input, on cores of every fabric with 2 to 16 lanes and 1 to 4 neurons per cycle in the embedded " +
    "engine, the events of a tick in random order: every spike, membrane and refractory counter of every tick, and once " +
    "more with ticks that overlap, which does not count. One difference ends the run without a figure. " +
    "`detail.pipeline` is the neuron pipeline of the digits core alone, as yosys maps it to iCE40 cells.",
  unit: "ticks",
  target: { goal: "atLeast", value: 1_000_000 },
  standing: "required",
  duration: "long",
  source: import.meta.url,
  // They start yosys, whose version is in the key.
  indifferentTo: ["tools/"],
  versions: async () => ({ ...(await nodeVersion()), ...(await flowVersions()) }),
  async measure({ report }) {
    const totals = { ticks: 0, spikes: 0, cycles: 0, neurons: 0 };
    for (let seed = 1; seed <= networks; seed++) {
      const { neurons, spikes, cycles } = compareNetwork(seed);
      totals.ticks += ticksPerNetwork;
      totals.neurons += neurons;
      totals.spikes += spikes;
      totals.cycles += cycles;
      if (seed % 100 === 0) report(`${seed} of ${networks} networks, no difference`);
    }
    report("synthesising the neuron pipeline");
    const pipeline = await lifPipelineCells();
    const { ticks, ...counts } = totals;
    return { value: ticks, detail: { networks, seeds: [1, networks], ticksPerNetwork, ...counts, pipeline } };
  },
};

function compareNetwork(seed: number): { neurons: number; spikes: number; cycles: number } {
  const network = randomNetwork(seed, oneCore);
  const random = new Random(seed);
  const lanes = Math.min(64 / network.weightBits, random.pick([2, 4, 8, 16]));
  const updates = random.pick([1, 2, 4].filter((count) => count <= lanes));
  // Memories as small as the network allows, so that boundaries are met often.
  const config = place(network, roomyTarget(lanes, updates));
  const fabric = random.pick(fabrics);
  const simulation = openEmbedded(elaborate(LifCore({ shape: config.shape, fabric })), { seed });
  try {
    const input = randomInput(random, network, ticksPerNetwork).map((channels) => shuffled(random, channels));
    const { spikes, cycles } = lockstep(network, config, simulation, input);
    return { neurons: network.neurons.count, spikes, cycles };
  } catch (error) {
    throw new Error(`seed ${seed}: ${lanes} lanes, weights of ${network.weightBits} bits`, { cause: error });
  } finally {
    simulation.close();
  }
}

function shuffled(random: Random, items: readonly number[]): number[] {
  const order = items.map((item) => ({ item, key: random.next() }));
  return order.sort((a, b) => a.key - b.key).map(({ item }) => item);
}
