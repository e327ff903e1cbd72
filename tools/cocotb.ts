import { delimiter, dirname, join } from "node:path";
import { SpikeforgeError } from "../diagnostics/index.ts";
import { cacheDirectory } from "./cache-directory.ts";
import { filledAside } from "./debian-packages.ts";
import { findProgram } from "./find-program.ts";
import { installPythonPackages } from "./python-packages.ts";
import { runProcess } from "./run-process.ts";
import { ensureVerilator, type Verilator } from "./verilator.ts";
import { compareVersions } from "./versions.ts";

/** The cocotb that comparisons are made with. */
export const cocotbVersion = "2.1.0";

/** cocotb and all that it depends on, pinned, so that every machine runs the same. */
const packages = [
  `cocotb==${cocotbVersion}`,
  ...["find_libpython==0.5.1", "iniconfig==2.3.1", "packaging==26.3", "pluggy==1.7.0", "Pygments==2.21.0"],
  "pytest==9.2.0",
];

/** The oldest Verilator that this cocotb works with. */
export const minimumVerilatorOfCocotb = "5.036";
const minimumPython = "3.9";

/** A cocotb that was imported once, with all that it builds simulations with. */
export interface Cocotb {
  readonly version: string;
  readonly python: { readonly path: string; readonly version: string };
  readonly verilator: Verilator;
  /** To be added to the environment of `python.path`: the packages, and `verilator` on `PATH`. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface EnsureCocotbOptions {
  readonly environment?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** `"allowed"` may set up cocotb in a private folder of the cache, and a Verilator that is recent enough. */
  readonly install: "allowed" | "refused";
  readonly onProgress?: (message: string) => void;
}

/**
 * Finds cocotb in its private folder, for the `python3` on `PATH`, and sets it up when that is allowed. A cocotb
 * elsewhere is not looked for: comparisons need one version.
 *
 * @throws TOOL030 no usable Python · TOOL031 cocotb is not set up, and must not be · TOOL032 setting it up failed, with
 *   what was tried · TOOL033 a program that it builds simulations with is missing · TOOL010 and TOOL011 no Verilator of
 *   version 5.036 or later
 */
export async function ensureCocotb(options: EnsureCocotbOptions): Promise<Cocotb> {
  const { environment = process.env, signal } = options;
  const python = await findPython(environment, signal);
  await requireBuildPrograms(environment);
  const folder = privateCocotbFolder(python.tag, environment);
  if (!(await isImported(python.path, folder, signal))) {
    if (options.install === "refused") throw notSetUp(folder);
    await setUp(python.path, folder, options);
  }
  const verilator = await ensureVerilator({ ...options, atLeast: minimumVerilatorOfCocotb });
  return {
    version: cocotbVersion,
    python: { path: python.path, version: python.version },
    verilator,
    environment: {
      ...verilator.environment,
      PYTHONPATH: folder,
      PATH: [dirname(verilator.binary), environment.PATH ?? ""].join(delimiter),
    },
  };
}

/** Where the packages are or will be; compiled parts of them fit one kind of Python only. */
export function privateCocotbFolder(pythonTag: string, environment: NodeJS.ProcessEnv = process.env): string {
  return join(cacheDirectory(environment), "tools", `cocotb-${cocotbVersion}-${pythonTag}`);
}

interface Python {
  readonly path: string;
  /** As it says: `3.11.7`. */
  readonly version: string;
  /** Of compiled modules: `cpython-311`. */
  readonly tag: string;
}

const probe =
  "import sys, sysconfig; print(sys.version.split()[0], sys.implementation.cache_tag, sysconfig.get_config_var('Py_ENABLE_SHARED'))";

async function findPython(environment: NodeJS.ProcessEnv, signal: AbortSignal | undefined): Promise<Python> {
  const problem = (found: string) =>
    new SpikeforgeError({
      code: "TOOL030",
      place: "python3",
      found,
      mend: `cocotb ${cocotbVersion} needs CPython ${minimumPython} or later with its shared library, first on PATH`,
    });
  const path = await findProgram("python3", environment);
  if (path === undefined) throw problem("there is none on PATH");
  const run = await runProcess({
    name: "python3",
    command: path,
    args: ["-c", probe],
    signal,
    timeoutSeconds: 60,
    onFailure: "return",
  });
  const [version, tag, shared] = run.stdout.trim().split(" ");
  if (run.exitCode !== 0 || version === undefined || tag === undefined) throw problem(`${path} does not run`);
  if (compareVersions(version, minimumPython) < 0) throw problem(`${path} is version ${version}`);
  if (shared !== "1") throw problem(`${path} (version ${version}) was built without its shared library`);
  return { path, version, tag };
}

async function requireBuildPrograms(environment: NodeJS.ProcessEnv): Promise<void> {
  const missing: string[] = [];
  // Verilator's own makefile names g++ and perl; `verilator` is a Perl script.
  for (const name of ["make", "g++", "perl"]) {
    if ((await findProgram(name, environment)) === undefined) missing.push(name);
  }
  if (missing.length === 0) return;
  throw new SpikeforgeError({
    code: "TOOL033",
    place: "cocotb",
    found: `builds simulations with ${missing.join(" and ")}, not found on PATH`,
    mend: "type: sudo apt-get install --no-install-recommends make g++ perl",
  });
}

async function isImported(python: string, folder: string, signal: AbortSignal | undefined): Promise<boolean> {
  const { exitCode, stdout } = await runProcess({
    name: "python3",
    command: python,
    args: ["-c", "import cocotb, cocotb_tools.runner; print(cocotb.__version__)"],
    environment: { PYTHONPATH: folder },
    signal,
    timeoutSeconds: 60,
    onFailure: "return",
  });
  return exitCode === 0 && stdout.trim() === cocotbVersion;
}

async function setUp(python: string, folder: string, { signal, onProgress }: EnsureCocotbOptions): Promise<void> {
  const failed = (source: readonly string[]) =>
    new SpikeforgeError({
      code: "TOOL032",
      place: "cocotb",
      found: `version ${cocotbVersion} could not be set up`,
      source,
      mend: `make "python3 -m pip download cocotb==${cocotbVersion}" work: it needs pip and a package index`,
    });
  onProgress?.(`Setting up cocotb ${cocotbVersion} in ${folder}`);
  try {
    await filledAside(folder, (aside) => installPythonPackages({ python, folder: aside, packages, signal }));
  } catch (error) {
    if (error instanceof SpikeforgeError) throw failed(error.diagnostics.flatMap(({ source }) => source ?? []));
    throw error;
  }
  if (!(await isImported(python, folder, signal))) {
    throw failed([`installed in ${folder}, but "import cocotb" fails there or gives another version`]);
  }
}

function notSetUp(folder: string): SpikeforgeError {
  return new SpikeforgeError({
    code: "TOOL031",
    place: "cocotb",
    found: `version ${cocotbVersion} is not in ${folder}`,
    mend: "type: npm run -s bench -- --only sim.same-as-cocotb, which sets it up",
  });
}
