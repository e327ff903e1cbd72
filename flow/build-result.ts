import type { Families, Family } from "./family.ts";

export interface Usage {
  readonly used: number;
  readonly available: number;
}

export interface ClockTiming {
  readonly clock: string;
  readonly fmaxMHz: number;
  readonly requiredMHz: number;
  /** Required period less the achieved one, in ns: negative when the clock is too slow. */
  readonly slackNs: number;
  readonly met: boolean;
}

/** The slowest path between two clock domains (or pins: `<async>`). */
export interface CriticalPath {
  readonly from: string;
  readonly to: string;
  readonly delayNs: number;
  readonly logicNs: number;
  readonly routingNs: number;
  /** Names of the nets on the way, in order. */
  readonly nets: readonly string[];
  /** The way cell by cell and net by net, from where the value starts to where it has to be in time. */
  readonly steps: readonly PathStep[];
}

/** One stage of a path: through a cell (`from` and `to` are pins of the same cell) or over a net. */
export interface PathStep {
  /** nextpnr's word: `clk-to-q` or `source` begins a path, `logic` and `routing` alternate, `setup` ends it. */
  readonly kind: string;
  readonly delayNs: number;
  /** From the start of the path to the end of this step. */
  readonly arrivalNs: number;
  readonly from: PathPin;
  readonly to: PathPin;
  /** The net as nextpnr names it; only of `routing`. */
  readonly net?: string;
  /** What the step is called in the source: the signal that a cell drives, that a net carries, that a register holds. */
  readonly signal?: PathSignal;
}

/** A pin of a placed cell. */
export interface PathPin {
  readonly cell: string;
  readonly port: string;
  /** Tile of the device. */
  readonly x: number;
  readonly y: number;
}

/** A signal that somebody named. */
export interface PathSignal {
  /** Instances from the top down, `clocked.chip.link`; empty in the top module. */
  readonly module: string;
  /** In that module, with the bit: `behind[3]`. */
  readonly name: string;
  /** `near`: synthesis made the net up, of logic that reads or makes this signal. */
  readonly relation: "is" | "near";
  /** Lines that assign it, else the one that declares it: `rtl/host-link/aer-gate.ts:88`; empty when the Verilog names none. */
  readonly lines: readonly string[];
}

export interface ToolRecord {
  readonly version: string;
  readonly kind: "native" | "wasm";
  readonly origin: string;
}

/**
 * Everything that is known about a finished build, as plain data for `report.json`. For an iCE40 `lc`, `ebr`, `spram` and
 * `dsp` say what it takes, for an ECP5 `lut`, `ff`, `dp16kd` and `mult18`.
 */
export type BuildReport<F extends Family = "ice40"> = Readonly<Record<Families[F]["resource"], Usage>> &
  CommonReport<F>;

export interface CommonReport<F extends Family> {
  readonly top: string;
  readonly board: string;
  readonly device: string;
  /** The one that was kept. */
  readonly seed: number;
  /** All that were placed. */
  readonly seeds: readonly SeedOutcome[];
  readonly clocks: readonly ClockTiming[];
  /** Of the clock with the least slack. */
  readonly fmaxMHz: number;
  readonly requiredMHz: number;
  readonly slackNs: number;
  /** True when every clock reaches what is required. */
  readonly met: boolean;
  readonly criticalPaths: readonly CriticalPath[];
  /** Cells of the synthesised netlist by type. */
  readonly cells: Readonly<Record<string, number>>;
  /** Wall-clock seconds per step. */
  readonly seconds: Readonly<Record<Families[F]["step"], number>>;
  readonly tools: Readonly<Record<Families[F]["tool"], ToolRecord>>;
  readonly bitstreamBytes: number;
  /** The build was kept from an earlier time: `seconds` are those of then. */
  readonly cached?: true;
}

/** How fast one placement is. */
export interface SeedOutcome {
  readonly seed: number;
  readonly fmaxMHz: number;
  readonly met: boolean;
}

export type BuildResult<F extends Family = "ice40"> = BuildReport<F> & BuiltFiles;

export interface BuiltFiles {
  readonly bitstream: Uint8Array;
  /** What else was made, by file name: the placed design, the constraints, the tool's report, the logs, the script. */
  readonly artefacts: Readonly<Record<string, string | Uint8Array>>;
}

/** The plain facts of a result, without its files. */
export function reportOf<F extends Family>(result: BuildResult<F>): BuildReport<F> {
  const { bitstream: _bitstream, artefacts: _artefacts, ...report } = result;
  return report as unknown as BuildReport<F>; // TypeScript does not take fields out of a type that it does not know yet
}
