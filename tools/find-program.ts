import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";

/** Full path of an executable on `PATH`, or of the file itself when `name` contains a slash. Undefined when there is none. */
export async function findProgram(
  name: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  if (name.includes("/")) return (await isExecutable(name)) ? resolve(name) : undefined;
  for (const folder of (environment.PATH ?? "").split(delimiter)) {
    if (folder === "") continue;
    const path = join(resolve(folder), name);
    if (await isExecutable(path)) return path;
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false; // absent, unreadable or not executable: for a search these are one and the same
  }
}
