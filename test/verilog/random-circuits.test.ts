import { expect, test } from "vitest";
import { circuitOf, comparable, describeDifference } from "../support/circuits/circuit.ts";
import { compareInterpreted } from "../support/circuits/compare-batch.ts";

const circuits = 300;

test(`icarus: ${circuits} random circuits equal the oracle in every output (seed in the message)`, async () => {
  const drawn = Array.from({ length: circuits }, (_, i) => circuitOf(300_001 + i, comparable));
  const { differences } = await compareInterpreted(drawn, 32);
  const told = differences.map(({ circuit, difference }) => describeDifference(circuit, difference, "Icarus"));
  expect(told.join("\n")).toBe("");
});
