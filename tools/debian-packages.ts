import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SpikeforgeError } from "../diagnostics/index.ts";
import { findProgram } from "./find-program.ts";
import { runProcess } from "./run-process.ts";

export interface InstallOptions {
  readonly environment?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  readonly onProgress?: (message: string) => void;
}

/** One way to set a program up; returns why it is not open here, and undefined when it is done. */
export type InstallWay = (options: InstallOptions) => Promise<string | undefined>;

/** Tries each way in turn until one succeeds. Returns one line for each that failed. */
export async function firstThatWorks(ways: readonly InstallWay[], options: InstallOptions): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const way of ways) {
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

/** Fills `folder` aside and then puts it in its place, so that it is there whole or not at all. */
export async function filledAside(folder: string, fill: (aside: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const aside = await mkdtemp(`${folder}.partial-`);
  try {
    await fill(aside);
    await rename(aside, folder).catch(async (error: NodeJS.ErrnoException) => {
      // Another process was faster: its folder is as good as ours.
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** Installs a package for the whole machine, with its lists fetched first where they are missing; needs root. */
export function installDebianPackage(name: string, title: string): InstallWay {
  return async (options) => {
    const { environment = process.env, onProgress } = options;
    const aptGet = await findProgram("apt-get", environment);
    if (aptGet === undefined) return "Debian package: there is no apt-get on PATH";
    if (process.getuid?.() !== 0) return "Debian package: apt-get needs root";
    onProgress?.(`Setting up ${title} with apt-get`);
    await withLists(aptGet, ["install", "--yes", "--no-install-recommends", name], options);
    return undefined;
  };
}

/**
 * Unpacks a package, those it depends on whose names match `libraries`, and those of `also`, into a private folder.
 */
export function unpackDebianPackage(
  name: string,
  title: string,
  {
    folder,
    libraries,
    also = [],
  }: {
    readonly folder: (environment: NodeJS.ProcessEnv) => string;
    readonly libraries: RegExp;
    readonly also?: readonly string[];
  },
): InstallWay {
  return async (options) => {
    const { environment = process.env, signal, onProgress } = options;
    const [aptGet, dpkg] = [await findProgram("apt-get", environment), await findProgram("dpkg-deb", environment)];
    if (aptGet === undefined) return "unpacked Debian package: there is no apt-get on PATH";
    if (dpkg === undefined) return "unpacked Debian package: there is no dpkg-deb on PATH";
    const target = folder(environment);
    onProgress?.(`Setting up ${title} (Debian package ${name}) in ${target}`);
    await filledAside(target, async (aside) => {
      const dpkgDeb = (args: readonly string[]) =>
        runProcess({ name: "dpkg-deb", command: dpkg, args, cwd: aside, signal, timeoutSeconds: 120 });
      const unpack = async (wanted: string): Promise<string> => {
        await withLists(aptGet, ["download", wanted], options, aside);
        const archive = (await readdir(aside)).find((file) => file.endsWith(".deb"));
        if (archive === undefined) throw new Error(`apt-get download ${wanted} left no archive`);
        const depends = (await dpkgDeb(["--field", archive, "Depends"])).stdout;
        await dpkgDeb(["--extract", archive, "."]);
        await rm(join(aside, archive));
        return depends;
      };
      const depends = await unpack(name);
      for (const [library] of depends.matchAll(/[a-z0-9][a-z0-9.+-]*/g))
        if (libraries.test(library)) await unpack(library);
      for (const other of also) await unpack(other);
    });
    return undefined;
  };
}

/** Runs apt-get; a fresh machine has no package lists, so that they are fetched when the first run fails. */
async function withLists(
  aptGet: string,
  args: readonly string[],
  { signal }: InstallOptions,
  cwd?: string,
): Promise<void> {
  const apt = (given: readonly string[], onFailure: "throw" | "return") =>
    runProcess({
      name: "apt-get",
      command: aptGet,
      args: given,
      ...(cwd === undefined ? {} : { cwd }),
      environment: { DEBIAN_FRONTEND: "noninteractive" },
      signal,
      timeoutSeconds: 600,
      onFailure,
    });
  const mayUpdate = process.getuid?.() === 0;
  const first = await apt(args, mayUpdate ? "return" : "throw");
  if (first.exitCode === 0) return;
  await apt(["update"], "throw");
  await apt(args, "throw");
}
