import { createHash, randomUUID } from "node:crypto";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";

/** A short name for everything that went into something. */
export function contentKey(parts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest("hex").slice(0, 32);
}

/**
 * The folder `target`, built by `build` where it is not there yet. It appears whole or not at all, however many
 * processes build it at once; all but the first of them throw their work away.
 *
 * @returns whether it was there already
 */
export async function builtOnce(target: string, build: (folder: string) => Promise<void>): Promise<"found" | "built"> {
  if (await exists(target)) return "found";
  const aside = `${target}.${randomUUID().slice(0, 8)}.partial`;
  try {
    await mkdir(dirname(target), { recursive: true });
    await mkdir(aside);
    await build(aside);
    await rename(aside, target).catch(async (error: unknown) => {
      if (!(await exists(target))) throw error;
    });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return "built";
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
