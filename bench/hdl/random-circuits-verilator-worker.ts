/**
 * Part of `hdl.random-circuits-verilator`: seeds from, to, in one verilated model. Prints the coverage, or fails at the
 * first difference. The embedded engine is compared on the very same circuits.
 */
import { circuitOf, comparable, describeDifference, differenceOf } from "../../test/support/circuits/circuit.ts";
import { compareVerilated } from "../../test/support/circuits/compare-batch.ts";
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
const { differences, seconds } = await compareVerilated(circuits, cyclesEach);
for (const { circuit, difference } of differences) {
  throw new Error(describeDifference(circuit, difference, "Verilator"));
}
process.stdout.write(JSON.stringify({ circuits: circuits.length, coverage: coverage.record(), seconds }));
