import { createHash, randomUUID } from "node:crypto";
import { mkdir, rename, rm, stat, utimes } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** A short name for everything that went into something. */
export function contentKey(parts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest("hex").slice(0, 32);
}

/** How often a builder says that it is alive, and how often the others look. */
const beatMilliseconds = 1000;
const pollMilliseconds = 20;
/** A lock that was silent for so long belonged to a process that died. */
const silentMilliseconds = 15_000;

/**
 * The folder `target`, built by `build` where it is not there yet. It appears whole or not at all. Of any number of
 * processes that want it at once, one builds it and the others wait; when the builder fails or dies, the next one tries.
 *
 * @returns whether it was there already
 */
export async function builtOnce(target: string, build: (folder: string) => Promise<void>): Promise<"found" | "built"> {
  const lock = `${target}.lock`;
  await mkdir(dirname(target), { recursive: true });
  for (;;) {
    if (await exists(target)) return "found";
    if (await taken(lock)) break;
    await freeIfSilent(lock);
    await delay(pollMilliseconds);
  }
  const beat = setInterval(() => void touch(lock), beatMilliseconds);
  const aside = `${target}.${randomUUID().slice(0, 8)}.partial`;
  try {
    if (await exists(target)) return "found";
    await mkdir(aside);
    await build(aside);
    await rename(aside, target).catch(async (error: unknown) => {
      if (!(await exists(target))) throw error;
    });
  } finally {
    clearInterval(beat);
    await rm(aside, { recursive: true, force: true });
    await rm(lock, { recursive: true, force: true });
  }
  return "built";
}

/** Takes a folder out of the way at once, and then away; what others have open of it stays open. */
export async function discard(target: string): Promise<void> {
  const aside = `${target}.${randomUUID().slice(0, 8)}.partial`;
  await rename(target, aside).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  await rm(aside, { recursive: true, force: true });
}

/** Says that a folder was used now. Others may have taken it away, or own it. */
export async function touch(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => undefined);
}

/** A folder is made by one process alone, on every file system. */
async function taken(lock: string): Promise<boolean> {
  return mkdir(lock).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") return false;
      throw error;
    },
  );
}

async function freeIfSilent(lock: string): Promise<void> {
  const heard = await stat(lock).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
  if (heard !== undefined && Date.now() - heard > silentMilliseconds) await discard(lock);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
