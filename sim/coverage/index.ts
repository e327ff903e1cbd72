/**
 * Coverage of hardware by the lines of its TypeScript, on any engine: counters in the IR (`instrument.ts`), read when a
 * run has ended (`tally.ts`), merged over runs and processes, as lcov and as text.
 */
export { type CoveredSimulation, collectCoverage, coveredSimulation } from "./covered-simulation.ts";
export { type InstrumentedDesign, instrumentCoverage } from "./instrument.ts";
export type { CoverageOptions } from "./instrument-module.ts";
export { type CoverageKind, type LcovOptions, toLcov } from "./lcov.ts";
export { mergeCoverage } from "./merge.ts";
export { type OpenCoveredOptions, openCovered } from "./open-covered.ts";
export { CoveragePart, clearParts, parseCoverage, readParts } from "./parts.ts";
export {
  type CountedPoint,
  type CoverageReport,
  emptyReport,
  type InstanceCoverage,
  type ModuleCoverage,
  type PointKind,
  type ToggledSignal,
  type Toggles,
} from "./report.ts";
export { type CoverageTotals, coverageSummary, coverageTotals, type SummaryOptions } from "./summary.ts";
export { type CountedLine, type VerilogPoint, verilatorLines } from "./verilator-lines.ts";
