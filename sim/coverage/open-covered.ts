import type { Design } from "../../hdlgen/ir.ts";
import { openEmbedded } from "../embedded/index.ts";
import type { EngineName, OpenOptions } from "../simulation.ts";
import { openVerilator } from "../verilator/index.ts";
import { type CoveredSimulation, coveredSimulation } from "./covered-simulation.ts";
import { instrumentCoverage } from "./instrument.ts";
import type { CoverageOptions } from "./instrument-module.ts";

export interface OpenCoveredOptions extends OpenOptions, CoverageOptions {}

/**
 * Opens an engine on a design with counters in it. Behaviour, names and cycles are those of the design itself; a top
 * without a clock gets one, `clk`, at whose edges is counted. Throws as the engines do.
 */
export async function openCovered(
  engine: EngineName,
  design: Design,
  options: OpenCoveredOptions = {},
): Promise<CoveredSimulation> {
  const instrumented = instrumentCoverage(design, options);
  const open = engine === "embedded" ? openEmbedded : openVerilator;
  return coveredSimulation(instrumented, await open(instrumented.design, options));
}
