/** What a signal's value depends on within one clock cycle, inside one module. */
import { forEachSignal } from "../expr.ts";
import type { Expr, ModuleIr, Signal, Statement } from "../ir.ts";
import { branchesOf } from "./statements.ts";

/** For every output port of a module: the input ports that reach it combinationally. */
export type PortDependencies = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Direct combinational predecessors of every signal that is driven in a module. Registers and memory reads have none.
 * `children` gives the port dependencies of the modules below.
 */
export function signalDependencies(
  module: ModuleIr,
  children: ReadonlyMap<ModuleIr, PortDependencies>,
): Map<Signal, Set<Signal>> {
  const result = new Map<Signal, Set<Signal>>();
  const add = (target: Signal, expr: Expr): void => {
    const set = result.get(target) ?? new Set<Signal>();
    result.set(target, set);
    forEachSignal(expr, (signal) => set.add(signal));
  };
  for (const { signal, value } of module.nodes) add(signal, value);
  for (const { signal, value } of module.outputs) add(signal, value);
  const combinational = new Set(module.wires);
  const walk = (statements: readonly Statement[], conditions: readonly Expr[]): void => {
    for (const statement of statements) {
      if (statement.kind === "assign") {
        if (!combinational.has(statement.target)) continue;
        for (const expr of [statement.value, ...conditions]) add(statement.target, expr);
      } else if (statement.kind === "if") {
        walk(statement.then, [...conditions, statement.cond]);
        walk(statement.else, [...conditions, statement.cond]);
      } else {
        for (const body of branchesOf(statement)) walk(body, [...conditions, statement.subject]);
      }
    }
  };
  walk(module.body, []);
  for (const instance of module.instances) {
    const dependencies = children.get(instance.module);
    for (const { port, signal } of instance.outputs) {
      result.set(signal, result.get(signal) ?? new Set());
      for (const input of dependencies?.get(port) ?? []) {
        const connected = instance.inputs.find((candidate) => candidate.port === input);
        const value = input === "rst" ? instance.reset : connected?.value;
        if (value !== undefined) add(signal, value);
      }
    }
  }
  return result;
}
