import { lockstepNetwork, streamNetwork } from "../../sim/lockstep/network.ts";
import { Reference } from "../../sim/reference/index.ts";
import { Random } from "../../test/support/random.ts";
import { randomInput } from "../../test/support/random-network.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { significant } from "../kit/statistics.ts";
import { nodeVersion } from "../kit/versions.ts";
import { gridNetwork, gridTarget } from "./core-grid.ts";
import { loadedGrid } from "./loaded-grid.ts";

const perCore = { populationsPerCore: 1, populationSize: 128, channels: 0 };
const coreCounts = [1, 2, 4, 9, 16, 36, 64, 144, 256] as const;
const ticks = { lockstep: 10, stream: 60, fired: 60 } as const;

interface Growth {
  readonly cores: number;
  readonly fabric: "tree" | "mesh";
  readonly cyclesPerTick: number;
  readonly spikesPerTick: number;
}

export const cyclesPerTick: Benchmark = {
  id: "router.cycles-per-tick",
  title: "Cycles per tick on 256 cores, over those on 1 core with as many neurons each",
  method:
    "Networks that grow with the cores: 128 neurons on each, which hear the 128 of another core, about 1 % of them " +
    "firing in a tick, all spikes sent to the host. A tree up to 16 cores and a mesh; streamed in the embedded engine and " +
    "compared with the reference.",
  unit: "×",
  target: { goal: "atMost", value: 10 },
  standing: "goal",
  duration: "long",
  source: import.meta.url,
  versions: nodeVersion,
  async measure({ report }) {
    const growth = coreCounts.flatMap((cores) =>
      (cores <= 16 ? (["tree", "mesh"] as const) : (["mesh"] as const)).map((fabric) => {
        const found = grown(cores, fabric);
        report(`${cores} cores, ${fabric}: ${found.cyclesPerTick} cycles per tick`);
        return found;
      }),
    );
    const [one, most] = [growth[0]?.cyclesPerTick ?? Number.NaN, growth.at(-1)?.cyclesPerTick ?? Number.NaN];
    return {
      value: significant(most / one, 3),
      detail: { neuronsPerCore: 128, growth: growth.map((each) => ({ ...each })) },
      table: {
        columns: ["cores", "joined by", "cycles per tick", "spikes per tick"],
        rows: growth.map(({ cores, fabric, cyclesPerTick, spikesPerTick }) => [
          String(cores),
          fabric,
          String(cyclesPerTick),
          String(spikesPerTick),
        ]),
      },
    };
  },
};

function grown(cores: number, fabric: "tree" | "mesh"): Growth {
  const grid = { cores, ...perCore };
  const network = gridNetwork(grid);
  const run = loadedGrid(network, gridTarget(grid), { cores, fabric });
  const reference = new Reference(network);
  // Neurons begin to fire when the drive has brought them to their thresholds.
  const input = randomInput(new Random(1), network, ticks.fired + ticks.stream);
  lockstepNetwork(run, reference, input.slice(0, ticks.lockstep));
  const early = streamNetwork(run, reference, input.slice(0, ticks.fired));
  const all = streamNetwork(run, reference, input);
  const cycles = all.cycles - all.clearCycles - (early.cycles - early.clearCycles);
  reference.reset();
  const spikes = input.map((channels) => reference.tick(channels).spikes.length).slice(ticks.fired);
  run.close();
  return {
    ...{ cores, fabric },
    cyclesPerTick: significant(cycles / ticks.stream),
    spikesPerTick: significant(spikes.reduce((sum, each) => sum + each, 0) / ticks.stream),
  };
}
