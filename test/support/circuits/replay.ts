/**
 * One circuit again, by its seed: `node --import tsx test/support/circuits/replay.ts SEED [usual|comparable|netlist]`.
 * Prints its Verilog and whether the embedded engine and Icarus do what the oracle says.
 */
import { circuitOf, comparable, describeDifference, differenceOf, netlistProfile, usual } from "./circuit.ts";
import { compareInterpreted } from "./compare-batch.ts";

const cycles = 64;
const profiles = { usual, comparable, netlist: netlistProfile };
const [seed = "1", name = "usual"] = process.argv.slice(2);
const profile = profiles[name as keyof typeof profiles];
const circuit = circuitOf(Number(seed), profile);
const embedded = differenceOf(circuit, cycles);
// What may be unknown cannot be compared from outside.
const { differences } = profile === usual ? { differences: [] } : await compareInterpreted([circuit], cycles);
const lines = [
  ...(embedded === undefined ? [] : [describeDifference(circuit, embedded)]),
  ...differences.map(({ difference }) => describeDifference(circuit, difference, "Icarus")),
];
process.stdout.write(
  lines.length > 0 ? `${lines.join("\n")}\n` : `circuit ${seed}: no difference in ${cycles} cycles\n`,
);
process.exitCode = lines.length > 0 ? 1 : 0;
