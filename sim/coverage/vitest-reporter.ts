/** A reporter for vitest that puts together what hardware tests have covered. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Reporter } from "vitest/node";
import { toLcov } from "./lcov.ts";
import { clearParts, readParts } from "./parts.ts";
import { coverageSummary } from "./summary.ts";

export interface CoverageReporterOptions {
  /** Where the workers' parts are, and the reports go. Default `coverage/hardware`. */
  readonly folder?: string;
  /** Folder that names of files are relative to. Default: the current one. */
  readonly root?: string;
  /** Most lines of what is missing that are printed. Default 20. */
  readonly missing?: number;
}

/**
 * For `reporters` in a vitest configuration, beside `"default"`. Before a run it removes the parts of runs before; after
 * it, it writes `coverage.json` and `lcov.info`, and prints the summary.
 */
export function coverageReporter(options: CoverageReporterOptions = {}): Reporter {
  const { folder = join("coverage", "hardware"), root = process.cwd(), missing = 20 } = options;
  const at = resolve(root, folder);
  return {
    onTestRunStart() {
      clearParts(at);
    },
    onTestRunEnd() {
      const report = readParts(at);
      if (report.modules.length === 0) return;
      mkdirSync(at, { recursive: true });
      writeFileSync(join(at, "coverage.json"), JSON.stringify(report));
      writeFileSync(join(at, "lcov.info"), toLcov(report, { root, testName: "hardware" }));
      process.stdout.write(`\nCoverage of the hardware, in ${at}\n${coverageSummary(report, { root, missing })}`);
    },
  };
}
