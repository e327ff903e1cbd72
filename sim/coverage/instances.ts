import type { Signal } from "../../hdlgen/ir.ts";
import { ConstantBits, type KnownBits } from "./constant-bits.ts";
import type { InstrumentedDesign } from "./instrument.ts";
import type { InstrumentedModule } from "./instrument-module.ts";

/** One instance of an instrumented module. */
export interface CoveredInstance {
  /** From the top module's name on: `top.core.walker`. */
  readonly path: string;
  /** Hierarchical name of something in it, as engines take it. */
  named(name: string): string;
  readonly module: InstrumentedModule;
  /** By toggle: bits that constants fix here, also those that a parent connects. */
  readonly constant: readonly bigint[];
}

/** All instances, parents first. */
export function instancesOf({ original, modules }: InstrumentedDesign): CoveredInstance[] {
  const found: CoveredInstance[] = [];
  const visit = (
    ir: InstrumentedModule["original"],
    names: readonly string[],
    inputs: ReadonlyMap<Signal, KnownBits>,
  ): void => {
    const module = modules.get(ir);
    if (module === undefined) return;
    const bits = new ConstantBits(ir, inputs);
    found.push({
      path: [original.top.name, ...names].join("."),
      named: (name) => [...names, name].join("."),
      module,
      constant: module.toggles.map(({ signal }) => bits.ofSignal(signal).mask),
    });
    for (const { name, module: child, inputs: given } of ir.instances) {
      const ports = new Map(child.ports.map(({ signal }) => [signal.name, signal]));
      const known = given.flatMap(({ port, value }): [Signal, KnownBits][] => {
        const signal = ports.get(port);
        return signal === undefined ? [] : [[signal, bits.ofExpr(value)]];
      });
      visit(child, [...names, name], new Map(known));
    }
  };
  visit(original.top, [], new Map());
  return found;
}
