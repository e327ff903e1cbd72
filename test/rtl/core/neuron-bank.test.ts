import { describe, expect, it } from "vitest";
import { type CoreShape, type Fabric, fabrics, type ParameterName, parameterNames } from "../../../config/index.ts";
import { Random } from "../../support/random.ts";
import { type BankPlan, expectedTrace, randomPlan, runBank, soonest } from "./bank-runs.ts";
import { coreShape } from "./core-shape.ts";

const rich: Partial<CoreShape> = {
  ...{ thresholdBits: 12, refractoryBits: 3, biasBits: 9, firstTickBits: 2, accumulatorBits: 14 },
  ...{ leaks: ["none", "linear", "shift", "mul12"], leakBits: 13 },
  ...{ resets: ["zero", "value", "threshold", "amount"], resetBits: 12 },
};
const lean: Partial<CoreShape> = {
  ...{ thresholdBits: 12, refractoryBits: 0, biasBits: 0, firstTickBits: 0, accumulatorBits: 14 },
  ...{ leaks: ["none", "shift"], leakBits: 4, resets: ["zero"], resetBits: 0 },
};

function check(plan: BankPlan, timing: Parameters<typeof runBank>[1], seed: number): void {
  const { cycles: _, ...found } = runBank(plan, timing, seed);
  const expected = expectedTrace(plan);
  for (const part of ["spikes", "own", "rows", "state", "saturations"] as const) {
    expect(found[part], `seed ${seed}: ${part}`).toEqual(expected[part]);
  }
}

describe.each(fabrics)("neuron bank on %s", (fabric: Fabric) => {
  it.each<{ name: string; shape: Partial<CoreShape> }>([
    { name: "uniform parameters, one update", shape: { ...rich, lanes: 16, updates: 1 } },
    { name: "uniform parameters, two updates", shape: { ...lean, lanes: 16, updates: 2 } },
    { name: "all by neuron, one update", shape: { ...rich, perNeuron: parameterNames, lanes: 8, updates: 1 } },
    { name: "all by neuron, two updates", shape: { ...rich, perNeuron: parameterNames, lanes: 8, updates: 2 } },
    { name: "some by neuron, four updates", shape: { ...rich, perNeuron: some, lanes: 16, updates: 4 } },
    { name: "one row in a group", shape: { ...rich, lanes: 4, updates: 4 } },
    { name: "a history", shape: { ...rich, lanes: 8, updates: 2, historyWords: 4, delayProgram: 4 } },
  ])("$name: equals the contract over 40 ticks, groups as soon as released", ({ shape }) => {
    for (const seed of [1, 2, 3]) {
      const random = new Random(seed);
      check(randomPlan(random, coreShape(shape), fabric, 40), soonest, seed);
    }
  });

  it("loses no spike when the outside takes words now and then, and groups start late", () => {
    const random = new Random(7);
    const plan = randomPlan(random, coreShape({ ...rich, lanes: 16, updates: 2, perNeuron: some }), fabric, 60);
    check(plan, { gap: () => random.integer(0, 30), takes: () => random.chance(0.1) }, 7);
  });
});

const some: readonly ParameterName[] = ["bias", "refractory"];
