/** Finds combinational loops, within a module and across instances. */
import type { Diagnostic } from "../../diagnostics/index.ts";
import { diagnostic } from "../errors.ts";
import type { ModuleIr, Signal } from "../ir.ts";
import { type PortDependencies, signalDependencies } from "./dependencies.ts";

/** HDL130 for every loop. Modules come children first. */
export function checkCombinationalLoops(modules: readonly ModuleIr[]): Diagnostic[] {
  const ports = new Map<ModuleIr, PortDependencies>();
  const found: Diagnostic[] = [];
  for (const module of modules) {
    if (module.blackBox !== undefined) {
      ports.set(module, blackBoxDependencies(module));
      continue;
    }
    const dependencies = signalDependencies(module, ports);
    const loop = findLoop(dependencies);
    if (loop !== undefined) {
      const sites = loop.map((signal) => signal.site);
      const path = [...loop, loop[0]].map((signal) => signal?.name).join(" <- ");
      const found_ = `combinational loop ${path}`;
      found.push(
        diagnostic("HDL130", `${module.name}.${loop[0]?.name}`, found_, "put a register into the loop", ...sites),
      );
      ports.set(module, new Map());
      continue;
    }
    ports.set(module, portDependencies(module, dependencies));
  }
  return found;
}

function findLoop(dependencies: ReadonlyMap<Signal, ReadonlySet<Signal>>): Signal[] | undefined {
  const state = new Map<Signal, "open" | "done">();
  for (const start of dependencies.keys()) {
    if (state.has(start)) continue;
    // Iterative depth-first search: paths can be longer than the call stack.
    const path: { signal: Signal; rest: Iterator<Signal> }[] = [];
    const enter = (signal: Signal): void => {
      state.set(signal, "open");
      path.push({ signal, rest: (dependencies.get(signal) ?? new Set<Signal>()).values() });
    };
    enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.rest.next();
      if (next.done === true) {
        state.set(top.signal, "done");
        path.pop();
      } else if (state.get(next.value) === "open") {
        const from = path.findIndex((entry) => entry.signal === next.value);
        return path.slice(from).map((entry) => entry.signal);
      } else if (!state.has(next.value)) {
        enter(next.value);
      }
    }
  }
  return undefined;
}

function portDependencies(module: ModuleIr, dependencies: ReadonlyMap<Signal, ReadonlySet<Signal>>): PortDependencies {
  return new Map(
    module.outputs.map(({ signal }) => {
      const reached = new Set<Signal>();
      const open = [signal];
      for (let next = open.pop(); next !== undefined; next = open.pop()) {
        for (const before of dependencies.get(next) ?? []) {
          if (reached.has(before)) continue;
          reached.add(before);
          open.push(before);
        }
      }
      const inputs = [...reached].filter((s) => s.role === "input" || s.role === "reset").map((s) => s.name);
      return [signal.name, new Set(inputs)];
    }),
  );
}

/** A cell with a clock is taken to have registered outputs; one without is combinational throughout. */
function blackBoxDependencies(module: ModuleIr): PortDependencies {
  const inputs = new Set(module.ports.filter((port) => port.direction === "input").map((port) => port.signal.name));
  const outputs = module.ports.filter((port) => port.direction === "output");
  return new Map(outputs.map((port) => [port.signal.name, module.clocked ? new Set<string>() : inputs]));
}
