/** Files that commands read and write. */
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { type Network, parseNetwork, SpikeforgeError } from "../index.ts";

export { replaceFile as writeWhole } from "../index.ts";

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
