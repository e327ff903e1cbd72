/** Programs of others that read waves: what is written for viewers is tested with them. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { SpikeforgeError } from "../diagnostics/index.ts";
import { cacheDirectory } from "./cache-directory.ts";
import { filledAside, firstThatWorks, type InstallWay, unpackDebianPackage } from "./debian-packages.ts";
import { findProgram } from "./find-program.ts";
import { installPythonPackages } from "./python-packages.ts";
import { runProcess } from "./run-process.ts";

/** Surfer's reader, as a Python package. */
const wellenVersion = "0.25.7";

export interface WaveReaders {
  /** A Python that can `import pywellen`. */
  readonly wellen: { readonly version: string } & Reader;
  /** GTKWave's own reader of FST, a command that writes VCD. */
  readonly fst2vcd: Reader;
}

interface Reader {
  readonly path: string;
  /** To be added to the environment. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface EnsureWaveReadersOptions {
  readonly environment?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** `"allowed"` may set them up in private folders of the cache. */
  readonly install: "allowed" | "refused";
  readonly onProgress?: (message: string) => void;
}

/**
 * Finds the readers, and sets them up when that is allowed: pywellen in its private folder, fst2vcd on PATH or in its
 * private folder.
 *
 * @throws TOOL040 one of them is missing · TOOL041 one of them could not be set up, with what was tried
 */
export async function ensureWaveReaders(options: EnsureWaveReadersOptions): Promise<WaveReaders> {
  const wellen = await ensured("pywellen", findWellen, installWellen, options);
  const fst2vcd = await ensured("fst2vcd", findFst2vcd, unpackGtkwave, options);
  return { wellen: { version: wellenVersion, ...wellen }, fst2vcd };
}

async function ensured(
  name: string,
  find: (options: EnsureWaveReadersOptions) => Promise<Reader | undefined>,
  install: InstallWay,
  options: EnsureWaveReadersOptions,
): Promise<Reader> {
  const found = await find(options);
  if (found !== undefined) return found;
  const mend = "type: node scripts/ensure-install.mjs --simulators, which sets it up";
  if (options.install === "refused") {
    throw new SpikeforgeError({
      code: "TOOL040",
      place: name,
      found: "not found; the tests of waves read with it",
      mend,
    });
  }
  const attempts = await firstThatWorks([install], options);
  const installed = await find(options);
  if (installed !== undefined) return installed;
  throw new SpikeforgeError({
    code: "TOOL041",
    place: name,
    found: "could not be set up",
    source: attempts,
    mend: name === "pywellen" ? "it needs python3 with pip and a package index" : "install GTKWave by hand",
  });
}

/** Where it is or will be: compiled modules fit one kind of Python only. Undefined without one. */
async function wellenPlace({
  environment = process.env,
  signal,
}: Pick<EnsureWaveReadersOptions, "environment" | "signal">): Promise<{ python: string; folder: string } | undefined> {
  const python = await findProgram("python3", environment);
  if (python === undefined) return undefined;
  const { exitCode, stdout } = await runProcess({
    name: "python3",
    command: python,
    args: ["-c", "import sys; print(sys.implementation.cache_tag)"],
    signal,
    timeoutSeconds: 60,
    onFailure: "return",
  });
  if (exitCode !== 0) return undefined;
  return { python, folder: join(cacheDirectory(environment), "tools", `pywellen-${wellenVersion}-${stdout.trim()}`) };
}

async function findWellen(options: EnsureWaveReadersOptions): Promise<Reader | undefined> {
  const place = await wellenPlace(options);
  if (place === undefined) return undefined;
  const reader = { path: place.python, environment: { PYTHONPATH: place.folder } };
  const { exitCode } = await runProcess({
    name: "python3",
    command: reader.path,
    args: ["-c", "import pywellen; pywellen.Waveform"],
    environment: reader.environment,
    signal: options.signal,
    timeoutSeconds: 60,
    onFailure: "return",
  });
  return exitCode === 0 ? reader : undefined;
}

const installWellen: InstallWay = async (options) => {
  const { signal, onProgress } = options;
  const place = await wellenPlace(options);
  if (place === undefined) return "Python package: there is no python3 on PATH that runs";
  const { python, folder } = place;
  onProgress?.(`Setting up pywellen ${wellenVersion} in ${folder}`);
  await filledAside(folder, async (aside) => {
    await installPythonPackages({ python, folder: aside, packages: [`pywellen==${wellenVersion}`], signal });
  });
  return undefined;
};

function gtkwaveFolder(environment: NodeJS.ProcessEnv): string {
  return join(cacheDirectory(environment), "tools", "gtkwave");
}

/** Only its commands are used; the viewer has far more libraries than are unpacked here. */
const unpackGtkwave = unpackDebianPackage("gtkwave", "GTKWave's readers", {
  folder: gtkwaveFolder,
  libraries: /^libjudy/,
});

async function findFst2vcd({
  environment = process.env,
  signal,
}: EnsureWaveReadersOptions): Promise<Reader | undefined> {
  const root = gtkwaveFolder(environment);
  const libraries = await readdir(join(root, "usr", "lib")).catch(() => []);
  const candidates: readonly { readonly name: string; readonly environment: Reader["environment"] }[] = [
    { name: "fst2vcd", environment: {} },
    {
      name: join(root, "usr", "bin", "fst2vcd"),
      environment: { LD_LIBRARY_PATH: libraries.map((folder) => join(root, "usr", "lib", folder)).join(":") },
    },
  ];
  for (const { name, environment: needed } of candidates) {
    const path = await findProgram(name, environment);
    if (path === undefined) continue;
    const { stdout, stderr } = await runProcess({
      name: "fst2vcd",
      command: path,
      args: ["--help"],
      environment: needed,
      signal,
      timeoutSeconds: 60,
      onFailure: "return",
    });
    if (/FSTFILE|fst/i.test(stdout + stderr) && !/cannot open shared object/.test(stderr))
      return { path, environment: needed };
  }
  return undefined;
}
