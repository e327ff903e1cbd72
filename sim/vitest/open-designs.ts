import type { Design, Module, Ports } from "../../hdlgen/index.ts";
import { elaborate } from "../../hdlgen/index.ts";
import { compileEmbedded, type EmbeddedDesign, KeptUnits } from "../embedded/index.ts";
import type { EngineName, OpenOptions, Simulation } from "../simulation.ts";
import type { HardwareCoverage } from "./hardware-coverage.ts";
import type { Tested } from "./options.ts";

export const isModule = (dut: Tested): dut is Module<Ports> => "build" in dut;

/**
 * Designs as they have been elaborated and compiled, so that tests of one file that name the same object share them.
 * Compiled models of Verilator are in its cache on disk.
 */
export class OpenDesigns {
  readonly #elaborated = new WeakMap<object, Design>();
  readonly #compiled = new WeakMap<Design, Map<string, EmbeddedDesign>>();
  /** Variants of a design have most units in common. */
  readonly #kept = new KeptUnits();

  #coverage: HardwareCoverage | undefined;

  /** Throws what `elaborate` throws. */
  design(dut: Tested): Design {
    if (!isModule(dut)) return dut;
    const known = this.#elaborated.get(dut);
    if (known !== undefined) return known;
    const design = elaborate(dut);
    this.#elaborated.set(dut, design);
    return design;
  }

  async open(design: Design, engine: EngineName, options: OpenOptions, signal?: AbortSignal): Promise<Simulation> {
    if (engine === "verilator") {
      // Loaded when it is wanted: most runs are on the embedded engine, and wait for every file that is loaded.
      const { openVerilator } = await import("../verilator/index.ts");
      return openVerilator(design, { ...options, ...(signal ? { signal } : {}) });
    }
    return this.#embedded(design, options.visible ?? "state").open(options);
  }

  /** The same with counters, for what the tests of the file cover; `folder` is where that is written. */
  async openCovered(
    folder: string,
    design: Design,
    engine: EngineName,
    options: OpenOptions,
    signal?: AbortSignal,
  ): Promise<Simulation> {
    const { HardwareCoverage } = await import("./hardware-coverage.ts");
    this.#coverage ??= new HardwareCoverage(folder);
    return this.#coverage.open(design, (counting) => this.open(counting, engine, options, signal));
  }

  /** Takes over what a simulation has covered, where it counts that. */
  collect(simulation: Simulation): void {
    this.#coverage?.add(simulation);
  }

  /** Writes what has been covered. */
  finish(): void {
    this.#coverage?.write();
  }

  #embedded(design: Design, visible: "state" | "nets"): EmbeddedDesign {
    const variants = this.#compiled.get(design) ?? new Map<string, EmbeddedDesign>();
    this.#compiled.set(design, variants);
    const compiled = variants.get(visible) ?? compileEmbedded(design, { visible }, this.#kept);
    variants.set(visible, compiled);
    return compiled;
  }
}
