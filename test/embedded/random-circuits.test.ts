import { expect, test } from "vitest";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { IrInterpreter } from "../support/ir-interpreter.ts";
import { Random } from "../support/random.ts";
import { randomBits, randomDesign } from "../support/random-circuit.ts";

const circuits = 200;
const cyclesEach = 12;

test(`engine: equals the interpreter on ${circuits} random circuits, every output, register and memory (seed in the message)`, () => {
  for (let seed = 1; seed <= circuits; seed++) compare(seed);
});

function compare(seed: number): void {
  const random = new Random(seed);
  const design = randomDesign(random, { collisions: ["readFirst", "writeFirst"] });
  const sim = openEmbedded(design, { seed });
  const truth = new IrInterpreter(design);
  for (const path of sim.names.registers) truth.setRegister(path, bitsOf(sim.register(path)));
  for (const path of sim.names.memories) {
    const words = truth.memory(path);
    const { width } = sim.memory(path);
    for (const at of words.keys()) words[at] = BigInt.asUintN(width, sim.memory(path).getBig(at));
  }
  const inputs = design.top.ports.filter(({ direction }) => direction === "input").map(({ signal }) => signal);
  if (design.top.reset !== undefined) inputs.push(design.top.reset);
  for (let cycle = 0; cycle < cyclesEach; cycle++) {
    for (const { name, type } of inputs) {
      if (random.chance(0.3)) continue;
      const bits = randomBits(random, type.width);
      sim.port(name).big = type.kind === "sint" ? BigInt.asIntN(type.width, bits) : bits;
      truth.setInput(name, bits);
    }
    const where = `seed ${seed}, cycle ${cycle}`;
    if (random.chance(0.7)) {
      for (const { signal } of design.top.outputs) {
        expect(bitsOf(sim.port(signal.name)), `${signal.name}, ${where}`).toBe(truth.output(signal.name));
      }
    }
    sim.step();
    truth.step();
    for (const path of sim.names.registers) {
      expect(bitsOf(sim.register(path)), `${path}, after ${where}`).toBe(truth.register(path));
    }
    for (const path of sim.names.memories) {
      const memory = sim.memory(path);
      const words = truth.memory(path).map((_, at) => BigInt.asUintN(memory.width, memory.getBig(at)));
      expect(words, `${path}, after ${where}`).toEqual(truth.memory(path));
    }
  }
}

function bitsOf({ big, width }: { big: bigint; width: number }): bigint {
  return BigInt.asUintN(width, big);
}
