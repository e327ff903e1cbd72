import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { SpikeforgeError } from "../diagnostics/index.ts";
import { findProgram, ossCadSuite } from "./find-program.ts";
import { type KnownTool, knownTools, type ToolName } from "./known-tools.ts";
import { nativeTool } from "./native-tool.ts";
import { pythonPackageTool } from "./python-package-tool.ts";
import { ensurePythonToolSet, pinnedRequirement } from "./python-package-tools.ts";
import { runProcess } from "./run-process.ts";
import type { Tool } from "./tool.ts";
import { compareVersions } from "./versions.ts";
import { wasmTool } from "./wasm-tool.ts";

/**
 * `auto`: a native program on PATH that is recent enough, else WebAssembly from npm, else from PyPI. `native`: only what
 * is installed. `wasm`: the pinned build from npm and nothing else, so that figures repeat. `pypi`: the pinned build from
 * PyPI and nothing else: newer, and there is one for ECP5.
 */
export type ToolPreference = "auto" | "native" | "wasm" | "pypi";

export interface FindToolOptions {
  /** `auto` when left out. */
  readonly prefer?: ToolPreference;
  /** `"allowed"` may set up the tools of PyPI in a private folder, where nothing before them is found. `refused` when left out. */
  readonly install?: "allowed" | "refused";
  /** What is being set up: it takes a while. */
  readonly onProgress?: (message: string) => void;
  /** The program that the user names; comes before everything and may have any version. */
  readonly path?: string;
  /** The oldest native version to accept, instead of the one spikeforge is tested with. */
  readonly minimumVersion?: string;
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * Finds a program: the path in the options, the one in its environment variable (unless a pinned build is asked for),
 * then what `prefer` says.
 *
 * @throws TOOL004 not found: what was looked for, where, and the command that mends it · TOOL005 the native one is too
 *   old · TOOL007 the OSS CAD Suite that is named is none · TOOL050 and TOOL051 with `pypi`
 */
export async function findTool(name: ToolName, options: FindToolOptions = {}): Promise<Tool> {
  const known: KnownTool = knownTools[name];
  const { prefer = "auto", environment = process.env } = options;
  const pinned = prefer === "wasm" || prefer === "pypi";
  const named = options.path ?? (pinned ? undefined : environment[known.variable] || undefined);
  if (named !== undefined) {
    const path = await findProgram(named, environment);
    const where = options.path === undefined ? known.variable : "the given path";
    if (path === undefined) throw missing(name, `${where} names ${named}, which is not an executable file`, known);
    return nativeTool(name, path, await askVersion(path, name, known));
  }
  if (!pinned) await checkSuite(environment);
  const native = pinned ? {} : await findNative(name, known, options);
  if (native.tool !== undefined) return native.tool;
  if (prefer === "auto" || prefer === "wasm") {
    const version = known.npmPackage === undefined ? undefined : await installedVersion(known.npmPackage);
    if (version !== undefined) return wasmTool(name, known.npmPackage ?? "", version);
  }
  if (prefer === "pypi" || (prefer === "auto" && known.npmPackage === undefined)) return findPythonTool(name, options);
  if (prefer === "native" && native.tooOld !== undefined)
    throw new SpikeforgeError({
      code: "TOOL005",
      place: name,
      found: native.tooOld,
      mend: `install a later one, or use the WebAssembly build: --tools ${known.npmPackage === undefined ? "pypi" : "wasm"}`,
    });
  const npm =
    known.npmPackage === undefined
      ? "npm has no package of it"
      : `the npm package ${known.npmPackage} is not installed`;
  const places = { auto: `${native.tooOld ?? "none on PATH"}, and ${npm}`, native: "none on PATH", wasm: npm };
  throw missing(name, `not found: ${places[prefer]}`, known, prefer);
}

/** TOOL007: a suite that is named has to be one, or other tools would be taken than the user means. */
async function checkSuite(environment: NodeJS.ProcessEnv): Promise<void> {
  const suite = ossCadSuite(environment);
  if (suite === undefined || (await findProgram(join(suite, "bin", "yosys"))) !== undefined) return;
  throw new SpikeforgeError({
    code: "TOOL007",
    place: "SPIKEFORGE_OSS_CAD_SUITE",
    found: `names ${suite}, which has no bin/yosys`,
    mend: "name the folder that the OSS CAD Suite was unpacked in, which has bin, lib and share, or unset it",
  });
}

/** In the OSS CAD Suite or on PATH and recent enough, or why not. */
async function findNative(
  name: ToolName,
  known: KnownTool,
  { minimumVersion, environment = process.env }: FindToolOptions,
): Promise<{ readonly tool?: Tool; readonly tooOld?: string }> {
  const path = await findProgram(name, environment);
  if (path === undefined) return {};
  const version = await askVersion(path, name, known);
  const minimum = minimumVersion ?? known.native?.minimum;
  if (minimum === undefined || compareVersions(version, minimum) >= 0) return { tool: nativeTool(name, path, version) };
  return { tooOld: `${path} has version ${version}, but ${minimum} or later is needed` };
}

async function findPythonTool(name: ToolName, { install = "refused", ...options }: FindToolOptions): Promise<Tool> {
  const { environment, onProgress } = options;
  const { python, folder } = await ensurePythonToolSet({
    install,
    ...(environment === undefined ? {} : { environment }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  const requirement = pinnedRequirement(knownTools[name].pythonPackage);
  return pythonPackageTool({ name, python, folder, requirement, onProgress });
}

/** Finds several programs and reports all that are missing together. */
export async function findTools<Name extends ToolName>(
  names: readonly Name[],
  options: FindToolOptions = {},
): Promise<Record<Name, Tool>> {
  // The tools of PyPI are one set: it is set up once, and told once when it is missing.
  if (options.prefer === "pypi") await findPythonTool(names[0] ?? "yosys", options);
  const found = await Promise.allSettled(names.map(async (name) => [name, await findTool(name, options)] as const));
  const problems = found.flatMap((each) => (each.status === "rejected" ? [each.reason as unknown] : []));
  const foreign = problems.find((problem) => !(problem instanceof SpikeforgeError));
  if (foreign !== undefined) throw foreign;
  if (problems.length > 0)
    throw new SpikeforgeError(problems.flatMap((problem) => (problem as SpikeforgeError).diagnostics));
  const tools = found.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  return Object.fromEntries(tools) as Record<Name, Tool>;
}

function missing(name: string, found: string, known: KnownTool, prefer: ToolPreference = "native"): SpikeforgeError {
  const native = process.platform === "darwin" ? `brew install ${name}` : `sudo apt-get install ${known.debianPackage}`;
  if (prefer === "wasm" && known.npmPackage === undefined)
    return new SpikeforgeError({ code: "TOOL004", place: name, found, mend: "use the build of PyPI: --tools pypi" });
  const mend = prefer === "native" ? `${native}, or set ${known.variable}` : `npm install ${known.npmPackage}`;
  return new SpikeforgeError({ code: "TOOL004", place: name, found, mend: `type: ${mend}` });
}

async function askVersion(path: string, name: string, { native }: KnownTool): Promise<string> {
  if (native === undefined) return "unknown";
  const { stdout, stderr } = await runProcess({ name, command: path, args: native.ask, timeoutSeconds: 30 });
  return native.answer.exec(stdout + stderr)?.[1] ?? "unknown";
}

async function installedVersion(npmPackage: string): Promise<string | undefined> {
  try {
    const entry = createRequire(import.meta.url).resolve(npmPackage);
    // The package's exports hide its package.json; its entry lies one folder below.
    const text = await readFile(join(dirname(dirname(entry)), "package.json"), "utf8");
    const { version } = JSON.parse(text) as { version: string };
    return version;
  } catch {
    return undefined; // not installed
  }
}
