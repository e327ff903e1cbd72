/** What both benchmarks of equal spikes share: random recurrent networks on systems of every size. */
import type { SystemOptions } from "../../compile/index.ts";
import { systemName } from "../../test/support/any-cores.ts";
import { inProcesses, rangesOf } from "../hdl/in-processes.ts";
import type { Measurement } from "../kit/benchmark.ts";
import { significant } from "../kit/statistics.ts";

export const networks = 100;
const networksEach = 10;

/** By system, in their order: what was compared. */
export interface SystemCounts {
  readonly ticks: number;
  readonly spikes: number;
  /** Of the streamed ticks. */
  readonly cycles: number;
}

/** Runs `script` for all networks, which prints a SystemCounts for each of `systems`. */
export async function measureSameSpikes(
  script: URL,
  systems: readonly SystemOptions[],
  report: (message: string) => void,
): Promise<Measurement> {
  const started = performance.now();
  const parts = await inProcesses<SystemCounts[]>(script, rangesOf(networks, networksEach), report);
  const counts = systems.map((_, i) => {
    const total = (key: keyof SystemCounts): number => parts.reduce((sum, part) => sum + (part[i]?.[key] ?? 0), 0);
    return { ticks: total("ticks"), spikes: total("spikes"), cycles: total("cycles") };
  });
  const cyclesPerTick = ({ cycles, ticks }: SystemCounts): number => significant(cycles / (ticks / 2));
  return {
    value: networks,
    detail: {
      seeds: [1, networks],
      seconds: significant((performance.now() - started) / 1000),
      systems: Object.fromEntries(systems.map((options, i) => [systemName(options), { ...counts[i] }])),
    },
    table: {
      columns: ["system", "ticks", "spikes", "cycles per tick"],
      rows: systems.map((options, i) => {
        const each = counts[i] ?? { ticks: 0, spikes: 0, cycles: 0 };
        return [systemName(options), String(each.ticks), String(each.spikes), String(cyclesPerTick(each))];
      }),
    },
  };
}
