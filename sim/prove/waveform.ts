/** A trace as text: the signals that a property speaks of, one column per cycle. */
import { forEachSignal } from "../../hdlgen/expr.ts";
import type { Design, Signal } from "../../hdlgen/ir.ts";
import { signalsOf } from "../../hdlgen/verilog/names.ts";
import { formatValue } from "../typed-value.ts";
import { clocksOf } from "./clocks.ts";
import { joined, type PlacedProperty, placedTypes } from "./properties.ts";
import type { Trace } from "./trace.ts";

/** Columns beyond this many are left out, and said to be. */
const widestTable = 24;

/**
 * The inputs of the design and what the property reads: registers, inputs and named values of its module, those that
 * named values are made of included. Of several clocks the one that ticks is 1. The last cycle is the one that the
 * property is about.
 */
export function waveform(design: Design, trace: Trace, property: PlacedProperty): readonly string[] {
  const types = placedTypes(design);
  const clocks = clocksOf(design).length > 1 ? clocksOf(design) : [];
  const inputs = design.top.ports.flatMap(({ direction, signal }) =>
    direction === "input" && signal.type.kind !== "clock" ? [signal.name] : [],
  );
  const reset = design.top.reset === undefined ? [] : [design.top.reset.name];
  const read = signalsBehind(property).map(({ name }) => joined(property.path, name));
  const names = [...new Set([...clocks, ...reset, ...inputs, ...read])].filter((name) => trace.signals.has(name));
  const first = Math.max(0, trace.cycles - widestTable);
  const rows = names.map((name) => [
    name,
    ...(trace.signals.get(name) ?? []).slice(first).map((bits) => {
      const type = types.get(name);
      return type === undefined ? String(bits) : formatValue(type, bits);
    }),
  ]);
  const head = ["cycle", ...Array.from({ length: trace.cycles - first }, (_, i) => String(first + i))];
  const table = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join("  "),
  );
  return first === 0 ? lines : [`(the last ${widestTable} of ${trace.cycles} cycles)`, ...lines];
}

/** Signals that the property reads, and behind named values those that they are made of. */
function signalsBehind({ property, module }: PlacedProperty): readonly Signal[] {
  const nodes = new Map(module.nodes.map(({ signal, value }) => [signal, value]));
  const found = new Set<Signal>();
  const open = [property.cond];
  for (let expr = open.shift(); expr !== undefined; expr = open.shift()) {
    forEachSignal(expr, (signal) => {
      const value = nodes.get(signal);
      if (!found.has(signal) && value !== undefined) open.push(value);
      found.add(signal);
    });
  }
  return signalsOf(module).filter((signal) => found.has(signal));
}
