/**
 * A counterexample run on the embedded engine. The prover reads the printed Verilog through yosys, the engine compiles
 * the IR: when they do not agree on a single register of a single cycle, one of them is wrong, and no proof counts.
 */
import { SpikeforgeError } from "../../diagnostics/index.ts";
import type { Design } from "../../hdlgen/ir.ts";
import { type EmbeddedSimulation, openEmbedded } from "../embedded/index.ts";
import { clocksOf } from "./clocks.ts";
import { type PlacedProperty, placedTypes } from "./properties.ts";
import type { Trace } from "./trace.ts";

/** Runs the trace and checks that the property fails, or for a cover holds, in its last cycle and none fails before. */
export function replay(design: Design, trace: Trace, { property, path }: PlacedProperty): void {
  const simulation = openEmbedded(design);
  const clocks = clocksOf(design);
  try {
    load(simulation, design, trace);
    for (let cycle = 0; cycle < trace.cycles; cycle++) {
      drive(simulation, design, trace, cycle);
      const isLast = cycle === trace.cycles - 1;
      const before = coverCount(simulation, path, property.message);
      const clock = clocks.find((name) => trace.signals.get(name)?.[cycle] === 1n);
      const failures = edgeOf(simulation, clocks.length < 2 ? clocks[0] : clock);
      if (property.kind === "cover" && isLast) {
        if (failures.length > 0 || coverCount(simulation, path, property.message) !== before + 1)
          disagree(cycle, "the cover");
        return;
      }
      const fails = failures.some(
        ({ place, found }) => place === (path === "" ? "top" : path) && found.endsWith(`: ${property.message}`),
      );
      if (isLast && property.kind !== "cover" && fails) return;
      if (isLast || failures.length > 0) {
        disagree(cycle, failures.map(({ place, found }) => `${place}: ${found}`).join("; ") || `"${property.message}"`);
      }
      compare(simulation, trace, cycle + 1);
    }
  } finally {
    simulation.close();
  }
}

function load(simulation: EmbeddedSimulation, design: Design, trace: Trace): void {
  const isSigned = new Set([...placedTypes(design)].filter(([, { kind }]) => kind === "sint").map(([name]) => name));
  for (const name of simulation.names.registers) {
    const first = trace.signals.get(name)?.[0];
    if (first !== undefined) simulation.state(name).bits = first;
  }
  for (const name of simulation.names.memories) {
    const memory = simulation.memory(name);
    for (const [address, word] of trace.memories.get(name) ?? []) {
      if (address < memory.depth) memory.set(address, isSigned.has(name) ? BigInt.asIntN(memory.width, word) : word);
    }
  }
}

function drive(simulation: EmbeddedSimulation, { top }: Design, trace: Trace, cycle: number): void {
  const inputs = [...top.ports.flatMap(({ direction, signal }) => (direction === "input" ? [signal] : []))];
  for (const { name, type } of [...inputs, ...(top.reset === undefined ? [] : [top.reset])]) {
    if (type.kind === "clock") continue;
    const bits = trace.signals.get(name)?.[cycle] ?? 0n;
    simulation.port(name).big = type.kind === "sint" ? BigInt.asIntN(type.width, bits) : bits;
  }
}

function edgeOf(simulation: EmbeddedSimulation, clock: string | undefined): SpikeforgeError["diagnostics"] {
  if (clock === undefined) throw new Error("a cycle of a counterexample has no edge");
  try {
    simulation.edge(clock);
    return [];
  } catch (error) {
    if (!(error instanceof SpikeforgeError) || error.code !== "SIM010") throw error;
    return error.diagnostics;
  }
}

/** Every register as the trace has it; a word that may be any is taken from the trace. */
function compare(simulation: EmbeddedSimulation, trace: Trace, cycle: number): void {
  for (const name of simulation.names.registers) {
    const wanted = trace.signals.get(name)?.[cycle];
    if (wanted === undefined) continue;
    const state = simulation.state(name);
    if (((state.bits ^ wanted) & (trace.known.get(name) ?? -1n)) === 0n) continue;
    const isAny = [...trace.signals].some(
      ([each, bits]) => each.startsWith(`${name}_any`) && bits[cycle - 1] === wanted,
    );
    if (!isAny) disagree(cycle, `${name} is ${wanted} in the trace and ${state.bits} in the engine`);
    state.bits = wanted;
  }
}

function coverCount({ covers }: EmbeddedSimulation, path: string, message: string): number {
  return covers.find((each) => each.path === path && each.message === message)?.count ?? 0;
}

function disagree(cycle: number, what: string): never {
  throw new Error(`prover and embedded engine disagree at cycle ${cycle} of a counterexample: ${what}`);
}
