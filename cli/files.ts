/** Files that commands read and write. */
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { type Network, parseNetwork, SpikeforgeError } from "../index.ts";

/** A text file; CLI001 when it cannot be read. */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const found = `cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`;
    throw new SpikeforgeError({ code: "CLI001", place: path, found, mend: "check the path" }, { cause: error });
  }
}

/** `digits.network.json` → `digits`: what output folders are called by default. */
export const networkBaseName = (path: string): string => basename(path).replace(/\.(network\.)?json$/, "");

export async function readNetwork(path: string): Promise<Network> {
  return parseNetwork(await readText(path), basename(path));
}

/** Writes one file aside and renames it. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(resolve(path)), { recursive: true });
  const aside = `${path}.${process.pid}.partial`;
  try {
    await writeFile(aside, content);
    await rename(aside, path);
  } finally {
    await rm(aside, { force: true });
  }
}
