/** Keeps, reads and damages one build of a cache that other processes use at the same time. */
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { keepBuild, readBuild } from "../../flow/build-cache.ts";

const [folder = "", seed = ""] = process.argv.slice(2);
const cache = { folder, limitBytes: 1e9 };
const files = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`f${index}`, `${index}`.repeat(20_000)]));
const counts = { whole: 0, none: 0, torn: 0 };
for (let round = 0; round < 60; round++) {
  if ((round + Number(seed)) % 3 === 0) await keepBuild(cache, "shared", { report: {} as never, files });
  if ((round + Number(seed)) % 10 === 9)
    await writeFile(join(folder, "shared", "files", "f3"), "torn").catch(() => undefined);
  if (round % 25 === 24) await rm(join(folder, "shared", "entry.json"), { force: true });
  const kept = await readBuild(cache, "shared");
  if (kept === undefined) counts.none++;
  else if (JSON.stringify(kept.files) === JSON.stringify(files)) counts.whole++;
  else counts.torn++;
}
process.stdout.write(JSON.stringify(counts));
