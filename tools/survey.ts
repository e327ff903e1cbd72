import { type Diagnostic, SpikeforgeError } from "../diagnostics/index.ts";
import { findProgram } from "./find-program.ts";
import { type FindToolOptions, findTool } from "./find-tool.ts";
import { ensureIcarus } from "./icarus.ts";
import { ensureIcebox } from "./icebox.ts";
import { knownTools, type ToolName } from "./known-tools.ts";
import { findProgrammer, knownProgrammers, type ProgrammerName, programmerMissing } from "./programmer.ts";
import { ensurePythonToolSet, pinnedVersions } from "./python-package-tools.ts";
import { runProcess } from "./run-process.ts";
import { smtSolverVersion } from "./smt-solver.ts";
import { ensureVerilator } from "./verilator.ts";

/** One program that spikeforge can use, and whether it is there. */
export interface ToolFinding {
  readonly name: string;
  readonly neededFor: string;
  readonly found?: { readonly version: string; readonly kind: "native" | "wasm"; readonly origin: string };
  readonly problem?: Diagnostic;
  /** Only some boards need it: `spikeforge doctor --board` tells which. */
  readonly onlyFor?: "boards";
}

/**
 * Looks for every external program, for `spikeforge doctor`. Nothing is changed, unless `install` allows to set up the
 * tools of PyPI. Nothing missing is thrown.
 */
export async function surveyTools({
  install = "refused",
  ...options
}: FindToolOptions = {}): Promise<readonly ToolFinding[]> {
  const environment = options.environment ?? process.env;
  const neededFor: Readonly<Record<ToolName, string>> = {
    yosys: "synthesis and proofs",
    "nextpnr-ice40": "place and route",
    icepack: "bitstreams",
    "nextpnr-ecp5": "place and route for ECP5",
    ecppack: "bitstreams for ECP5",
  };
  const names = Object.keys(knownTools) as ToolName[];
  const pythonTools = finding("tools of PyPI", "--tools pypi", async () => {
    const { folder } = await ensurePythonToolSet({ ...options, install });
    return { version: pinnedVersions(), kind: "wasm", origin: folder };
  });
  if (install === "allowed") await pythonTools; // the others look for what it sets up
  return Promise.all([
    ...names.map((name) =>
      finding(name, neededFor[name], async () => {
        const { version, kind, origin } = await findTool(name, options);
        return { version, kind, origin };
      }),
    ),
    pythonTools,
    finding("z3", "proofs", async () => {
      const version = await smtSolverVersion();
      return { version, kind: "wasm", origin: `z3-solver@${version}` };
    }),
    finding("verilator", "the Verilator engine and npm test", async () => {
      const { version, binary } = await ensureVerilator({ install: "refused", environment });
      return { version, kind: "native", origin: binary };
    }),
    finding("iverilog", "npm test", async () => {
      const { version, compiler } = await ensureIcarus({ install: "refused", environment });
      return { version, kind: "native", origin: compiler.path };
    }),
    finding("icebox", "spikeforge ladder: bitstreams read back", async () => {
      const { script } = await ensureIcebox({ install: "refused", environment });
      return { version: "unknown", kind: "native", origin: script };
    }),
    ...(Object.keys(knownProgrammers) as ProgrammerName[]).map((name) => programmerFinding(name, environment)),
    finding("g++", "the Verilator engine", async () => {
      const path = await findProgram("g++", environment);
      if (path === undefined)
        throw new SpikeforgeError({
          code: "TOOL004",
          place: "g++",
          found: "not found: none on PATH",
          mend: `type: ${process.platform === "darwin" ? "xcode-select --install" : "sudo apt-get install g++"}`,
        });
      const { stdout } = await runProcess({ command: path, args: ["-dumpfullversion", "-dumpversion"] });
      return { version: stdout.trim(), kind: "native", origin: path };
    }),
  ]);
}

async function programmerFinding(name: ProgrammerName, environment: NodeJS.ProcessEnv): Promise<ToolFinding> {
  const found = await finding(name, "programming boards", async () => {
    const path = await findProgrammer(name, environment);
    if (path === undefined) throw programmerMissing(name, []);
    return { version: "unknown", kind: "native", origin: path };
  });
  return { ...found, onlyFor: "boards" };
}

async function finding(
  name: string,
  neededFor: string,
  find: () => Promise<NonNullable<ToolFinding["found"]>>,
): Promise<ToolFinding> {
  try {
    return { name, neededFor, found: await find() };
  } catch (error) {
    const problem = error instanceof SpikeforgeError ? error.diagnostics[0] : undefined;
    if (problem === undefined) throw error;
    return { name, neededFor, problem };
  }
}
