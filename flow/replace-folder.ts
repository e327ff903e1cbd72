import { existsSync, renameSync, rmSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { SpikeforgeError } from "../diagnostics/index.ts";
import { byteLength, whileWriting } from "../tools/index.ts";

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
 * replaced, and stays when something fails, when `signal` aborts, or when this process ends in between. A folder of
 * another kind is refused with the kind's code.
 *
 * @throws FLOW021 to FLOW024 the system refuses · the signal's reason on abort
 */
export async function replaceFolder(
  folder: string,
  kind: FolderKind,
  files: Readonly<Record<string, string | Uint8Array>>,
  signal?: AbortSignal,
): Promise<void> {
  await refuseOthers(folder, kind);
  const bytes = Object.values(files).reduce((sum, content) => sum + byteLength(content), 0);
  await whileWriting({ path: folder, bytes }, () => writeAside(resolve(folder), files, signal));
}

/**
 * Says early, before the work of minutes, whether `replaceFolder` would refuse the folder.
 *
 * @throws the kind's code: the folder holds something else
 */
export async function refuseOthers(folder: string, { marker, noun, code }: FolderKind): Promise<void> {
  const entry = await stat(folder).catch(() => undefined); // whatever else is wrong with the path, writing will tell
  const refuse = (found: string): never => {
    throw new SpikeforgeError({ code, place: folder, found, mend: "name another folder, or remove it" });
  };
  if (entry === undefined) return;
  if (!entry.isDirectory()) refuse(`exists and is a file, not the folder of ${noun}`);
  const existing = await readdir(folder);
  if (existing.length > 0 && !existing.includes(marker))
    refuse(`exists and holds something that is not ${noun} (no ${marker})`);
}

async function writeAside(
  target: string,
  files: Readonly<Record<string, string | Uint8Array>>,
  signal: AbortSignal | undefined,
): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const aside = await mkdtemp(`${target}.partial-`);
  const removeNow = () => rmSync(aside, { recursive: true, force: true });
  process.on("exit", removeNow);
  try {
    const fresh = join(aside, "fresh");
    for (const [name, content] of Object.entries(files)) {
      signal?.throwIfAborted();
      await mkdir(dirname(join(fresh, name)), { recursive: true });
      await writeFile(join(fresh, name), content);
    }
    signal?.throwIfAborted();
    exchange(target, fresh, join(aside, "earlier"));
  } finally {
    process.off("exit", removeNow);
    await rm(aside, { recursive: true, force: true });
  }
}

/** Without waiting in between: no signal that this process handles can come between the two renames. */
function exchange(target: string, fresh: string, earlier: string): void {
  const replaces = existsSync(target);
  if (replaces) renameSync(target, earlier);
  try {
    renameSync(fresh, target);
  } catch (error) {
    if (replaces) renameSync(earlier, target);
    throw error;
  }
}
