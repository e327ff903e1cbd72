import { describe, expect, test } from "vitest";
import { firstTicks, quantise } from "../../compile/index.ts";
import { leakKinds, resetKinds } from "../../config/index.ts";
import {
  decayLeak,
  lif,
  linearLeak,
  network,
  shiftLeak,
  toLsb,
  weightScaleOf,
  zeroReset,
} from "../../network/index.ts";
import { Random } from "../support/random.ts";

describe("rounding", () => {
  test("halves go away from zero", () => {
    expect([0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 0.49, -0.49].map((value) => toLsb(value, 1))).toEqual([
      1, 2, 3, -1, -2, -3, 0, 0,
    ]);
    expect(Object.is(toLsb(-0.1, 1), 0)).toBe(true);
    expect([3, -3].map((value) => toLsb(value, 2))).toEqual([2, -2]);
  });
});

describe("quantise", () => {
  const base = { weightBits: 4, membraneBits: 16 } as const;

  test("the scale divides weights, thresholds, biases, reset values and linear leaks", () => {
    const neuron = lif({ threshold: 2.5, bias: -0.75, leak: linearLeak(0.5), reset: zeroReset(-1) });
    const net = network("scaled", { ...base, weightScale: 0.5 })
      .input("in", 1)
      .population("a", { size: 2, neuron })
      .project("in", "a", { weights: [[1.25, -4]] })
      .build();
    const { synapses, neurons } = quantise(net);
    expect([...(synapses[0]?.weights ?? [])]).toEqual([3, -8]);
    expect([...neurons.threshold]).toEqual([5, 5]);
    expect([...neurons.bias]).toEqual([-2, -2]);
    expect([...neurons.leakAmount]).toEqual([1, 1]);
    expect([...neurons.resetValue]).toEqual([-2, -2]);
  });

  test('"auto" makes the largest |weight| the largest positive code', () => {
    const net = network("auto", base)
      .input("in", 1)
      .population("a", { size: 3, neuron: lif({ threshold: 1 }) })
      .project("in", "a", { weights: [[0.1, -1.4, 0.7]] })
      .build();
    const { synapses, neurons } = quantise(net);
    expect([...(synapses[0]?.weights ?? [])]).toEqual([1, -7, 4]); // scale 0.2; 3.5 rounds away from zero
    expect(neurons.threshold[0]).toBe(5);
  });

  test('"auto" with unsigned weights uses every code', () => {
    const net = network("auto", { ...base, weightSign: "unsigned" })
      .input("in", 1)
      .population("a", { size: 3, neuron: lif({ threshold: 1 }) })
      .project("in", "a", { weights: [[0.1, 3, 1.5]] })
      .build();
    const { synapses, weightSign } = quantise(net);
    expect([...(synapses[0]?.weights ?? [])]).toEqual([1, 15, 8]); // scale 0.2; 7.5 rounds away from zero
    expect(weightSign).toBe("unsigned");
  });

  test("every weight lands within half an LSB of its value, for 30 random scales", () => {
    const random = new Random(77);
    for (let round = 0; round < 30; round++) {
      const weightBits = random.pick([2, 4, 8, 16] as const);
      const spread = 10 ** random.integer(-3, 3);
      const weights = Float32Array.from({ length: 60 }, () => (random.integer(-1000, 1000) / 1000) * spread);
      const net = network("random", { weightBits, membraneBits: 32 })
        .input("in", 10)
        .population("a", { size: 6, neuron: lif({ threshold: spread * 5 }) })
        .project("in", "a", { weights })
        .build();
      const scale = weightScaleOf(net);
      const integers = [...(quantise(net).synapses[0]?.weights ?? [])];
      const largest = 2 ** (weightBits - 1) - 1;
      expect(Math.max(...integers.map(Math.abs)), `round ${round}`).toBe(largest);
      const errors = integers.map((weight, pair) => Math.abs(weight - (weights[pair] ?? Number.NaN) / scale));
      expect(Math.max(...errors), `round ${round}`).toBeLessThanOrEqual(0.5 + 1e-9);
    }
  });

  test("parameters per neuron keep their order; subtract takes the neuron's own threshold", () => {
    const neuron = lif({ threshold: [4, 9], refractory: [0, 3], bias: [1, -1], leak: shiftLeak([2, 5]) });
    const { neurons } = quantise(
      network("each", { ...base, weightScale: 1 })
        .population("a", { size: 2, neuron })
        .build(),
    );
    expect([...neurons.threshold, ...neurons.resetValue]).toEqual([4, 9, 4, 9]);
    expect([...neurons.refractory, ...neurons.bias, ...neurons.leakAmount]).toEqual([0, 3, 1, -1, 2, 5]);
    expect([...neurons.leakKind].map((kind) => leakKinds[kind])).toEqual(["shift", "shift"]);
    expect([...neurons.resetKind].map((kind) => resetKinds[kind])).toEqual(["subtract", "subtract"]);
  });

  test("a time constant becomes d = round(4096 · (1 − exp(−dt/τ)))", () => {
    const net = network("decay", { ...base, weightScale: 1, timestepMs: 2 })
      .population("a", { size: 3, neuron: lif({ threshold: 4, leak: decayLeak([20, 2, 0.01]) }) })
      .build();
    expect([...quantise(net).neurons.leakAmount]).toEqual([390, 2589, 4096]);
  });

  test("one axon range per source and delay, shared by the projections that use it", () => {
    const neuron = lif({ threshold: 4 });
    const net = network("axons", { ...base, weightScale: 1 })
      .input("unused", 4)
      .input("in", 2)
      .population("a", { size: 1, neuron })
      .population("b", { size: 2, neuron })
      .project("a", "b", { weights: [[1, 2]], delay: 3 })
      .project("in", "b", {
        weights: [
          [3, 4],
          [5, 6],
        ],
      })
      .project("a", "a", { weights: [[7]], delay: 3 })
      .project("a", "b", { weights: { synapses: [[0, 1, -8]] } })
      .project("in", "a", { weights: [[1], [1]] })
      .output("b")
      .build();
    const integers = quantise(net);
    expect(integers.axons).toEqual([
      { first: 0, size: 2, source: { kind: "input", name: "in" }, delay: 0 },
      { first: 2, size: 1, source: { kind: "population", name: "a" }, delay: 1 },
      { first: 3, size: 1, source: { kind: "population", name: "a" }, delay: 3 },
    ]);
    expect(integers.inputs).toEqual([
      { name: "unused", first: 0, size: 4 },
      { name: "in", first: 4, size: 2 },
    ]);
    expect(integers.synapses.map(({ axonFirst, neuronFirst }) => [axonFirst, neuronFirst])).toEqual([
      [3, 1],
      [0, 1],
      [3, 0],
      [2, 1],
      [0, 0],
    ]);
    expect(integers.synapses[3]).toMatchObject({ weights: Int32Array.of(0, -8), exists: Uint8Array.of(0, 1) });
  });
});

describe("first tick", () => {
  const neuron = lif({ threshold: 4 });
  const one = [[1]];

  test("the smallest sum of delays over all paths; 0 where no input reaches; a given one wins", () => {
    const net = network("paths", { weightBits: 4, membraneBits: 16, weightScale: 1 })
      .input("in", 1)
      .population("a", { size: 1, neuron })
      .population("b", { size: 1, neuron })
      .population("c", { size: 1, neuron })
      .population("island", { size: 1, neuron })
      .population("told", { size: 1, neuron: lif({ threshold: 4, firstTick: 9 }) })
      .project("c", "b", { weights: one })
      .project("b", "c", { weights: one, delay: 1 })
      .project("a", "c", { weights: one, delay: 7 })
      .project("a", "b", { weights: one, delay: 2 })
      .project("b", "told", { weights: one })
      .project("island", "island", { weights: one })
      .project("in", "a", { weights: one })
      .build();
    expect(Object.fromEntries(firstTicks(net))).toEqual({ a: 0, b: 2, c: 3, told: 3 });
    expect([...quantise(net).neurons.firstTick]).toEqual([0, 2, 3, 0, 9]);
  });
});
