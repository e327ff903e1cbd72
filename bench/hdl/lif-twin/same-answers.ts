/** Both cores under the same traffic. */
import { isDeepStrictEqual } from "node:util";
import { Random } from "../../../test/support/random.ts";
import { type CoreAnswer, type CoreText, runCore } from "./run-core.ts";
import { twinTraffic } from "./traffic.ts";

/** Cycles from the first event to the last marker, all seeds together. */
export interface CyclesTaken {
  readonly generated: number;
  readonly handWritten: number;
}

/** Runs both on random traffic, and throws where their spikes, state, weights or saturations differ. */
export async function sameAnswers(
  generated: CoreText,
  handWritten: CoreText,
  { seeds, ticks }: { readonly seeds: readonly number[]; readonly ticks: number },
): Promise<CyclesTaken> {
  const total = { generated: 0, handWritten: 0 };
  for (const seed of seeds) {
    const random = new Random(seed);
    const traffic = twinTraffic((low, high) => random.integer(low, high), ticks);
    const [ours, theirs] = [await runCore(generated, traffic), await runCore(handWritten, traffic)];
    const differing = (["spikes", "answers", "saturations"] as const).find(
      (what) => !isDeepStrictEqual(ours[what], theirs[what]),
    );
    if (differing !== undefined) throw new Error(`the cores differ in ${differing} with traffic of seed ${seed}`);
    if (ours.markerCycles.length !== ticks) throw new Error(`${ours.markerCycles.length} of ${ticks} ticks came out`);
    total.generated += cyclesOf(ours);
    total.handWritten += cyclesOf(theirs);
  }
  return total;
}

const cyclesOf = ({ markerCycles }: CoreAnswer): number => markerCycles.at(-1) ?? 0;
