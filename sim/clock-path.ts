/** Follows a clock through instances, to the clock of the module that it really is. */
import type { Instance, ModuleIr, Signal } from "../hdlgen/ir.ts";

/** A clock of a module: its own, or a clock port. */
export type ModuleClock = Signal | "own";

/** What is simulated in a module's place: itself, or the model of a black box. */
export function behaviourOf(module: ModuleIr): ModuleIr {
  return module.blackBox?.model ?? module;
}

/** The clock that a clock signal of the module carries; absent: its own. What an instance gives out came in. */
export function clockBehind(module: ModuleIr, clock: Signal | undefined): ModuleClock {
  if (clock === undefined || clock === module.clock) return "own";
  for (const instance of module.instances) {
    const port = instance.outputs.find(({ signal }) => signal === clock)?.port;
    if (port === undefined) continue;
    const child = behaviourOf(instance.module);
    const name = child.ports[instance.module.ports.findIndex(({ signal }) => signal.name === port)]?.signal.name;
    const value = child.outputs.find(({ signal }) => signal.name === name)?.value;
    if (value?.op !== "ref") throw new Error(`${module.name}.${clock.name}: nothing makes this clock`);
    return outerClock(module, instance, clockBehind(child, value.signal));
  }
  return clock;
}

/** What the parent connects to a clock of the child. */
export function outerClock(parent: ModuleIr, instance: Instance, clock: ModuleClock): ModuleClock {
  if (clock === "own") return clockBehind(parent, instance.clock);
  const index = behaviourOf(instance.module).ports.findIndex(({ signal }) => signal === clock);
  const port = instance.module.ports[index]?.signal.name;
  const value = instance.inputs.find((input) => input.port === port)?.value;
  if (value?.op !== "ref") throw new Error(`${parent.name}.${instance.name}: nothing drives ${clock.name}`);
  return clockBehind(parent, value.signal);
}
