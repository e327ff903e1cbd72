/** What the workers of both benchmarks of equal spikes do: seeds from, to. Prints what was compared, or fails. */
import type { SystemOptions } from "../../compile/index.ts";
import { runRecurrent } from "../../test/support/any-cores.ts";
import type { SystemCounts } from "./same-spikes.ts";

/** Compared with all state after each, and as many again as a stream. */
const ticks = 100;

export function runSeeds(systems: readonly SystemOptions[]): void {
  const [from = 0, to = 0] = process.argv.slice(2).map(Number);
  const counts = systems.map((options) => {
    let sum: SystemCounts = { ticks: 0, spikes: 0, cycles: 0 };
    for (let seed = from; seed < to; seed++) {
      const ran = runRecurrent(seed, options, ticks);
      sum = { ticks: sum.ticks + ran.ticks, spikes: sum.spikes + ran.spikes, cycles: sum.cycles + ran.cycles };
    }
    return sum;
  });
  process.stdout.write(JSON.stringify(counts));
}
