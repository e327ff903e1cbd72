import {
  type BuildTarget,
  closeFlowTools,
  type Family,
  type FlowOptions,
  type FlowTools,
  findEcp5FlowTools,
  findFlowTools,
} from "../../flow/index.ts";
import type { Tool } from "../../tools/index.ts";
import type { Benchmark, Json, Measurement, Requirement } from "../kit/benchmark.ts";
import { significant } from "../kit/statistics.ts";
import type { Versions } from "../kit/versions.ts";
import type { PeerDevice } from "./peers.ts";
import { type PlacementFigures, placementFigures, placementsIndifferentTo } from "./placements.ts";

/** Where tools come from: newer ones from PyPI, which figures are taken with, and those of npm beside them. */
export type ToolSet = "pypi" | "npm";

/** What has to be reached. Areas are upper bounds, the others lower ones. */
export interface HardwareTargets {
  /** Of all cores; when left out, what follows from the digits and the clock of the full build. */
  readonly sopPerSecond?: number;
  readonly sopPerCycle: { readonly everyAxon: number; readonly digits: number };
  readonly full: BuildTargets;
  readonly lean?: BuildTargets;
}

export interface BuildTargets {
  readonly fmaxMHz: number;
  /** By resource: `lc`, `ebr`, `spram`, `lut`. */
  readonly used: Readonly<Record<string, number>>;
}

/** Synaptic operations that exist per clock cycle, all cycles of a run counted. */
export interface CycleFigures {
  readonly everyAxon: number;
  readonly digits: number;
  /** Ticks of digits, 20 for each. */
  readonly ticks: number;
  readonly cyclesPerTick: number;
}

export interface DesignToPlace<F extends Family> {
  readonly top: string;
  readonly verilog: Readonly<Record<string, string>>;
  readonly memoryFiles: Readonly<Record<string, string>>;
  readonly board: BuildTarget<F>;
  /** What nextpnr is asked for. */
  readonly clockMHz: number;
  readonly options?: FlowOptions;
}

/** One row of the table of hardware figures. */
export interface HardwareRow<F extends Family> {
  readonly id: string;
  readonly family: F;
  readonly device: PeerDevice | "ECP5-85F";
  readonly lanes: number;
  readonly weightBits: number;
  /** Neurons by layer: `784-240-10`. */
  readonly network: string;
  /** Cores side by side, 1 when left out: the value is their sum. */
  readonly cores?: number;
  /** The activity whose synaptic operations per second are the value; `digits` when left out. */
  readonly value?: "everyAxon" | "digits";
  readonly targets: HardwareTargets;
  readonly toolSets: readonly ToolSet[];
  readonly source: string;
  readonly inputs?: readonly string[];
  cycles(report: (message: string) => void): Promise<CycleFigures>;
  /**
   * `full`: everything, with the host link. `lean`: the core alone, parameters uniform, no delays beyond 1. `unmultiplied`:
   * as full without the leak `mul12`, where the device has no multipliers for it.
   */
  designs(): Promise<
    Readonly<Partial<Record<"lean" | "unmultiplied", DesignToPlace<F>>>> & { readonly full: DesignToPlace<F> }
  >;
}

export const buildKinds = ["full", "lean", "unmultiplied"] as const;
export type BuildKind = (typeof buildKinds)[number];
export type Placed = Readonly<Partial<Record<BuildKind, Readonly<Partial<Record<ToolSet, PlacementFigures>>>>>>;

/** The benchmark of a row: useful synaptic operations per second on the digits. */
export function hardwareFigure<F extends Family>(row: HardwareRow<F>): Benchmark {
  const { id, device, lanes, weightBits, network, cores = 1, targets, value: activity = "digits" } = row;
  const { sopPerSecond = targets.sopPerCycle[activity] * targets.full.fmaxMHz * 1e6 * cores } = targets;
  const many = cores === 1 ? "core" : `${cores} cores`;
  const counted =
    activity === "digits"
      ? "of digits with 10 % of their pixels active"
      : "with every input and every neuron active in every tick";
  const summed = cores === 1 ? "" : `, of ${cores} cores side by side`;
  return {
    id,
    title: `Useful synaptic operations per second of the ${device} ${many}, ${lanes} lanes of ${weightBits} bits, ${activity === "digits" ? "on the digits" : "with every axon active"} (${network})`,
    method:
      `Synaptic operations (events × existing synapses; padding does not count) per clock cycle ${counted}, ` +
      "all cycles counted and compared bit for bit with the reference, times the median clock of five placements of the " +
      `full build${summed}: per-neuron parameters, delays and host link. The lean build is the core alone with uniform ` +
      "parameters and no delays beyond 1. [The table](hardware-figures.md) has all figures.",
    unit: "SOP/s",
    target: { goal: "atLeast", value: sopPerSecond },
    standing: "required",
    duration: "long",
    source: row.source,
    ...(row.inputs === undefined ? {} : { inputs: row.inputs }),
    indifferentTo: placementsIndifferentTo,
    versions: () => setVersions(row),
    measure: ({ report }) => measureRow(row, report),
  };
}

