/** A trace as text: the signals that a property speaks of. */
import { forEachSignal } from "../../hdlgen/expr.ts";
import type { Design, Signal } from "../../hdlgen/ir.ts";
import { signalsOf } from "../../hdlgen/verilog/names.ts";
import { asciiWave } from "../waves/ascii.ts";
import { waveOfTrace } from "../waves/wave-of-trace.ts";
import { clocksOf } from "./clocks.ts";
import { joined, type PlacedProperty } from "./properties.ts";
import type { Trace } from "./trace.ts";

/**
 * The inputs of the design and what the property reads: registers, inputs and named values of its module, those that
 * named values are made of included; of several clocks also when they tick. The last cycle is the one that the property
 * is about.
 */
export function waveform(design: Design, trace: Trace, property: PlacedProperty): readonly string[] {
  const clocks = clocksOf(design).length > 1 ? clocksOf(design) : [];
  const inputs = design.top.ports.flatMap(({ direction, signal }) =>
    direction === "input" && signal.type.kind !== "clock" ? [signal.name] : [],
  );
  const reset = design.top.reset === undefined ? [] : [design.top.reset.name];
  const read = signalsBehind(property).map(({ name }) => joined(property.path, name));
  const wave = waveOfTrace(design, trace);
  const known = new Set([...clocks, ...wave.signals.map(({ path }) => path)]);
  const signals = [...new Set([...clocks, ...reset, ...inputs, ...read])].filter((name) => known.has(name));
  return asciiWave(wave, { signals }).split("\n");
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
