/** A module reads and assigns its own signals only: others come in through ports. */
import type { Diagnostic } from "../../diagnostics/index.ts";
import { diagnostic } from "../errors.ts";
import { forEachSignal } from "../expr.ts";
import type { Expr, ModuleIr, Signal } from "../ir.ts";
import type { Site } from "../site.ts";
import { forEachRoot } from "./root-expressions.ts";
import { forEachStatement } from "./statements.ts";

/** HDL131 for every signal of another module, once. */
export function checkForeignSignals(module: ModuleIr): Diagnostic[] {
  const own = ownSignals(module);
  const foreign = new Map<Signal, Site>();
  const check = (signal: Signal, site: Site): void => {
    if (!own.has(signal) && !foreign.has(signal)) foreign.set(signal, site);
  };
  const seen = new Set<Expr>();
  forEachRoot(module, (expr, site) => forEachSignal(expr, (signal) => check(signal, site), seen));
  forEachStatement(module.body, (statement) => {
    if (statement.kind === "assign") check(statement.target, statement.site);
  });
  return [...foreign].map(([signal, site]) => {
    const place = `${module.name}: ${signal.name}`;
    return diagnostic("HDL131", place, "a signal of another module", "pass it through a port", site, signal.site);
  });
}

export function ownSignals(module: ModuleIr): ReadonlySet<Signal> {
  return new Set<Signal>([
    ...module.ports.map((port) => port.signal),
    ...module.nodes.map((node) => node.signal),
    ...module.wires,
    ...module.registers.map((register) => register.signal),
    ...module.memories.flatMap((memory) => memory.reads.map((read) => read.data)),
    ...module.instances.flatMap((instance) => instance.outputs.map((output) => output.signal)),
    ...(module.reset === undefined ? [] : [module.reset]),
    ...(module.clock === undefined ? [] : [module.clock]),
  ]);
}
