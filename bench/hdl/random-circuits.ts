import { Coverage, type CoverageRecord, widthClasses } from "../../test/support/circuits/coverage.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { significant } from "../kit/statistics.ts";
import { nodeVersion } from "../kit/versions.ts";
import { inProcesses, rangesOf } from "./in-processes.ts";

const circuits = 100_000;
const circuitsEach = 2500;

export const randomCircuits: Benchmark = {
  id: "hdl.random-circuits",
  title: "Random circuits on which the embedded engine equals the oracle",
  method:
    "Three quarters of the circuits are written in hdlgen through its public interface and compared with a model that " +
    "computes in plain integers and shares no code with it; the others are IR that the language cannot say, compared " +
    "with an interpreter of the IR. Outputs, registers and memories over 16 cycles each; one difference ends the run. " +
    "The table counts what the circuits have in them, by the width of the values in bits.",
  unit: "circuits",
  target: { goal: "atLeast", value: circuits },
  standing: "required",
  duration: "long",
  source: import.meta.url,
  versions: nodeVersion,
  async measure({ report }) {
    const started = performance.now();
    const script = new URL("./random-circuits-worker.ts", import.meta.url);
    const parts = await inProcesses<{ circuits: number; coverage: CoverageRecord }>(
      script,
      rangesOf(circuits, circuitsEach),
      report,
    );
    const coverage = new Coverage();
    for (const part of parts) coverage.merge(part.coverage);
    const empty = coverage.empty();
    if (empty.length > 0) throw new Error(`no circuit has ${empty.join(", ")}`);
    const { deepest, shared } = coverage.record();
    return {
      value: parts.reduce((sum, part) => sum + part.circuits, 0),
      detail: {
        seconds: significant((performance.now() - started) / 1000),
        levelsOfHierarchy: deepest,
        circuitsWithSeveralSizesOfOneModule: shared,
        widthClasses,
        coverage: coverage.table(),
      },
      table: coverageTable(coverage),
    };
  },
};

export function coverageTable(coverage: Coverage) {
  return {
    columns: ["", ...widthClasses],
    rows: Object.entries(coverage.table()).map(([row, counts]) => [
      row,
      ...counts.map((count) => (count === null ? "–" : count.toLocaleString("en-US"))),
    ]),
  };
}
