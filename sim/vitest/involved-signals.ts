/** The signals that an error speaks of, by hierarchical name. */
import { SpikeforgeError } from "../../diagnostics/index.ts";
import { forEachSignal } from "../../hdlgen/expr.ts";
import type { Design, Expr, ModuleIr } from "../../hdlgen/ir.ts";
import { behaviourOf } from "../clock-path.ts";

/** What failing properties read, and places of errors that are signals. There may be names of no signal among them. */
export function involvedSignals(error: unknown, design: Design): readonly string[] {
  if (!(error instanceof SpikeforgeError)) return [];
  const own = error.diagnostics.flatMap(({ code, place, found }) =>
    code === "SIM010" ? readByProperty(design.top, place === "top" ? "" : place, found) : [place],
  );
  // A process that died has its own error as the cause.
  return [...own, ...involvedSignals(error.cause, design)];
}

function readByProperty(top: ModuleIr, path: string, found: string): readonly string[] {
  const names = path === "" ? [] : path.split(".");
  const module = names.reduce<ModuleIr | undefined>(
    (parent, name) => parent && behaviourOf(parent).instances.find((instance) => instance.name === name)?.module,
    top,
  );
  const inside = module && behaviourOf(module);
  const property = inside?.properties.find(({ message }) => found.endsWith(`: ${message}`));
  if (inside === undefined || property === undefined) return [];
  const nodes = new Map(inside.nodes.map(({ signal, value }) => [signal, value]));
  const read = new Set<string>();
  const open: Expr[] = [property.cond];
  for (let expr = open.shift(); expr !== undefined; expr = open.shift()) {
    forEachSignal(expr, (signal) => {
      const value = nodes.get(signal);
      if (!read.has(signal.name) && value !== undefined) open.push(value);
      read.add(signal.name);
    });
  }
  return [...read].map((name) => [...names, name].join("."));
}
