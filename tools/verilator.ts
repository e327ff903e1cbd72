import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SpikeforgeError } from "../diagnostics/index.ts";
import { findProgram } from "./find-program.ts";
import { runProcess } from "./run-process.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";
import {
  debianVerilatorBinary,
  installVerilator,
  privateVerilatorRoot,
  unpackDebianVerilator,
} from "./verilator-install.ts";
import { compareVersions, versionNumbers } from "./versions.ts";

/** The oldest Verilator that spikeforge is tested with. */
export const minimumVerilatorVersion = "5.006";

/** A Verilator that was run once and works. */
export interface Verilator {
  /** As Verilator writes it: `5.006`, `5.049`. */
  readonly version: string;
  /** Path of `verilator_bin`: takes the same arguments as `verilator` without needing Perl. */
  readonly binary: string;
  /** VERILATOR_ROOT: `include/verilated.h` and `include/verilated.cpp` are below it. */
  readonly root: string;
  /** To be added to the environment of `binary` (and of `make`, where that is used). */
  readonly environment: Readonly<Record<string, string>>;
  readonly origin: "named by SPIKEFORGE_VERILATOR" | "PATH" | "private folder";
}

export interface FindVerilatorOptions {
  readonly environment?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** Passes over older ones; default: `minimumVerilatorVersion`. */
  readonly atLeast?: string;
}

export interface EnsureVerilatorOptions extends FindVerilatorOptions {
  /** `"allowed"` may set it up: in a private folder of the cache, else as Debian's package where this user may. */
  readonly install: "allowed" | "refused";
  readonly onProgress?: (message: string) => void;
}

/**
 * Looks for Verilator without changing anything: the path in `SPIKEFORGE_VERILATOR`, then `PATH`, then the private folder.
 *
 * @returns undefined when there is none that is recent enough
 * @throws TOOL012 when `SPIKEFORGE_VERILATOR` names something that does not work
 */
export async function findVerilator(options: FindVerilatorOptions = {}): Promise<Verilator | undefined> {
  const { environment = process.env, atLeast = minimumVerilatorVersion } = options;
  const named = environment.SPIKEFORGE_VERILATOR;
  if (named) {
    const problem = (found: string) =>
      new SpikeforgeError({
        code: "TOOL012",
        place: "SPIKEFORGE_VERILATOR",
        found: `${named} ${found}`,
        mend: `name a Verilator of version ${atLeast} or later, or unset the variable`,
      });
    const path = await findProgram(named, environment);
    if (path === undefined) throw problem("is not an executable file");
    const verilator = await examine(path, "named by SPIKEFORGE_VERILATOR", options);
    if (verilator === undefined) throw problem("does not run, or its include folder is missing");
    if (compareVersions(verilator.version, atLeast) < 0) throw problem(`is version ${verilator.version}`);
    return verilator;
  }
  const onPath = await findProgram("verilator", environment);
  if (onPath !== undefined) {
    const verilator = await examine(onPath, "PATH", options);
    if (verilator !== undefined && compareVersions(verilator.version, atLeast) >= 0) return verilator;
  }
  const ours = await findProgram(join(privateVerilatorRoot(environment), "bin", "verilator_bin"), environment);
  return ours === undefined ? undefined : examine(ours, "private folder", options);
}

/**
 * Finds Verilator, and sets it up when that is allowed.
 *
 * @throws TOOL010 none found, with the command to type · TOOL011 setting it up failed, with what was tried
 */
export async function ensureVerilator(options: EnsureVerilatorOptions): Promise<Verilator> {
  const found = await findVerilator(options);
  if (found !== undefined) return found;
  const { environment = process.env, atLeast = minimumVerilatorVersion } = options;
  if (options.install === "refused") throw missing(environment, atLeast);
  const attempts = await installVerilator(options);
  const installed = await findVerilator(options);
  if (installed !== undefined) return installed;
  throw new SpikeforgeError({
    code: "TOOL011",
    place: "verilator",
    found: "could not be set up",
    source: attempts,
    mend: `install version ${atLeast} or later by hand: ${commandToType}`,
  });
}

