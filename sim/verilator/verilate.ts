import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import type { Design } from "../../hdlgen/ir.ts";
import { runProcess, type Verilator } from "../../tools/index.ts";
import type { BuildKind } from "./build-kind.ts";
import type { AddedVariable, CheckMask } from "./instrument.ts";
import { classNames, readModelHeaders } from "./model-headers.ts";
import { modelUnit, modelUnitText } from "./model-unit.ts";
import type { StateName } from "./state-names.ts";

/** Prefix of the classes that Verilator generates. */
export const modelPrefix = "Vmodel";

/** Part of every model's key: to be raised when the same Verilog shall give another model. */
export const modelGeneration = "2";

/**
 * What makes a model fast to compile and to run, and honest: unknown values are random, as in hardware.
 * The design prints without a warning; those of a later Verilator are passed on and do not stop the simulation.
 */
export function verilatorFlags(top: string, { trace, coverage }: BuildKind): string[] {
  return [
    ...["--cc", "--prefix", modelPrefix, "--top-module", top, "-Wall", "-Wno-fatal", "-O3"],
    ...["--x-assign", "unique", "--x-initial", "unique", "--no-timing"],
    // Files small enough to be dealt out to several compilers, functions small enough for each of them.
    ...["--output-split", "2000", "--output-split-cfuncs", "200"],
    // With its data-flow pass, Verilator 5.048 computes `x << c << y` wrongly where it finds out that c is constant.
    "-fno-dfg",
    ...{ none: [], vcd: ["--trace"], fst: ["--trace-fst"] }[trace],
    ...(coverage === "on" ? ["--coverage-line", "--coverage-toggle"] : []),
  ];
}

export interface VerilateRequest {
  readonly design: Design;
  readonly kind: BuildKind;
  /** Verilog by file name. */
  readonly sources: Readonly<Record<string, string>>;
  /** What has to be found in the model, in the order of its places. */
  readonly states: readonly StateName[];
  readonly checks: readonly CheckMask[];
  /** Variables that Verilator must keep, whatever else it finds out about them. */
  readonly kept: readonly Pick<AddedVariable, "moduleName" | "name">[];
  readonly verilator: Verilator;
  /** An empty folder to work in. */
  readonly work: string;
  readonly signal?: AbortSignal | undefined;
}

export interface Verilated {
  /** Folder of the generated C++. */
  readonly folder: string;
  /** Names of the translation units in it, the one that describes the model included. */
  readonly units: readonly string[];
  readonly warnings: string;
  /** What had to be asked for by name beyond `kept`: worth knowing before the next time. */
  readonly asked: readonly Variable[];
}

export interface Variable {
  readonly moduleName: string;
  readonly name: string;
}

/**
 * Turns Verilog into C++ in which every state of the design can be found. What Verilator optimised away is asked for by
 * name in a second run.
 *
 * @throws VER002 Verilator refuses the design
 */
export async function verilate(request: VerilateRequest): Promise<Verilated> {
  const { sources, work, kept } = request;
  await Promise.all(Object.entries(sources).map(([name, text]) => writeFile(join(work, name), text)));
  const first = await attempt(request, "first", kept);
  if (first.missing.length === 0) return { ...first.verilated, asked: [] };
  const asked = first.missing.map(({ moduleName, name }) => ({ moduleName, name }));
  const second = await attempt(request, "second", [...kept, ...asked]);
  const lost = second.missing.map(({ path }) => path);
  if (lost.length > 0)
    throw new Error(`not found in the model of Verilator ${request.verilator.version}: ${lost.join(", ")}`);
  return { ...second.verilated, asked };
}

const publicFile = "public.vlt";

