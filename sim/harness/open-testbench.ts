/** Opens an engine with a testbench around it. */
import { type Design, elaborate, type Module, type Ports } from "../../hdlgen/index.ts";
import { type CoverageOptions, openCovered } from "../coverage/index.ts";
import { openEmbedded } from "../embedded/index.ts";
import type { EngineName, OpenOptions, Simulation } from "../simulation.ts";
import { openVerilator } from "../verilator/index.ts";
import { testbench } from "./bench.ts";
import type { Dut } from "./dut.ts";
import type { Testbench, TestbenchOptions } from "./testbench.ts";

export interface OpenTestbenchOptions extends OpenOptions, TestbenchOptions {
  /** Counts what is covered, for `collectCoverage(tb.sim)`: all of it, or some. Default: nothing, at no cost. */
  readonly coverage?: true | CoverageOptions;
}

/** Elaborates a module, opens an engine on it, and puts a testbench with its ports around it. */
export async function openTestbench<P extends Ports>(
  engine: EngineName,
  module: Module<P>,
  options?: OpenTestbenchOptions,
): Promise<Testbench<Dut<P>>>;
/** The same for an elaborated design, whose ports are reached with `port`. */
export async function openTestbench(
  engine: EngineName,
  design: Design,
  options?: OpenTestbenchOptions,
): Promise<Testbench>;
export async function openTestbench(
  engine: EngineName,
  of: Module<Ports> | Design,
  options: OpenTestbenchOptions = {},
): Promise<Testbench> {
  const { coverage, ...opening } = options;
  const open = (design: Design): Promise<Simulation> | Simulation => {
    if (coverage !== undefined)
      return openCovered(engine, design, { ...opening, ...(coverage === true ? {} : coverage) });
    return engine === "embedded" ? openEmbedded(design, opening) : openVerilator(design, opening);
  };
  if (!("build" in of)) return testbench(await open(of), options);
  return testbench(await open(elaborate(of)), { ...options, module: of });
}
