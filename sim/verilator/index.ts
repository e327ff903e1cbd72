/** The Verilator engine: the printed Verilog itself, compiled into this process. */
import { join } from "node:path";
import type { Design } from "../../hdlgen/ir.ts";
import { cacheDirectory, ensureVerilator, type Verilator } from "../../tools/index.ts";
import { ClockSchedule } from "../clock-schedule.ts";
import { hoistClockSources } from "../clock-sources.ts";
import type { OpenOptions } from "../simulation.ts";
import { buildModel } from "./build-model.ts";
import { findCppCompiler } from "./cpp-compiler.ts";
import { VerilatorSimulation } from "./simulation.ts";

export type { CoveragePoint } from "./coverage.ts";
export type { VerilatorSimulation };

export interface VerilatorOptions extends OpenOptions {
  /**
   * A build that can write Verilator's own trace in this format, see `startTrace`. FST needs the headers of zlib and,
   * for a recent Verilator, of LZ4. Default `"none"`.
   */
  readonly trace?: "none" | "vcd" | "fst";
  /** `"on"`: a build that counts lines and toggles of the Verilog, see `coverage`. Default `"off"`. */
  readonly coverage?: "off" | "on";
  /** The Verilator to use; by default the one that `ensureVerilator` finds, which must not set up another. */
  readonly verilator?: Verilator;
  readonly environment?: NodeJS.ProcessEnv;
  /** Cancels verilating and compiling. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (message: string) => void;
  /** Takes what Verilator warns of; by default a process warning. */
  readonly onWarning?: (text: string) => void;
}

/**
 * Verilates, compiles and starts a design: inputs at 0, its state as after configuration, random from the seed where it
 * is unknown. A design that was compiled before starts from the cache.
 *
 * A failing assertion stops `step` and `runUntil` before the edge at which it fails, as on the embedded engine.
 *
 * @throws VER009 FST cannot be compiled · TOOL010 no Verilator · VER001 no C++ compiler · VER002 Verilator refuses the design · VER003 a black box has
 *   no model · VER004 the C++ does not compile · SIM009 a black box makes a clock of unknown frequency · SIM016 and
 *   SIM017 for `clocks`
 */
export async function openVerilator(design: Design, options: VerilatorOptions = {}): Promise<VerilatorSimulation> {
  const { environment = process.env, signal, onProgress } = options;
  const { design: hoisted, clocks } = hoistClockSources(design);
  const schedule = new ClockSchedule(clocks, options.clocks);
  const verilator =
    options.verilator ?? (await ensureVerilator({ environment, install: "refused", ...(signal ? { signal } : {}) }));
  const compiler = await findCppCompiler(environment);
  const cache = join(cacheDirectory(environment), "verilator");
  const kind = {
    visible: options.visible ?? "state",
    trace: options.trace ?? "none",
    coverage: options.coverage ?? "off",
  };
  const model = await buildModel(hoisted, kind, { verilator, compiler, cache, signal, onProgress });
  if (model.warnings !== "") {
    const warn = options.onWarning ?? ((text: string) => process.emitWarning(text, { code: "VER005" }));
    warn(`Verilator ${verilator.version} on ${design.top.name}:\n${model.warnings}`);
  }
  return new VerilatorSimulation(design, hoisted, model, schedule, options.seed ?? 1);
}
