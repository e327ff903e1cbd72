import { lockstepNetwork } from "../../sim/lockstep/network.ts";
import { Reference } from "../../sim/reference/index.ts";
import { Random } from "../../test/support/random.ts";
import { randomInput } from "../../test/support/random-network.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { significant } from "../kit/statistics.ts";
import { nodeVersion } from "../kit/versions.ts";
import { gridNetwork, gridTarget } from "./core-grid.ts";
import { loadedGrid } from "./loaded-grid.ts";

const grid = { cores: 64, populationsPerCore: 4, populationSize: 256 };
const ticks = 1000;
/** For the speed, which is not that of a comparison. */
const timedTicks = 200;

export const sixtyFourCores: Benchmark = {
  id: "router.sixty-four-cores",
  title: "Ticks in which 64 cores of 1,024 neurons equal the reference, bit for bit",
  method:
    "A chip of 64 cores in an 8 × 8 mesh, each with 1,024 neurons and 262,144 synapses from another core, in the embedded " +
    "engine: every spike, membrane and refractory counter of 65,536 neurons after every tick. The speed is that of a " +
    "stream in which nothing is compared, beside the reference model's on the same network; one processor each.",
  unit: "ticks",
  target: { goal: "atLeast", value: ticks },
  standing: "required",
  duration: "long",
  source: import.meta.url,
  versions: nodeVersion,
  async measure({ report }) {
    const network = gridNetwork(grid);
    const reference = new Reference(network);
    const started = performance.now();
    const run = loadedGrid(network, gridTarget(grid), { cores: grid.cores, fabric: "mesh" });
    report(`loaded in ${significant((performance.now() - started) / 1000)} s`);
    const input = randomInput(new Random(1), network, ticks);
    let spikes = 0;
    const { cycles } = lockstepNetwork(run, reference, input, {
      observe: (state) => {
        spikes += state.spikes.length;
        if (state.tick % 100 === 99) report(`${state.tick + 1} ticks are equal`);
      },
    });
    const timed = input.slice(0, timedTicks);
    const streamStart = performance.now();
    const stream = run.stream(timed);
    const streamSeconds = (performance.now() - streamStart) / 1000;
    const referenceSeconds = timeReference(reference, timed);
    const perSecond = (seconds: number): number => significant(timedTicks / seconds);
    const [embedded, model] = [perSecond(streamSeconds), perSecond(referenceSeconds)];
    const cyclesPerTick = significant((stream.cycles - stream.clearCycles) / timedTicks);
    const neurons = network.neurons.count;
    return {
      value: ticks,
      detail: {
        ...{ neurons, spikes, lockstepCycles: cycles, cyclesPerTick },
        ...{ embeddedTicksPerSecond: embedded, referenceTicksPerSecond: model },
        embeddedCyclesPerSecond: significant((stream.cycles - stream.clearCycles) / streamSeconds),
        spikesPerTick: significant(spikes / ticks),
      },
      table: {
        columns: ["model", "ticks per second"],
        rows: [
          ["embedded engine, 64 cores, each cycle", String(embedded)],
          ["reference model", String(model)],
        ],
      },
    };
  },
};

function timeReference(reference: Reference, input: readonly (readonly number[])[]): number {
  reference.reset();
  const start = performance.now();
  for (const channels of input) reference.tick(channels);
  return (performance.now() - start) / 1000;
}
