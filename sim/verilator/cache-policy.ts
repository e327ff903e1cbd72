import { readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { discard } from "./built-once.ts";

/** What stays in the cache of compiled models. */
export interface CacheLimits {
  /** Models, the most recently used ones. */
  readonly models: number;
  /** Runtimes that were not used for so long go: another Verilator or compiler has taken their place. */
  readonly runtimeDays: number;
  /** Whatever was used or written within so many minutes stays, so that nothing is taken from under a process. */
  readonly graceMinutes: number;
  /** Least time between two looks at the cache. */
  readonly everyMinutes: number;
}

export const defaultLimits: CacheLimits = { models: 1000, runtimeDays: 30, graceMinutes: 60, everyMinutes: 60 };

const minute = 60_000;

/** Clears a cache folder by these limits, unless that was done lately. Returns the names of what went. */
export async function pruneCache(cache: string, limits: CacheLimits = defaultLimits): Promise<readonly string[]> {
  const stamp = join(cache, "pruned");
  if ((await ageOf(stamp)) < limits.everyMinutes * minute) return [];
  await writeFile(stamp, "");
  const found: { readonly name: string; readonly age: number }[] = [];
  for (const name of await readdir(cache)) {
    const age = await ageOf(join(cache, name));
    if (age !== Number.POSITIVE_INFINITY) found.push({ name, age });
  }
  found.sort((a, b) => a.age - b.age);
  const left = /\.(?:partial|lock)$/;
  const models = found.filter(({ name }) => name.startsWith("model-") && !left.test(name));
  const old = [
    ...models.slice(limits.models),
    ...found.filter(({ name, age }) => name.startsWith("runtime-") && age > limits.runtimeDays * 24 * 60 * minute),
    ...found.filter(({ name }) => left.test(name)),
  ].filter(({ age }) => age > limits.graceMinutes * minute);
  const names = [...new Set(old.map(({ name }) => name))];
  for (const name of names) {
    if (left.test(name)) await rm(join(cache, name), { recursive: true, force: true });
    else await discard(join(cache, name));
  }
  return names;
}

/** Milliseconds since it was last touched; infinite where it is not there. */
async function ageOf(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => Number.POSITIVE_INFINITY,
  );
}
