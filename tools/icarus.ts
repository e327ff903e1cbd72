import { readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SpikeforgeError } from "../diagnostics/index.ts";
import { cacheDirectory } from "./cache-directory.ts";
import { firstThatWorks, installDebianPackage, unpackDebianPackage } from "./debian-packages.ts";
import { findProgram } from "./find-program.ts";
import { type ProcessResult, runProcess } from "./run-process.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";
import { compareVersions } from "./versions.ts";

/** The oldest Icarus Verilog that spikeforge is tested with. */
export const minimumIcarusVersion = "11.0";

/** An Icarus Verilog that was run once and works. */
export interface Icarus {
  /** As it writes it: `11.0`. */
  readonly version: string;
  /** Path of `iverilog`, with what it needs before all other arguments. */
  readonly compiler: { readonly path: string; readonly args: readonly string[] };
  /** Path of `vvp`, with what it needs before all other arguments. */
  readonly simulator: { readonly path: string; readonly args: readonly string[] };
  /** To be added to the environment of both. */
  readonly environment: Readonly<Record<string, string>>;
  readonly origin: "named by SPIKEFORGE_IVERILOG" | "PATH" | "private folder";
}

export interface FindIcarusOptions {
  readonly environment?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

export interface EnsureIcarusOptions extends FindIcarusOptions {
  /** `"allowed"` may set it up: unpacked in a private folder of the cache, else as Debian's package where this user may. */
  readonly install: "allowed" | "refused";
  readonly onProgress?: (message: string) => void;
}

/**
 * Looks for Icarus Verilog without changing anything: the path in `SPIKEFORGE_IVERILOG`, then `PATH`, then the private
 * folder.
 *
 * @returns undefined when there is none of version 11.0 or later
 * @throws TOOL015 when `SPIKEFORGE_IVERILOG` names something that does not work
 */
export async function findIcarus(options: FindIcarusOptions = {}): Promise<Icarus | undefined> {
  const environment = options.environment ?? process.env;
  const named = environment.SPIKEFORGE_IVERILOG;
  if (named) {
    const problem = (found: string) =>
      new SpikeforgeError({
        code: "TOOL015",
        place: "SPIKEFORGE_IVERILOG",
        found: `${named} ${found}`,
        mend: `name an iverilog of version ${minimumIcarusVersion} or later, or unset the variable`,
      });
    const path = await findProgram(named, environment);
    if (path === undefined) throw problem("is not an executable file");
    const icarus = await examine({ path, origin: "named by SPIKEFORGE_IVERILOG" }, options);
    if (icarus === undefined) throw problem("does not run, or there is no vvp beside it");
    if (!isRecentEnough(icarus)) throw problem(`is version ${icarus.version}`);
    return icarus;
  }
  const onPath = await findProgram("iverilog", environment);
  if (onPath !== undefined) {
    const icarus = await examine({ path: onPath, origin: "PATH" }, options);
    if (icarus !== undefined && isRecentEnough(icarus)) return icarus;
  }
  const root = privateIcarusRoot(environment);
  const ours = await findProgram(join(root, "usr", "bin", "iverilog"), environment);
  return ours === undefined ? undefined : examine({ path: ours, origin: "private folder", root }, options);
}

/**
 * Finds Icarus Verilog, and sets it up when that is allowed.
 *
 * @throws TOOL013 none found, with the command to type · TOOL014 setting it up failed, with what was tried
 */
export async function ensureIcarus(options: EnsureIcarusOptions): Promise<Icarus> {
  const found = await findIcarus(options);
  if (found !== undefined) return found;
  const environment = options.environment ?? process.env;
  if (options.install === "refused") {
    throw new SpikeforgeError({
      code: "TOOL013",
      place: "iverilog",
      found:
        `no Icarus Verilog of version ${minimumIcarusVersion} or later: SPIKEFORGE_IVERILOG is not set, ` +
        `none on PATH, none in ${privateIcarusRoot(environment)}`,
      mend: `type: ${commandToType}`,
    });
  }
  const attempts = await firstThatWorks([unpack, installDebianPackage("iverilog", "Icarus Verilog")], options);
  const installed = await findIcarus(options);
  if (installed !== undefined) return installed;
  throw new SpikeforgeError({
    code: "TOOL014",
    place: "iverilog",
    found: "could not be set up",
    source: attempts,
    mend: `install version ${minimumIcarusVersion} or later by hand: ${commandToType}`,
  });
}

/** Runs `vvp` or `iverilog` with the arguments of a caller. */
export function runIcarus(
  { compiler, simulator, environment }: Icarus,
  program: "iverilog" | "vvp",
  request: { readonly args: readonly string[]; readonly cwd: string; readonly signal?: AbortSignal | undefined },
): Promise<ProcessResult> {
  const { path, args } = program === "iverilog" ? compiler : simulator;
  const { cwd, signal } = request;
  return runProcess({
    name: program,
    command: path,
    args: [...args, ...request.args],
    cwd,
    environment,
    signal,
    onFailure: "return",
  });
}

const commandToType =
  process.platform === "darwin"
    ? "brew install icarus-verilog"
    : "sudo apt-get install --no-install-recommends iverilog";

/** Where the private Icarus Verilog is or will be: the package's files as they would lie below `/`. */
export function privateIcarusRoot(environment: NodeJS.ProcessEnv = process.env): string {
  return join(cacheDirectory(environment), "tools", "iverilog");
}

const unpack = unpackDebianPackage("iverilog", "Icarus Verilog", {
  folder: privateIcarusRoot,
  libraries: /^libreadline/,
});

const isRecentEnough = ({ version }: Icarus): boolean => compareVersions(version, minimumIcarusVersion) >= 0;

interface Candidate {
  readonly path: string;
  readonly origin: Icarus["origin"];
  /** Of an unpacked package, which does not lie where it was built for. */
  readonly root?: string;
}

/** Compiles and runs one small module. Undefined when that does not work: a broken one is as good as none. */
async function examine(
  { path, origin, root }: Candidate,
  { signal, environment: searched = process.env }: FindIcarusOptions,
): Promise<Icarus | undefined> {
  const vvp = (await findProgram(join(dirname(path), "vvp"), searched)) ?? (await findProgram("vvp", searched));
  if (vvp === undefined) return undefined;
  const libraries = root === undefined ? [] : await libraryFolders(root);
  const parts = libraries.find((folder) => folder.parts)?.path;
  const environment: Record<string, string> =
    libraries.length === 0 ? {} : { LD_LIBRARY_PATH: libraries.map((folder) => folder.path).join(":") };
  const base = parts === undefined ? undefined : join(parts, "ivl");
  const compiler = { path, args: base === undefined ? [] : ["-B", base] };
  const simulator = { path: vvp, args: base === undefined ? [] : ["-M", base] };
  try {
    return await withTemporaryFolder(async (folder) => {
      const run = (command: string, args: readonly string[]) =>
        runProcess({ command, args, cwd: folder, environment, signal, timeoutSeconds: 60 });
      await writeFile(join(folder, "probe.v"), 'module probe;\n  initial $display("works");\nendmodule\n');
      await run(compiler.path, [...compiler.args, "-o", "probe.vvp", "probe.v"]);
      const { stdout } = await run(simulator.path, [...simulator.args, "-n", "probe.vvp"]);
      if (stdout.trim() !== "works") return undefined;
      const said = await run(compiler.path, [...compiler.args, "-V"]);
      const version = /version (\d+(?:\.\d+)+)/.exec(said.stdout + said.stderr)?.[1];
      return version === undefined ? undefined : { version, compiler, simulator, environment, origin };
    });
  } catch (error) {
    if (error instanceof SpikeforgeError) return undefined;
    throw error;
  }
}

/** Folders of shared libraries below `root`, and which of them has Icarus's own parts. */
async function libraryFolders(root: string): Promise<readonly { readonly path: string; readonly parts: boolean }[]> {
  const found: { path: string; parts: boolean }[] = [];
  for (const place of ["usr/lib", "lib"]) {
    const folders = await readdir(join(root, place)).catch(() => []);
    for (const folder of folders) {
      const path = join(root, place, folder);
      found.push({ path, parts: (await findProgram(join(path, "ivl", "ivl"))) !== undefined });
    }
  }
  return found;
}
