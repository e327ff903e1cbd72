/** Part of `hdl.random-circuits-netlist`: seeds from, to, synthesised for both families. Prints the cells that came out. */
import { circuitOf, describeDifference, netlistProfile } from "../../test/support/circuits/circuit.ts";
import { compareSynthesised } from "../../test/support/circuits/compare-batch.ts";

const cyclesEach = 48;
const [from = 0, to = 0] = process.argv.slice(2).map(Number);

const circuits = Array.from({ length: to - from }, (_, i) => circuitOf(from + i, netlistProfile));
const cells: Record<string, Readonly<Record<string, number>>> = {};
for (const family of ["ice40", "ecp5"] as const) {
  const compared = await compareSynthesised(circuits, family, cyclesEach);
  for (const { circuit, difference } of compared.differences) {
    throw new Error(describeDifference(circuit, difference, `the netlist for ${family}`));
  }
  cells[family] = compared.cells;
}
process.stdout.write(JSON.stringify({ circuits: circuits.length, cells }));
