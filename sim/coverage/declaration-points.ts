/** Lines of hardware that works at every edge: declarations, named values, instances, ports of memories. */
import type { Expr, ModuleIr, Signal } from "../../hdlgen/ir.ts";
import type { Site } from "../../hdlgen/site.ts";
import type { ModuleClock } from "../clock-path.ts";
import type { ModuleClocks } from "./module-clocks.ts";
import type { PlannedPoint } from "./module-points.ts";
import type { StatementContext } from "./statement-points.ts";

/** The module itself, then its declarations, one point for each line that makes some; in the order of the IR. */
export function declarationPoints(
  ir: ModuleIr,
  clocks: ModuleClocks,
  { counters, conditions, isLeftOut }: StatementContext,
): PlannedPoint[] {
  const lines = new Map<Site, PlannedPoint>();
  const add = (kind: "module" | "line", name: string, site: Site, clock: ModuleClock, enable?: Expr): void => {
    const known = lines.get(site);
    if (known !== undefined) {
      lines.set(site, { ...known, name: known.name === name ? name : `${known.name}, ${name}` });
      return;
    }
    const sum = counters.of(clock, enable === undefined ? [] : [conditions.holds(enable)]);
    if (sum !== undefined) lines.set(site, { kind, name, site, sum });
  };
  add("module", ir.name, ir.site, clocks.main);
  const addSignal = (signal: Signal): void => add("line", signal.name, signal.site, clocks.ofSignal(signal));
  for (const { signal } of ir.ports) addSignal(signal);
  for (const { signal, clock } of ir.registers) {
    if (!isLeftOut(signal)) add("line", signal.name, signal.site, clocks.ofRegister(clock));
  }
  for (const signal of ir.wires) addSignal(signal);
  for (const { signal } of ir.nodes) addSignal(signal);
  for (const memory of ir.memories) {
    add("line", memory.name, memory.site, clocks.main);
    for (const { data, enable, clock, site } of memory.reads) {
      add("line", data.name, site, clocks.ofRegister(clock), enable);
    }
    for (const { enable, clock, site } of memory.writes) {
      add("line", memory.name, site, clocks.ofRegister(clock), enable);
    }
  }
  for (const { name, site } of ir.instances) add("line", name, site, clocks.main);
  return [...lines.values()];
}
