/** Part of `hdl.random-circuits`: seeds from, to. Prints the coverage, or fails at the first difference. */
import { circuitOf, describeDifference, differenceOf } from "../../test/support/circuits/circuit.ts";
import { Coverage } from "../../test/support/circuits/coverage.ts";

const cyclesEach = 16;
const [from = 0, to = 0] = process.argv.slice(2).map(Number);

const coverage = new Coverage();
for (let seed = from; seed < to; seed++) {
  const circuit = circuitOf(seed);
  coverage.add(circuit.design);
  const difference = differenceOf(circuit, cyclesEach);
  if (difference !== undefined) throw new Error(describeDifference(circuit, difference));
}
process.stdout.write(JSON.stringify({ circuits: to - from, coverage: coverage.record() }));
