import { elaborate, type Module } from "../../../hdlgen/index.ts";
import { type EmbeddedSimulation, openEmbedded } from "../../../sim/embedded/index.ts";

/** A module on the embedded engine with its ports by name. */
export interface Pins {
  readonly sim: EmbeddedSimulation;
  set(values: Readonly<Record<string, number>>): void;
  get(name: string): number;
}

/** Starts a module with all inputs at 0 and one cycle of reset behind it. */
// biome-ignore lint/suspicious/noExplicitAny: a module of any ports
export function openPins(module: Module<any>, seed = 1): Pins {
  const sim = openEmbedded(elaborate(module), { seed });
  sim.reset();
  return {
    sim,
    set(values) {
      for (const [name, value] of Object.entries(values)) sim.port(name).value = value;
    },
    get: (name) => sim.port(name).value,
  };
}
