/** BindsNET's side of the comparison: its packages in a private folder of the cache, its rule run by a script. */
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  cacheDirectory,
  filledAside,
  findProgram,
  installPythonPackages,
  runProcess,
  withTemporaryFolder,
} from "../../tools/index.ts";
import type { BindsnetCase } from "./bindsnet-cases.ts";

const at = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** What `bindsnet_post_pre.py` writes. */
export interface BindsnetOutcome {
  readonly versions: { readonly bindsnet: string; readonly torch: string };
  /** By case: final weights, a row for every axon. */
  readonly weights: Readonly<Record<string, readonly (readonly number[])[]>>;
}

/**
 * Runs the cases in BindsNET. The first time its packages are installed, 6 GB, which takes minutes.
 *
 * @throws TOOL001 pip or the script fails · TOOL002 timeout · Error without Python
 */
export async function runBindsnet(
  cases: readonly BindsnetCase[],
  report: (message: string) => void,
): Promise<BindsnetOutcome> {
  const python = await findProgram("python3");
  if (python === undefined) throw new Error("BindsNET needs CPython 3.11 to 3.13: there is no python3 on PATH");
  const packages = await preparedPackages(python, report);
  return withTemporaryFolder(async (folder) => {
    const [given, written] = [join(folder, "cases.json"), join(folder, "weights.json")];
    await writeFile(given, JSON.stringify(cases));
    await runProcess({
      name: "BindsNET",
      command: python,
      args: [at("bindsnet_post_pre.py"), given, written],
      environment: { PYTHONPATH: packages },
      timeoutSeconds: 300,
    });
    return JSON.parse(await readFile(written, "utf8")) as BindsnetOutcome;
  });
}

async function preparedPackages(python: string, report: (message: string) => void): Promise<string> {
  const probe = "import sys; print(sys.implementation.cache_tag)";
  const { stdout } = await runProcess({ command: python, args: ["-c", probe], timeoutSeconds: 60 });
  const folder = join(cacheDirectory(process.env), "tools", `bindsnet-0.3.4-${stdout.trim()}`);
  // The folder is put in its place whole, or not at all.
  if (existsSync(folder)) return folder;
  const lines = (await readFile(at("bindsnet-packages.txt"), "utf8")).split("\n");
  const packages = lines.filter((line) => line !== "" && !line.startsWith("#"));
  report(`Setting up BindsNET in ${folder}`);
  await filledAside(folder, (aside) =>
    installPythonPackages({ python, folder: aside, packages, timeoutSeconds: 1800 }),
  );
  return folder;
}
