/** Part of `hw.core-random-ticks`: seeds from, to. Prints what was compared, or fails at the first difference. */
import { openEmbedded } from "../../sim/embedded/index.ts";
import { type CoreRunCounts, drawCore, kindsOf, runCore, summed } from "../../test/support/random-core-run.ts";
import type { CorePart } from "./core-random-ticks.ts";

const length = { lockstepTicks: 400, streamedTicks: 300 };
const [from = 0, to = 0] = process.argv.slice(2).map(Number);

const counts: CoreRunCounts[] = [];
const kinds: Record<string, number> = {};
for (let seed = from; seed < to; seed++) {
  const core = drawCore(seed);
  counts.push(await runCore(seed, core, length, (design) => openEmbedded(design, { seed })));
  for (const kind of kindsOf(core)) kinds[kind] = (kinds[kind] ?? 0) + 1;
}
const part: CorePart = { counts: summed(counts), kinds };
process.stdout.write(JSON.stringify(part));