async function attempt(
  request: VerilateRequest,
  name: string,
  kept: readonly Variable[],
): Promise<{ readonly verilated: Omit<Verilated, "asked">; readonly missing: readonly StateName[] }> {
  const { design, kind, sources, verilator, work, signal } = request;
  const lines = kept.map((each) => `public_flat_rd -module "${each.moduleName}" -var "${each.name}"`);
  await writeFile(join(work, publicFile), ["`verilator_config", ...new Set(lines), ""].join("\n"));
  const { exitCode, stdout, stderr } = await runProcess({
    name: "verilator",
    command: verilator.binary,
    args: [...verilatorFlags(design.top.name, kind), "--Mdir", name, publicFile, ...Object.keys(sources)],
    cwd: work,
    environment: verilator.environment,
    onFailure: "return",
    signal,
  });
  if (exitCode !== 0) {
    throw new SpikeforgeError({
      code: "VER002",
      place: design.top.name,
      found: `Verilator ${verilator.version} refuses the design (exit code ${exitCode})`,
      source: lastLines(stdout + stderr),
    });
  }
  const folder = join(work, name);
  const { text, missing } = await describe(request, folder);
  await writeFile(join(folder, modelUnit), text);
  const units = (await readdir(folder)).filter((file) => file.endsWith(".cpp")).sort();
  const warnings = stderr.split("\n").some((line) => line.startsWith("%Warning")) ? stderr : "";
  return { verilated: { folder, units: [modelUnit, ...units], warnings }, missing };
}

/** The unit that describes the model to the glue, and what cannot be found in it. */
async function describe(
  { design, kind, states, checks, verilator }: VerilateRequest,
  folder: string,
): Promise<{ readonly text: string; readonly missing: readonly StateName[] }> {
  const symbols = await readFile(join(folder, `${modelPrefix}__Syms.h`), "utf8");
  const ours = classNames(symbols).filter((found) => found.startsWith(modelPrefix));
  const headers = new Map(
    await Promise.all(ours.map(async (name) => [name, await readFile(join(folder, `${name}.h`), "utf8")] as const)),
  );
  const { ports, variables, objects, seenLevels, owning } = readModelHeaders(symbols, headers);
  if (owning.length > 0) {
    const members = owning.join(", ");
    throw new Error(`the model of Verilator ${verilator.version} has members that snapshots cannot copy: ${members}`);
  }
  const port = (portName: string): string => {
    const found = ports.get(portName);
    if (found === undefined)
      throw new Error(`port ${portName} not found in the model of Verilator ${verilator.version}`);
    return found;
  };
  const variable = (path: string): string | undefined => variables.get(`${design.top.name}.${path}`);
  const lookUp = (state: StateName): string | undefined => {
    const outermost = state.aliases.at(-1);
    return (
      [state.path, ...state.aliases].map(variable).find((found) => found !== undefined) ??
      (outermost === undefined ? undefined : ports.get(outermost))
    );
  };
  const places = states.map(lookUp);
  const clocks = clockNames(design);
  const masks = clocks.map((_, clock) =>
    checks.flatMap((mask) => (mask.clock === clock ? (variable(mask.path) ?? []) : [])),
  );
  const text = modelUnitText({
    prefix: modelPrefix,
    clocks: clocks.map(port),
    inputs: [...clocks, ...inputNames(design)].map(port),
    visible: [...visiblePorts(design).map(port), ...places.flatMap((place) => place ?? [])],
    objects,
    // Where toggles are counted, clocks fall as well as they rise.
    seenLevels: kind.coverage === "on" ? [] : seenLevels,
    checks: masks,
    unknown: states.flatMap(({ type, knownWords }, index) => {
      const place = places[index];
      return knownWords === undefined || place === undefined ? [] : [{ place, width: type.width, from: knownWords }];
    }),
    trace: kind.trace,
  });
  return { text, missing: states.filter((_, index) => places[index] === undefined) };
}

/** The clocks that are ports of the top, its own first. */
export function clockNames({ top }: Design): string[] {
  const ports = top.ports.filter(({ direction, signal }) => direction === "input" && signal.type.kind === "clock");
  return [...(top.clocked ? ["clk"] : []), ...ports.map(({ signal }) => signal.name)];
}

const dataPorts = ({ top }: Design) => top.ports.filter(({ signal }) => signal.type.kind !== "clock");

function inputNames(design: Design): string[] {
  const { reset } = design.top;
  return [
    ...(reset === undefined ? [] : [reset.name]),
    ...dataPorts(design)
      .filter((port) => port.direction === "input")
      .map((port) => port.signal.name),
  ];
}

/** The ports in the order of their places: reset first, where there is one; clocks are none that can be seen. */
export function visiblePorts(design: Design): string[] {
  const { reset } = design.top;
  return [...(reset === undefined ? [] : [reset.name]), ...dataPorts(design).map((port) => port.signal.name)];
}

const linesKept = 20;

function lastLines(text: string): string[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-linesKept);
}
