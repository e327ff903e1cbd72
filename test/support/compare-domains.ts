/** Runs a circuit of several clocks on an engine and on the slow interpreter, edge by edge. */
import { expect } from "vitest";
import type { Design } from "../../hdlgen/index.ts";
import type { ClockOptions, Simulation } from "../../sim/simulation.ts";
import { EdgeOrder } from "./edge-order.ts";
import { IrInterpreter } from "./ir-interpreter.ts";
import type { Random } from "./random.ts";

const steps = 25;

export function randomClocks(random: Random, clocks: readonly string[]): ClockOptions {
  return Object.fromEntries(
    clocks.map((clock) => [clock, { period: random.integer(1, 9), phase: random.integer(0, 6) }]),
  );
}

/** `open` starts an engine; state is compared after every step, outputs after some. */
export function compareDomains(
  design: Design,
  clocks: readonly string[],
  options: ClockOptions,
  sim: Simulation,
  random: Random,
  where: string,
): void {
  const truth = new IrInterpreter(design);
  const bits = ({ big, width }: { big: bigint; width: number }): bigint => BigInt.asUintN(width, big);
  for (const path of sim.names.registers) truth.setRegister(path, bits(sim.register(path)));
  for (const path of sim.names.memories) {
    const words = truth.memory(path);
    for (const at of words.keys()) words[at] = sim.memory(path).getBig(at);
  }
  const settings = clocks.map((clock) => ({ period: 1, phase: 0, ...options[clock] }));
  const order = new EdgeOrder(settings, 10_000);
  const edges = clocks.map(() => 0);
  const take = (clock: number): void => {
    truth.step(clocks[clock]);
    edges[clock] = (edges[clock] ?? 0) + 1;
  };
  for (let step = 0; step < steps; step++) {
    for (const name of ["a", "b", "c"]) {
      if (random.chance(0.5)) continue;
      const value = random.integer(0, 255);
      sim.port(name).value = value;
      truth.setInput(name, BigInt(value));
    }
    if (random.chance(0.3)) {
      const clock = random.integer(0, clocks.length - 1);
      sim.edge(clocks[clock] ?? "");
      take(clock);
    } else {
      const cycles = random.integer(1, 3);
      sim.step(cycles);
      for (const clock of order.step(cycles)) take(clock);
      expect(sim.time, `time, ${where}, step ${step}`).toBe(order.time);
    }
    expect(
      clocks.map((clock) => sim.edges(clock)),
      `edges, ${where}, step ${step}`,
    ).toEqual(edges);
    const all = (value: (path: string) => bigint) =>
      Object.fromEntries(sim.names.registers.map((path) => [path, value(path)]));
    expect(
      all((path) => bits(sim.register(path))),
      `${where}, step ${step}`,
    ).toEqual(all((path) => truth.register(path)));
    for (const path of sim.names.memories) {
      const words = truth.memory(path);
      expect([...sim.memory(path).toArray()].map(BigInt), `${path}, ${where}, step ${step}`).toEqual(words);
    }
    for (const { signal } of design.top.outputs) {
      expect(bits(sim.port(signal.name)), `${signal.name}, ${where}, step ${step}`).toBe(truth.output(signal.name));
    }
  }
}
