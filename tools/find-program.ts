import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";

/**
 * Full path of an executable in the OSS CAD Suite that `SPIKEFORGE_OSS_CAD_SUITE` names, else on `PATH`; or of the file
 * itself when `name` contains a slash. Undefined when there is none.
 */
export async function findProgram(
  name: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  if (name.includes("/")) return (await isExecutable(name)) ? resolve(name) : undefined;
  const suite = ossCadSuite(environment);
  const folders = [...(suite === undefined ? [] : [join(suite, "bin")]), ...(environment.PATH ?? "").split(delimiter)];
  for (const folder of folders) {
    if (folder === "") continue;
    const path = join(resolve(folder), name);
    if (await isExecutable(path)) return path;
  }
  return undefined;
}

/** The folder that the OSS CAD Suite was unpacked in, as the user names it. Its programs set their own environment. */
export function ossCadSuite(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  return environment.SPIKEFORGE_OSS_CAD_SUITE || undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false; // absent, unreadable or not executable: for a search these are one and the same
  }
}
