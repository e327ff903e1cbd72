import { deepFreeze } from "../../hdlgen/freeze.ts";
import type { Design, ModuleIr } from "../../hdlgen/ir.ts";
import { type CoverageOptions, type InstrumentedModule, instrumentModule } from "./instrument-module.ts";

/** A design that counts what it does. */
export interface InstrumentedDesign {
  readonly original: Design;
  /** The same hardware with counters beside it; they read it and nothing reads them. */
  readonly design: Design;
  /** By the module of `original`; black boxes are not among them. */
  readonly modules: ReadonlyMap<ModuleIr, InstrumentedModule>;
}

/**
 * Adds counters to every module of a design. The result is ordinary IR for any engine; ports, registers and cycles of
 * the original stay as they are. A module without a clock gets the port `clk`, also the top.
 */
export function instrumentCoverage(design: Design, options: CoverageOptions = {}): InstrumentedDesign {
  const modules = new Map<ModuleIr, InstrumentedModule>();
  const inPlaceOf = (module: ModuleIr): ModuleIr => {
    if (module.blackBox !== undefined) return module;
    const known = modules.get(module);
    if (known !== undefined) return known.module;
    const made = instrumentModule(module, inPlaceOf, options);
    const frozen = { ...made, module: deepFreeze(made.module) };
    modules.set(module, frozen);
    return frozen.module;
  };
  const all = design.modules.map(inPlaceOf);
  return { original: design, design: deepFreeze({ top: inPlaceOf(design.top), modules: all }), modules };
}
