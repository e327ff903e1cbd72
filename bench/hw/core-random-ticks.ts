import { type CoreRunCounts, summed } from "../../test/support/random-core-run.ts";
import { inProcesses, rangesOf } from "../hdl/in-processes.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { significant } from "../kit/statistics.ts";
import { nodeVersion } from "../kit/versions.ts";

const cores = 1000;
const coresEach = 50;

export interface CorePart {
  readonly counts: CoreRunCounts;
  /** Cores by what they are built with, such as `"lanes 16"`. */
  readonly kinds: Readonly<Record<string, number>>;
}

export const coreRandomTicks: Benchmark = {
  id: "hw.core-random-ticks",
  title: "Random ticks in which the core equals the reference, bit for bit",
  method:
    "Random networks (every width and sign of weights, parameters at both ends of their ranges, delays of 1 to 15 ticks, " +
    "loops, layers) on cores of every fabric with 4 to 128 lanes and 1 to 8 neurons per cycle, in the embedded engine. " +
    "Tick by tick: every spike, membrane and refractory counter after every tick. Then as a stream in which ticks " +
    "overlap, with pauses between events and output that is taken now and then, twice with the events of each tick in " +
    "another order: every spike of every tick, all state and the saturation counter at the end. One difference ends the " +
    "run without a figure.",
  unit: "ticks",
  target: { goal: "atLeast", value: 1_000_000 },
  standing: "required",
  duration: "long",
  source: import.meta.url,
  versions: nodeVersion,
  async measure({ report }) {
    const started = performance.now();
    const script = new URL("./core-random-ticks-worker.ts", import.meta.url);
    const parts = await inProcesses<CorePart>(script, rangesOf(cores, coresEach), report);
    const counts = summed(parts.map((part) => part.counts));
    const kinds: Record<string, number> = {};
    for (const part of parts) {
      for (const [kind, count] of Object.entries(part.kinds)) kinds[kind] = (kinds[kind] ?? 0) + count;
    }
    const seconds = significant((performance.now() - started) / 1000);
    return {
      value: counts.lockstepTicks + counts.streamedTicks,
      detail: { cores, seeds: [1, cores], seconds, ...counts, kinds },
      table: {
        columns: ["built with", "cores"],
        rows: Object.entries(kinds)
          .sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }))
          .map(([kind, count]) => [kind, String(count)]),
      },
    };
  },
};
