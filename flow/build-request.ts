import { type FindToolOptions, findTools, type Tool } from "../tools/index.ts";
import type { BuildTarget, Families, Family } from "./family.ts";

/** The programs that a family's flow runs. */
export type FlowTools<F extends Family = "ice40"> = Readonly<Record<Families[F]["tool"], Tool>> & {
  readonly yosys: Tool;
};

/**
 * Finds the programs of the iCE40 flow. They hold warm workers: close them with `closeFlowTools` when the last build is
 * done.
 *
 * @throws TOOL004 · TOOL005 · TOOL050 · TOOL051 for all that are missing together
 */
export function findFlowTools(options: FindToolOptions = {}): Promise<FlowTools> {
  return findTools(["yosys", "nextpnr-ice40", "icepack"], options);
}

/**
 * Finds the programs of the ECP5 flow. npm has no nextpnr for it: with `prefer` `"wasm"`, yosys is that of npm, the others
 * are those of PyPI.
 *
 * @throws as findFlowTools
 */
export async function findEcp5FlowTools(options: FindToolOptions = {}): Promise<FlowTools<"ecp5">> {
  if (options.prefer !== "wasm") return findTools(["yosys", "nextpnr-ecp5", "ecppack"], options);
  return {
    ...(await findTools(["nextpnr-ecp5", "ecppack"], { ...options, prefer: "pypi" })),
    ...(await findTools(["yosys"], options)),
  };
}

export async function closeFlowTools(tools: Readonly<Record<string, Tool>>): Promise<void> {
  await Promise.all(Object.values(tools).map((tool) => tool.close()));
}

export interface FlowOptions {
  /**
   * Yosys' technology mapper; which one gives the faster design differs from design to design. `abc9` when left out; yosys
   * 0.69 has no other.
   */
  readonly mapper?: "abc9" | "abc";
  /** More arguments for `synth_ice40` or `synth_ecp5`, for example `-dff`. */
  readonly synthArguments?: readonly string[];
  /** More arguments for nextpnr, for example `--placed-svg` (its file is not kept). */
  readonly placeArguments?: readonly string[];
}

export interface BuildProgress<F extends Family = "ice40"> {
  readonly step: Families[F]["step"];
  /** Of the whole build, 0 to 1, never going back. */
  readonly fraction: number;
  /** What the tool is doing, in its own words. */
  readonly message: string;
}

export interface BuildRequest<F extends Family = "ice40"> {
  /** Name of the top module; its ports carry the board's net names. */
  readonly top: string;
  /** Verilog-2005 text by file name. */
  readonly verilog: Readonly<Record<string, string>>;
  /** Files that `$readmemh` names. */
  readonly memoryFiles?: Readonly<Record<string, string | Uint8Array>>;
  /** Where it goes: a board, or a device alone. */
  readonly board: BuildTarget<F>;
  /** The clock that the design is to run at, in MHz; every clock of the design is held to it. */
  readonly clockMHz: number;
  /** Seed of placement; the same inputs, tool versions and seed give the same bytes. */
  readonly seed: number;
  readonly options?: FlowOptions;
  readonly tools: FlowTools<F>;
  readonly onProgress?: (progress: BuildProgress<F>) => void;
  readonly signal?: AbortSignal;
}
