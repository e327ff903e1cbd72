import type { Board } from "../constraints/index.ts";
import { type FindToolOptions, findTools, type Tool } from "../tools/index.ts";

/** The programs that the iCE40 flow runs. */
export type FlowTools = Readonly<Record<"yosys" | "nextpnr-ice40" | "icepack", Tool>>;

/**
 * Finds the flow's programs. They hold warm workers: close them with `closeFlowTools` when the last build is done.
 *
 * @throws TOOL004 · TOOL005 for all that are missing together
 */
export function findFlowTools(options: FindToolOptions = {}): Promise<FlowTools> {
  return findTools(["yosys", "nextpnr-ice40", "icepack"], options);
}

export async function closeFlowTools(tools: FlowTools): Promise<void> {
  await Promise.all(Object.values(tools).map((tool) => tool.close()));
}

export interface FlowOptions {
  /** Yosys' technology mapper; which one gives the faster design differs from design to design. `abc9` when left out. */
  readonly mapper?: "abc9" | "abc";
  /** More arguments for `synth_ice40`, for example `-dff`. */
  readonly synthArguments?: readonly string[];
  /** More arguments for nextpnr, for example `--placed-svg` (its file is not kept). */
  readonly placeArguments?: readonly string[];
}

export interface BuildProgress {
  readonly step: "yosys" | "nextpnr" | "icepack";
  /** Of the whole build, 0 to 1, never going back. */
  readonly fraction: number;
  /** What the tool is doing, in its own words. */
  readonly message: string;
}

export interface BuildRequest {
  /** Name of the top module; its ports carry the board's net names. */
  readonly top: string;
  /** Verilog-2005 text by file name. */
  readonly verilog: Readonly<Record<string, string>>;
  /** Files that `$readmemh` names. */
  readonly memoryFiles?: Readonly<Record<string, string | Uint8Array>>;
  readonly board: Board;
  /** The clock that the design is to run at, in MHz; every clock of the design is held to it. */
  readonly clockMHz: number;
  /** Seed of placement; the same inputs, tool versions and seed give the same bytes. */
  readonly seed: number;
  readonly options?: FlowOptions;
  readonly tools: FlowTools;
  readonly onProgress?: (progress: BuildProgress) => void;
  readonly signal?: AbortSignal;
}
