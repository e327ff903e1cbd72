import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { SpikeforgeError } from "../diagnostics/index.ts";

/** What a folder of ours is known by, and how to say that another one is not. */
export interface FolderKind {
  /** File that every folder of this kind holds. */
  readonly marker: string;
  /** `a build`. */
  readonly noun: string;
  /** Code of the error for a folder that is something else. */
  readonly code: string;
}

/**
 * Writes a folder whole: everything is written aside and renamed at the end; an earlier folder of the same kind is
 * replaced, and stays when something fails. A folder of another kind is refused with the kind's code.
 */
export async function replaceFolder(
  folder: string,
  { marker, noun, code }: FolderKind,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  const target = resolve(folder);
  const existing = await readdir(target).catch(() => [] as string[]);
  if (existing.length > 0 && !existing.includes(marker))
    throw new SpikeforgeError({
      code,
      place: folder,
      found: `exists and holds something that is not ${noun} (no ${marker})`,
      mend: "name another folder, or remove it",
    });
  await mkdir(dirname(target), { recursive: true });
  const aside = await mkdtemp(`${target}.partial-`);
  try {
    const fresh = join(aside, "fresh");
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(fresh, name)), { recursive: true });
      await writeFile(join(fresh, name), content);
    }
    const earlier = join(aside, "earlier");
    if (existing.length > 0) await rename(target, earlier);
    try {
      await rename(fresh, target);
    } catch (error) {
      if (existing.length > 0) await rename(earlier, target);
      throw error;
    }
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}
