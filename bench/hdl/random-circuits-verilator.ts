import { Coverage, type CoverageRecord } from "../../test/support/circuits/coverage.ts";
import type { BatchRun } from "../../test/support/circuits/verilate-batch.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { significant } from "../kit/statistics.ts";
import { verilatorVersions } from "../kit/verilator-versions.ts";
import { nodeVersion } from "../kit/versions.ts";
import { inProcesses, rangesOf } from "./in-processes.ts";
import { coverageTable } from "./random-circuits.ts";

const circuits = 20_000;
const circuitsEach = 250;
/** One batch more than is asked for, in place of what Verilator cannot translate. */
const drawn = circuits + circuitsEach;

interface Part {
  readonly circuits: number;
  /** Seeds of circuits on which Verilator ends with an internal error. */
  readonly refused: readonly number[];
  readonly coverage: CoverageRecord;
  readonly seconds: BatchRun["seconds"];
}

export const randomCircuitsVerilator: Benchmark = {
  id: "hdl.random-circuits-verilator",
  title: "Random circuits on which Verilator, the embedded engine and the oracle are equal",
  method:
    `The printed Verilog of ${circuitsEach} circuits at a time becomes one model with common stimuli, which Verilator ` +
    "translates and the C++ compiler compiles without optimisation. Every output is compared with the oracle before " +
    "each of 32 edges, and so is the embedded engine on the same circuits. One difference ends the run. Circuits on which " +
    "Verilator ends with an internal error do not count; they are compared in Icarus, and `detail.refused` names their seeds.",
  unit: "circuits",
  target: { goal: "atLeast", value: circuits },
  standing: "required",
  duration: "long",
  source: import.meta.url,
  versions: async () => ({ ...(await nodeVersion()), ...(await verilatorVersions()) }),
  async measure({ report }) {
    const started = performance.now();
    const script = new URL("./random-circuits-verilator-worker.ts", import.meta.url);
    const parts = await inProcesses<Part>(script, rangesOf(drawn, circuitsEach), report);
    const coverage = new Coverage();
    for (const part of parts) coverage.merge(part.coverage);
    const empty = coverage.empty();
    if (empty.length > 0) throw new Error(`no circuit has ${empty.join(", ")}`);
    const total = (what: keyof Part["seconds"]) =>
      significant(parts.reduce((sum, { seconds }) => sum + seconds[what], 0));
    return {
      value: parts.reduce((sum, part) => sum + part.circuits, 0),
      detail: {
        seconds: significant((performance.now() - started) / 1000),
        processSeconds: { verilator: total("verilator"), compiler: total("compiler"), run: total("run") },
        refused: parts.flatMap(({ refused }) => refused),
        coverage: coverage.table(),
      },
      table: coverageTable(coverage),
    };
  },
};
