/**
 * Part of `hdl.random-circuits-verilator`: seeds from, to, in one verilated model. Prints the coverage, or fails at the
 * first difference. The embedded engine is compared on the very same circuits.
 */
import {
  type Circuit,
  circuitOf,
  comparable,
  describeDifference,
  differenceOf,
} from "../../test/support/circuits/circuit.ts";
import { compareInterpreted, compareVerilated } from "../../test/support/circuits/compare-batch.ts";
import { Coverage } from "../../test/support/circuits/coverage.ts";

const cyclesEach = 32;
const [from = 0, to = 0] = process.argv.slice(2).map(Number);

const coverage = new Coverage();
const circuits = Array.from({ length: to - from }, (_, i) => circuitOf(from + i, comparable));
for (const circuit of circuits) {
  coverage.add(circuit.design);
  const difference = differenceOf(circuit, cyclesEach);
  if (difference !== undefined) throw new Error(describeDifference(circuit, difference));
}
const refused: number[] = [];
const { differences, seconds } = await compareTranslatable();
for (const { circuit, difference } of differences) {
  throw new Error(describeDifference(circuit, difference, "Verilator"));
}
process.stdout.write(
  JSON.stringify({ circuits: circuits.length - refused.length, refused, coverage: coverage.record(), seconds }),
);

/** A circuit on which Verilator fails by its own account is compared in Icarus instead, and named. */
async function compareTranslatable(): ReturnType<typeof compareVerilated<Circuit>> {
  for (;;) {
    try {
      return await compareVerilated(
        circuits.filter(({ seed }) => !refused.includes(seed)),
        cyclesEach,
      );
    } catch (error) {
      const seed = Number(/Internal Error: c(\d+)_/.exec(String(error))?.[1]);
      const circuit = circuits.find((each) => each.seed === seed);
      if (circuit === undefined) throw error;
      const [found] = (await compareInterpreted([circuit], cyclesEach)).differences;
      if (found !== undefined) throw new Error(describeDifference(circuit, found.difference, "Icarus"));
      refused.push(seed);
    }
  }
}
