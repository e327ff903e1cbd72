import type { Design, ModuleIr, Signal } from "../hdlgen/ir.ts";
import { type PortDependencies, signalDependencies } from "../hdlgen/passes/dependencies.ts";

/**
 * Outputs of the top that no input reaches within a cycle: they change at edges only, so that they are up to date however
 * many inputs have been written since. Of a black box everything depends on everything.
 */
export function steadyOutputs({ modules, top }: Design): ReadonlySet<string> {
  const known = new Map<ModuleIr, PortDependencies>();
  for (const module of modules) known.set(module, module.blackBox === undefined ? reached(module, known) : all(module));
  const outputs = [...(known.get(top) ?? [])];
  return new Set(outputs.filter(([, inputs]) => inputs.size === 0).map(([name]) => name));
}

function reached(module: ModuleIr, known: ReadonlyMap<ModuleIr, PortDependencies>): PortDependencies {
  const before = signalDependencies(module, known);
  return new Map(module.outputs.map(({ signal }) => [signal.name, inputsBehind(signal, before)]));
}

function inputsBehind(output: Signal, before: ReadonlyMap<Signal, ReadonlySet<Signal>>): ReadonlySet<string> {
  const seen = new Set([output]);
  for (const signal of seen) for (const source of before.get(signal) ?? []) seen.add(source);
  const inputs = [...seen].filter(({ role }) => role === "input" || role === "reset");
  return new Set(inputs.map(({ name }) => name));
}

function all({ ports, reset }: ModuleIr): PortDependencies {
  const named = (direction: "input" | "output"): string[] =>
    ports.filter((port) => port.direction === direction).map(({ signal }) => signal.name);
  const inputs = new Set([...named("input"), ...(reset === undefined ? [] : [reset.name])]);
  return new Map(named("output").map((name) => [name, inputs]));
}
