import { beforeAll, expect, test } from "vitest";
import type { Design } from "../../hdlgen/ir.ts";
import type { Simulation } from "../../sim/simulation.ts";
import { openVerilator } from "../../sim/verilator/index.ts";
import { ensureVerilator } from "../../tools/index.ts";
import { circuitOf, comparable, describeDifference } from "../support/circuits/circuit.ts";
import { compareVerilated } from "../support/circuits/compare-batch.ts";
import { IrInterpreter } from "../support/ir-interpreter.ts";
import { Random } from "../support/random.ts";
import { everyOperator, randomBits, randomFamily } from "../verilog/random-design.ts";

beforeAll(async () => {
  await ensureVerilator({ install: "allowed" });
});

/** Runs a design beside the interpreter on random inputs and compares every port and register in every cycle. */
function compare(design: Design, sims: readonly Simulation[], random: Random, cycles: number): void {
  const [first] = sims;
  if (first === undefined) throw new Error("nothing to compare");
  const truth = new IrInterpreter(design);
  const { top } = design;
  // What no initial value determines is whatever the engine drew.
  for (const path of first.names.registers) {
    const register = first.register(path);
    truth.setRegister(path, BigInt.asUintN(register.width, register.big));
  }
  for (const sim of sims) sim.reset();
  if (top.reset !== undefined) {
    truth.setInput(top.reset.name, 1n);
    truth.step();
    truth.setInput(top.reset.name, 0n);
  }
  const inputs = top.ports.filter((port) => port.direction === "input").map((port) => port.signal);
  const outputs = top.ports.filter((port) => port.direction === "output").map((port) => port.signal.name);
  const handles = sims.map((sim) => ({
    sim,
    inputs: inputs.map(({ name, type }) => ({ port: sim.port(name), name, type })),
    outputs: outputs.map((name) => sim.port(name)),
    registers: sim.names.registers.map((path) => sim.register(path)),
  }));
  const where = (cycle: number, name: string) => `seed ${random.seed}, cycle ${cycle}, ${name}`;
  for (let cycle = 0; cycle < cycles; cycle++) {
    for (const { name, type } of inputs) {
      const bits = randomBits(random, type.width);
      truth.setInput(name, bits);
      for (const { inputs: ports } of handles) {
        const input = ports.find((candidate) => candidate.name === name);
        if (input !== undefined) input.port.big = type.kind === "sint" ? BigInt.asIntN(type.width, bits) : bits;
      }
    }
    for (const { sim, outputs: ports, registers } of handles) {
      for (const port of ports) {
        expect(BigInt.asUintN(port.width, port.big), `${sim.engine}, ${where(cycle, port.name)}`).toBe(
          truth.output(port.name),
        );
      }
      for (const register of registers) {
        expect(BigInt.asUintN(register.width, register.big), `${sim.engine}, ${where(cycle, register.name)}`).toBe(
          truth.register(register.name),
        );
      }
      sim.step();
    }
    truth.step();
  }
}

test("verilator: every operator at every width equals the interpreter (seed 11)", async () => {
  const design = everyOperator();
  const sim = await openVerilator(design);
  compare(design, [sim], new Random(11), 60);
  sim.close();
});

test.each([21, 22])(
  "verilator: twelve random modules equal the interpreter, register for register (seed %i)",
  async (seed) => {
    const random = new Random(seed);
    const design = randomFamily(random, 12);
    const sim = await openVerilator(design, { seed });
    compare(design, [sim], random, 40);
    sim.close();
  },
);

const circuits = 100;

test(`verilator: ${circuits} random circuits in one model equal the oracle in every output (seed in the message)`, async () => {
  const drawn = Array.from({ length: circuits }, (_, i) => circuitOf(200_001 + i, comparable));
  const { differences } = await compareVerilated(drawn, 32);
  expect(
    differences.map(({ circuit, difference }) => describeDifference(circuit, difference, "Verilator")).join("\n"),
  ).toBe("");
});

test("verilator: shifts by an amount that only Verilator's own passes find constant, and then by another one", async () => {
  expect((await compareVerilated([circuitOf(3422, comparable)], 32)).differences).toEqual([]);
});
