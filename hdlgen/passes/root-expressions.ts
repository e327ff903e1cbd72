/** The expressions that stand in a module, each with the line that it belongs to. */
import { reference } from "../expr.ts";
import type { Expr, ModuleIr, Signal, Statement } from "../ir.ts";
import type { Site } from "../site.ts";
import { branchesOf } from "./statements.ts";

/** Calls `visit` for every expression that is no part of another one; clocks are references to them. */
export function forEachRoot(module: ModuleIr, visit: (expr: Expr, site: Site) => void): void {
  const visitClock = (clock: Signal | undefined, site: Site): void => {
    if (clock !== undefined) visit(reference(clock), site);
  };
  for (const { signal, clock } of module.registers) visitClock(clock, signal.site);
  for (const { reads, writes } of module.memories) {
    for (const { clock, site } of [...reads, ...writes]) visitClock(clock, site);
  }
  for (const { clock, site } of module.properties) visitClock(clock, site);
  for (const { signal, value } of [...module.nodes, ...module.outputs]) visit(value, signal.site);
  for (const { signal, reset } of module.registers) if (reset !== undefined) visit(reset.when, signal.site);
  for (const { cond, site } of module.properties) visit(cond, site);
  for (const { reads, writes } of module.memories) {
    for (const { address, enable, site } of reads) for (const expr of [address, enable]) visit(expr, site);
    for (const { address, data, enable, mask, site } of writes) {
      for (const expr of [address, data, enable, ...(mask ? [mask] : [])]) visit(expr, site);
    }
  }
  for (const { inputs, reset, clock, site } of module.instances) {
    for (const { value } of inputs) visit(value, site);
    if (reset !== undefined) visit(reset, site);
    visitClock(clock, site);
  }
  const walk = (statements: readonly Statement[]): void => {
    for (const statement of statements) {
      if (statement.kind === "assign") visit(statement.value, statement.site);
      else {
        visit(statement.kind === "if" ? statement.cond : statement.subject, statement.site);
        for (const body of branchesOf(statement)) walk(body);
      }
    }
  };
  walk(module.body);
}
