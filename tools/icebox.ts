/**
 * Project IceStorm's `icebox_vlog`, which makes Verilog of an unpacked iCE40 bitstream, and its description of the chips.
 * Python scripts: they run wherever they lie.
 */
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SpikeforgeError } from "../diagnostics/index.ts";
import { cacheDirectory } from "./cache-directory.ts";
import { firstThatWorks, unpackDebianPackage } from "./debian-packages.ts";
import { findProgram } from "./find-program.ts";
import { runProcess } from "./run-process.ts";

/** An icebox that was run once and works. */
export interface Icebox {
  /** Path of the script. */
  readonly script: string;
  readonly python: string;
  /** Folder of `chipdb-5k.txt` and its like. */
  readonly chipdb: string;
  readonly origin: "named by SPIKEFORGE_ICEBOX" | "PATH" | "private folder";
}

export interface FindIceboxOptions {
  readonly environment?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

export interface EnsureIceboxOptions extends FindIceboxOptions {
  /** `"allowed"` may set it up: Debian's packages, unpacked in a private folder of the cache. */
  readonly install: "allowed" | "refused";
  readonly onProgress?: (message: string) => void;
}

/**
 * Looks for icebox without changing anything: the path in `SPIKEFORGE_ICEBOX`, then `PATH`, then the private folder.
 *
 * @returns undefined when there is none that works
 * @throws TOOL067 when `SPIKEFORGE_ICEBOX` names something that does not work
 */
export async function findIcebox(options: FindIceboxOptions = {}): Promise<Icebox | undefined> {
  const environment = options.environment ?? process.env;
  const named = environment.SPIKEFORGE_ICEBOX;
  if (named) {
    const icebox = await examine(named, "named by SPIKEFORGE_ICEBOX", options);
    if (icebox !== undefined) return icebox;
    throw new SpikeforgeError({
      code: "TOOL067",
      place: "SPIKEFORGE_ICEBOX",
      found: `${named} does not run with python3, or its chip databases are not beside it`,
      mend: "name icebox_vlog of a whole Project IceStorm, or unset the variable",
    });
  }
  const onPath = await findProgram("icebox_vlog", environment);
  const found = onPath === undefined ? undefined : await examine(onPath, "PATH", options);
  if (found !== undefined) return found;
  return examine(join(privateIceboxRoot(environment), scriptPath), "private folder", options);
}

/**
 * Finds icebox, and sets it up when that is allowed.
 *
 * @throws TOOL065 none found, with the command to type · TOOL066 setting it up failed, with what was tried
 */
export async function ensureIcebox(options: EnsureIceboxOptions): Promise<Icebox> {
  const found = await findIcebox(options);
  if (found !== undefined) return found;
  const environment = options.environment ?? process.env;
  if (options.install === "refused") {
    throw new SpikeforgeError({
      code: "TOOL065",
      place: "icebox_vlog",
      found: `not found: SPIKEFORGE_ICEBOX is not set, none on PATH, none in ${privateIceboxRoot(environment)}`,
      mend: `type: ${commandToType}`,
    });
  }
  const attempts = await firstThatWorks([unpack], options);
  const installed = await findIcebox(options);
  if (installed !== undefined) return installed;
  throw new SpikeforgeError({
    code: "TOOL066",
    place: "icebox_vlog",
    found: "could not be set up",
    source: attempts,
    mend: `install it by hand: ${commandToType}`,
  });
}

/** Runs `icebox_vlog` with the arguments of a caller; what it prints is the Verilog. */
export async function runIceboxVlog(
  { python, script }: Icebox,
  request: { readonly args: readonly string[]; readonly cwd: string; readonly signal?: AbortSignal | undefined },
): Promise<{ readonly verilog: string; readonly seconds: number }> {
  const { stdout, seconds } = await runProcess({
    name: "icebox_vlog",
    command: python,
    args: ["-W", "ignore", script, ...request.args],
    cwd: request.cwd,
    signal: request.signal,
  });
  return { verilog: stdout, seconds };
}

/** The description of a chip: `5k` for UltraPlus, `8k`, `1k`. */
export function readChipDatabase({ chipdb }: Icebox, chip: string): Promise<string> {
  return readFile(join(chipdb, `chipdb-${chip}.txt`), "utf8");
}

const commandToType = "sudo apt-get install --no-install-recommends fpga-icestorm fpga-icestorm-chipdb";
const scriptPath = join("usr", "share", "fpga-icestorm", "python", "icebox_vlog");

/** Where the private icebox is or will be: the packages' files as they would lie below `/`. */
export function privateIceboxRoot(environment: NodeJS.ProcessEnv = process.env): string {
  return join(cacheDirectory(environment), "tools", "icebox");
}

const unpack = unpackDebianPackage("fpga-icestorm", "icebox (Project IceStorm)", {
  folder: privateIceboxRoot,
  libraries: /^$/,
  also: ["fpga-icestorm-chipdb"],
});

/** Asks the script for its options, which loads all that it needs. Undefined when that does not work. */
async function examine(
  script: string,
  origin: Icebox["origin"],
  { environment = process.env, signal }: FindIceboxOptions,
): Promise<Icebox | undefined> {
  const python = await findProgram("python3", environment);
  const path = await findProgram(script, environment);
  if (python === undefined || path === undefined) return undefined;
  const { stdout } = await runProcess({
    command: python,
    args: ["-W", "ignore", path, "-h"],
    signal,
    timeoutSeconds: 60,
    onFailure: "return",
  });
  if (!stdout.includes("Usage:")) return undefined;
  for (const beside of ["../chipdb", "../share/icebox", "../share/fpga-icestorm/chipdb"]) {
    const chipdb = join(dirname(path), beside);
    const found = await readFile(join(chipdb, "chipdb-5k.txt"), "utf8").catch(() => undefined);
    if (found !== undefined) return { script: path, python, chipdb, origin };
  }
  return undefined;
}
