import { expect, test } from "vitest";
import { circuitOf, describeDifference, differenceOf, everyCut } from "../support/circuits/circuit.ts";
import { Coverage } from "../support/circuits/coverage.ts";
import { directedCircuits } from "../support/circuits/directed.ts";

const circuits = 1000;
const cyclesEach = 16;

const coverage = new Coverage();

test(`engine: equals the oracle on ${circuits} random circuits, every output, register and memory (seed in the message)`, () => {
  for (let seed = 1; seed <= circuits; seed++) {
    const circuit = circuitOf(seed);
    coverage.add(circuit.design);
    const difference = differenceOf(circuit, cyclesEach);
    if (difference !== undefined) expect.fail(describeDifference(circuit, difference));
  }
});

test("engine: equals the oracle where an instance is fed by its own output", () => {
  for (const circuit of directedCircuits().flatMap(everyCut)) expect(differenceOf(circuit, 100)).toBeUndefined();
});

test(`the ${circuits} circuits have every operator in every class of widths, and every kind of state`, () => {
  expect(coverage.empty(), coverage.text()).toEqual([]);
  expect(coverage.record().deepest).toBeGreaterThanOrEqual(3);
  expect(coverage.record().shared).toBeGreaterThan(circuits / 20);
});
