import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import type { Design } from "../../hdlgen/ir.ts";
import { runProcess, type Verilator } from "../../tools/index.ts";
import { modelHeader } from "./model-header.ts";
import { classNames, readModelHeaders } from "./model-headers.ts";
import type { StateName } from "./state-names.ts";

/** Prefix of the classes that Verilator generates. */
export const modelPrefix = "Vmodel";

/**
 * What makes a model fast to compile and to run, and honest: unknown values are random, as in hardware.
 * The design prints without a warning; those of a later Verilator are passed on and do not stop the simulation.
 */
export function verilatorFlags(top: string): string[] {
  return [
    ...["--cc", "--prefix", modelPrefix, "--top-module", top, "-Wall", "-Wno-fatal", "-O3"],
    ...["--x-assign", "unique", "--x-initial", "unique", "--no-timing", "--output-split-cfuncs", "200"],
    // With its data-flow pass, Verilator 5.048 computes `x << c << y` wrongly where it finds out that c is constant.
    "-fno-dfg",
  ];
}

export interface VerilateRequest {
  readonly design: Design;
  /** Verilog by file name. */
  readonly sources: Readonly<Record<string, string>>;
  readonly states: readonly StateName[];
  readonly verilator: Verilator;
  /** An empty folder to work in. */
  readonly work: string;
  readonly signal?: AbortSignal | undefined;
}

export interface Verilated {
  /** Folder of the generated C++. */
  readonly folder: string;
  /** Names of the generated translation units in it. */
  readonly units: readonly string[];
  /** The header between model and addon. */
  readonly header: string;
  readonly warnings: string;
}

const publicFile = "public.vlt";

/**
 * Turns Verilog into C++ in which every register and memory of the design can be found. What Verilator optimised
 * away is asked for by name in a second run.
 *
 * @throws VER002 Verilator refuses the design
 */
export async function verilate(request: VerilateRequest): Promise<Verilated> {
  const { sources, work } = request;
  for (const [name, text] of Object.entries(sources)) await writeFile(join(work, name), text);
  const first = await attempt(request, "first", []);
  if (first.missing.length === 0) return first.verilated;
  const lines = first.missing.map(({ moduleName, name }) => `public_flat_rd -module "${moduleName}" -var "${name}"`);
  await writeFile(join(work, publicFile), ["`verilator_config", ...new Set(lines), ""].join("\n"));
  const second = await attempt(request, "second", [publicFile]);
  const lost = second.missing.map(({ path }) => path);
  if (lost.length > 0)
    throw new Error(`not found in the model of Verilator ${request.verilator.version}: ${lost.join(", ")}`);
  return second.verilated;
}

async function attempt(
  request: VerilateRequest,
  name: string,
  configuration: readonly string[],
): Promise<{ readonly verilated: Verilated; readonly missing: readonly StateName[] }> {
  const { design, sources, states, verilator, work, signal } = request;
  const { exitCode, stdout, stderr } = await runProcess({
    name: "verilator",
    command: verilator.binary,
    args: [...verilatorFlags(design.top.name), "--Mdir", name, ...configuration, ...Object.keys(sources)],
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
  const symbols = await readFile(join(folder, `${modelPrefix}__Syms.h`), "utf8");
  const headers = new Map<string, string>();
  for (const className of classNames(symbols).filter((found) => found.startsWith(modelPrefix))) {
    headers.set(className, await readFile(join(folder, `${className}.h`), "utf8"));
  }
  const { ports, variables } = readModelHeaders(symbols, headers);
  const { top } = design;
  const portNames = visiblePorts(design);
  const port = (portName: string): string => {
    const found = ports.get(portName);
    if (found === undefined)
      throw new Error(`port ${portName} not found in the model of Verilator ${verilator.version}`);
    return found;
  };
  const lookUp = (state: StateName): string | undefined => {
    const candidates = [state.path, ...state.aliases].map((path) => variables.get(`${top.name}.${path}`));
    const outermost = state.aliases.at(-1);
    return (
      candidates.find((found) => found !== undefined) ?? (outermost === undefined ? undefined : ports.get(outermost))
    );
  };
  const places = states.map(lookUp);
  const header = modelHeader({
    prefix: modelPrefix,
    clocks: clockNames(design).map((clock) => port(clock).replace(/^TOP\./, "")),
    inputs: [...clockNames(design), ...inputNames(design)].map(port),
    visible: [...portNames.map(port), ...places.flatMap((place) => place ?? [])],
  });
  const units = (await readdir(folder)).filter((file) => file.endsWith(".cpp")).sort();
  const warnings = stderr.split("\n").some((line) => line.startsWith("%Warning")) ? stderr : "";
  return {
    verilated: { folder, units, header, warnings },
    missing: states.filter((_, index) => places[index] === undefined),
  };
}

/** The clocks that are ports of the top, its own first. */
function clockNames({ top }: Design): string[] {
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