async function measureRow<F extends Family>(
  row: HardwareRow<F>,
  report: (message: string) => void,
): Promise<Measurement> {
  const { cores = 1, device, lanes, weightBits, network } = row;
  const cycles = await row.cycles(report);
  const placed = await placeAll(row, report);
  const fmaxMHz = placed.full?.[row.toolSets[0] ?? "pypi"]?.fmaxMHz;
  if (fmaxMHz === undefined) throw new Error(`${row.id}: no tool set`);
  return {
    value: Math.round(cycles[row.value ?? "digits"] * fmaxMHz * 1e6 * cores),
    requirements: requirementsOf(row, cycles, placed),
    detail: {
      ...{ device, lanes, weightBits, network, cores },
      sopPerCycle: { everyAxon: cycles.everyAxon, digits: cycles.digits },
      cyclesPerTick: cycles.cyclesPerTick,
      ticks: cycles.ticks,
      fmaxMHz,
      placed: placed as unknown as Json,
    },
  };
}

async function placeAll<F extends Family>(row: HardwareRow<F>, report: (message: string) => void): Promise<Placed> {
  const designs = await row.designs();
  const placed: Partial<Record<BuildKind, Partial<Record<ToolSet, PlacementFigures>>>> = {};
  for (const set of row.toolSets) {
    const tools = await toolsOf(row.family, set);
    try {
      for (const kind of buildKinds) {
        const design = designs[kind];
        if (design === undefined) continue;
        const figures = await placementFigures<F>({ ...design, tools }, (message) =>
          report(`${kind}, ${set}: ${message}`),
        );
        placed[kind] = { ...placed[kind], [set]: figures };
      }
    } finally {
      await closeFlowTools(tools);
    }
  }
  return placed;
}

async function toolsOf<F extends Family>(family: F, set: ToolSet): Promise<FlowTools<F>> {
  const options = { prefer: set === "pypi" ? "pypi" : "wasm", install: "allowed" } as const;
  const tools: Readonly<Record<string, Tool>> =
    family === "ice40" ? await findFlowTools(options) : await findEcp5FlowTools(options);
  return tools as FlowTools<F>;
}

/** The versions of every tool that the row is measured with: `nextpnr-ice40 of npm`. */
async function setVersions<F extends Family>({ family, toolSets }: HardwareRow<F>): Promise<Versions> {
  const versions: Record<string, string> = {};
  for (const set of toolSets) {
    const tools: Readonly<Record<string, Tool>> = await toolsOf(family, set);
    for (const { name, version, close } of Object.values(tools)) {
      if (name === "yosys" || name.startsWith("nextpnr")) versions[`${name} (${set})`] = version;
      await close();
    }
  }
  return versions;
}

/** Names by which the page finds them again. */
export const requirementNames = {
  everyAxon: "SOP/cycle with every axon active",
  digits: "SOP/cycle on the digits",
  fmax: (kind: "full" | "lean") => `MHz, ${kind}`,
  used: (resource: string, kind: "full" | "lean") => `${resource.toUpperCase()}, ${kind}`,
} as const;

function requirementsOf<F extends Family>(
  { targets, toolSets }: HardwareRow<F>,
  cycles: CycleFigures,
  placed: Placed,
): Requirement[] {
  const first = toolSets[0] ?? "pypi";
  const ofBuild = (kind: "full" | "lean", wanted: BuildTargets | undefined): Requirement[] => {
    const found = placed[kind]?.[first];
    if (wanted === undefined || found === undefined) return [];
    return [
      ...Object.entries(wanted.used).map(([resource, value]) => ({
        name: requirementNames.used(resource, kind),
        goal: "atMost" as const,
        value,
        found: found.used[resource] ?? Number.NaN,
      })),
      { name: requirementNames.fmax(kind), goal: "atLeast", value: wanted.fmaxMHz, found: significant(found.fmaxMHz) },
    ];
  };
  return [
    {
      name: requirementNames.everyAxon,
      goal: "atLeast",
      value: targets.sopPerCycle.everyAxon,
      found: cycles.everyAxon,
    },
    { name: requirementNames.digits, goal: "atLeast", value: targets.sopPerCycle.digits, found: cycles.digits },
    ...ofBuild("full", targets.full),
    ...ofBuild("lean", targets.lean),
  ];
}
