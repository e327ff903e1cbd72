import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { byteLength, cacheDirectory, filledAside, whileWriting } from "../tools/index.ts";
import type { BuildReport } from "./build-result.ts";
import type { Family } from "./family.ts";

/** Where finished builds are kept, and how much they may take together. */
export interface BuildCache {
  readonly folder: string;
  readonly limitBytes: number;
}

/** What is kept of a build: what `buildBestOf` found, without running a tool. */
export interface KeptBuild<F extends Family> {
  readonly report: BuildReport<F>;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
}

const entryFile = "entry.json";

interface Entry<F extends Family> extends Omit<KeptBuild<F>, "files"> {
  readonly files: readonly { readonly name: string; readonly isText: boolean; readonly sha256: string }[];
}

const defaultLimitMegabytes = 2048;

/** `builds` in the cache folder. `SPIKEFORGE_BUILD_CACHE_MB` sets the limit, 2,048 when it is not set. */
export function openBuildCache(environment: NodeJS.ProcessEnv = process.env): BuildCache {
  const wished = Number(environment.SPIKEFORGE_BUILD_CACHE_MB || Number.NaN);
  const megabytes = wished >= 0 ? wished : defaultLimitMegabytes;
  return { folder: join(cacheDirectory(environment), "builds"), limitBytes: megabytes * 1e6 };
}

/**
 * The build of that key, or undefined. One that is damaged counts as none and is removed; one that another process removes
 * meanwhile counts as none.
 */
export async function readBuild<F extends Family>(cache: BuildCache, key: string): Promise<KeptBuild<F> | undefined> {
  const folder = join(cache.folder, key);
  if ((await stat(folder).catch(() => undefined)) === undefined) return undefined;
  try {
    const { report, files } = JSON.parse(await readFile(join(folder, entryFile), "utf8")) as Entry<F>;
    const contents = await Promise.all(
      files.map(async ({ name, isText, sha256 }) => {
        const bytes = await readFile(join(folder, "files", name));
        if (hashOf(bytes) !== sha256) throw new Error(`${name} is damaged`);
        return [name, isText ? bytes.toString("utf8") : new Uint8Array(bytes)] as const;
      }),
    );
    const now = new Date();
    await utimes(folder, now, now).catch(() => undefined); // a cache that cannot be written can still be read
    return { report, files: Object.fromEntries(contents) };
  } catch {
    await removeEntry(folder).catch(() => undefined);
    return undefined;
  }
}

/**
 * Keeps a build: whole or not at all, also when two processes keep the same one. Those that were not used for longest are
 * removed until all fit under the limit.
 *
 * @throws FLOW021 to FLOW024 the system refuses
 */
export async function keepBuild<F extends Family>(cache: BuildCache, key: string, build: KeptBuild<F>): Promise<void> {
  const { report, files } = build;
  const listed = Object.entries(files).map(([name, content]) => ({
    name,
    isText: typeof content === "string",
    sha256: hashOf(content),
  }));
  const entry: Entry<F> = { report, files: listed };
  const bytes = Object.values(files).reduce((sum, content) => sum + byteLength(content), 0);
  const folder = join(cache.folder, key);
  await whileWriting({ path: folder, bytes }, () =>
    filledAside(folder, async (aside) => {
      for (const [name, content] of Object.entries(files)) {
        const path = join(aside, "files", name);
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, content);
      }
      await writeFile(join(aside, entryFile), JSON.stringify(entry));
    }),
  );
  await prune(cache, key);
}

/** What a cache holds. */
export interface CacheUse {
  readonly builds: number;
  readonly bytes: number;
}

export async function buildCacheUse(cache: BuildCache): Promise<CacheUse> {
  const entries = await entriesOf(cache);
  return { builds: entries.length, bytes: entries.reduce((sum, entry) => sum + entry.bytes, 0) };
}

/** Removes all builds; returns what there was. */
export async function clearBuildCache(cache: BuildCache): Promise<CacheUse> {
  const use = await buildCacheUse(cache);
  await rm(cache.folder, { recursive: true, force: true });
  return use;
}

interface CacheEntry {
  readonly key: string;
  readonly bytes: number;
  readonly usedAt: number;
}

async function entriesOf({ folder }: BuildCache): Promise<CacheEntry[]> {
  const names = await readdir(folder).catch(() => [] as string[]);
  const found = await Promise.all(
    names.map(async (key): Promise<CacheEntry | undefined> => {
      const info = await stat(join(folder, key)).catch(() => undefined);
      if (info === undefined) return undefined; // another process removed it just now
      return { key, bytes: await bytesIn(join(folder, key)), usedAt: info.mtimeMs };
    }),
  );
  return found.filter((entry) => entry !== undefined);
}

/** Older than any build takes: what a process that was killed left behind. */
const abandonedAfterMs = 24 * 3600 * 1000;

async function prune(cache: BuildCache, keep: string): Promise<void> {
  const entries = (await entriesOf(cache)).sort((a, b) => a.usedAt - b.usedAt);
  let bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  for (const { key, bytes: size, usedAt } of entries) {
    const isPartial = key.includes(".");
    const goes = isPartial ? Date.now() - usedAt > abandonedAfterMs : bytes > cache.limitBytes && key !== keep;
    if (!goes) continue;
    await removeEntry(join(cache.folder, key)).catch(() => undefined); // another process is pruning, too
    bytes -= size;
  }
}

/** Renamed first: nobody reads half of an entry. */
async function removeEntry(folder: string): Promise<void> {
  const aside = `${folder}.removed-${process.pid}`;
  await rename(folder, aside);
  await rm(aside, { recursive: true, force: true });
}

async function bytesIn(folder: string): Promise<number> {
  const found = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const sizes = found
    .filter((entry) => entry.isFile())
    .map(async ({ parentPath, name }) => (await stat(join(parentPath, name)).catch(() => undefined))?.size ?? 0);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

const hashOf = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");