/**
 * Debian's Verilator, unpacked in a private folder beside the one in use: usually an older one, so that tests can run
 * both.
 *
 * @throws TOOL011 setting it up failed, with what was tried
 */
export async function ensureDebianVerilator(options: EnsureVerilatorOptions): Promise<Verilator> {
  const { environment = process.env } = options;
  const binary = debianVerilatorBinary(environment);
  const find = async (): Promise<Verilator | undefined> =>
    (await findProgram(binary, environment)) === undefined
      ? undefined
      : findVerilator({ ...options, environment: { ...environment, SPIKEFORGE_VERILATOR: binary } });
  const found = await find();
  if (found !== undefined) return found;
  const attempts = options.install === "refused" ? ["it may not be set up"] : await unpackDebianVerilator(options);
  const unpacked = await find();
  if (unpacked !== undefined) return unpacked;
  throw new SpikeforgeError({
    code: "TOOL011",
    place: "verilator of Debian",
    found: "could not be set up",
    source: attempts,
    mend: "type: sudo apt-get update",
  });
}

const commandToType =
  process.platform === "darwin" ? "brew install verilator" : "sudo apt-get install --no-install-recommends verilator";

function missing(environment: NodeJS.ProcessEnv, atLeast: string): SpikeforgeError {
  return new SpikeforgeError({
    code: "TOOL010",
    place: "verilator",
    found:
      `no Verilator of version ${atLeast} or later: SPIKEFORGE_VERILATOR is not set, ` +
      `none on PATH, none in ${privateVerilatorRoot(environment)}`,
    mend: `type: ${commandToType}`,
  });
}

/** Runs the Verilator at `path` on one small module. Undefined when it does not work: a broken one is as good as none. */
async function examine(
  path: string,
  origin: Verilator["origin"],
  { signal, environment = process.env }: FindVerilatorOptions,
): Promise<Verilator | undefined> {
  // `verilator` is a Perl script around `verilator_bin`, which lies beside it.
  const binary = (await findProgram(join(dirname(path), "verilator_bin"), environment)) ?? path;
  const ownRoot = await rootBeside(binary);
  const run = (args: readonly string[], cwd: string) =>
    runProcess({ command: binary, args, cwd, environment: ownRoot, signal, timeoutSeconds: 60 });
  try {
    return await withTemporaryFolder(async (folder) => {
      await writeFile(
        join(folder, "probe.v"),
        "module probe (input wire a, output wire b);\n  assign b = ~a;\nendmodule\n",
      );
      await run(["--lint-only", "-Wall", "probe.v"], folder);
      const root = (await run(["--getenv", "VERILATOR_ROOT"], folder)).stdout.trim();
      const built = await readConfigVersion(root);
      if (built === undefined) return undefined;
      const said = /^Verilator (\S+)/.exec((await run(["--version"], folder)).stdout)?.[1];
      return { version: said ?? built, binary, root, environment: { VERILATOR_ROOT: root }, origin };
    });
  } catch (error) {
    if (error instanceof SpikeforgeError) return undefined;
    throw error;
  }
}

/** Where the headers of a program lie that was unpacked anywhere; empty where it has to know it itself. */
async function rootBeside(binary: string): Promise<Record<string, string>> {
  const prefix = dirname(dirname(binary));
  for (const root of [prefix, join(prefix, "share", "verilator")])
    if ((await readConfigVersion(root)) !== undefined) return { VERILATOR_ROOT: root };
  return {};
}

/** The version in the headers below `root`; the wheel's program does not know its own. `5.49` there is `5.049` elsewhere. */
async function readConfigVersion(root: string): Promise<string | undefined> {
  const text = await readFile(join(root, "include", "verilated_config.h"), "utf8").catch(() => undefined);
  const numbers = versionNumbers(/VERILATOR_VERSION\s+"([^"]*)"/.exec(text ?? "")?.[1] ?? "");
  const [major, minor] = numbers;
  return major === undefined || minor === undefined ? undefined : `${major}.${String(minor).padStart(3, "0")}`;
}
