import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { CoveragePart, clearParts, openCovered, parseCoverage, readParts } from "../../sim/coverage/index.ts";
import type { CoverageReport } from "../../sim/coverage/report.ts";
import { coverageReporter } from "../../sim/coverage/vitest-reporter.ts";
import { gate } from "./gate.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "spikeforge-coverage-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function covered(cycles: number): Promise<CoverageReport> {
  const sim = await openCovered("embedded", gate());
  sim.reset();
  sim.port("open").value = 1;
  sim.step(cycles);
  return sim.coverage();
}

const taken = ({ modules }: CoverageReport): number | undefined => {
  const index = modules[0]?.points.findIndex(({ kind, name }) => kind === "branch" && name === "true") ?? -1;
  return modules[0]?.instances[0]?.counts[index];
};

it("each process writes one file, whole, with all it has added; reading merges them", async () => {
  const [first, second] = [new CoveragePart(folder), new CoveragePart(folder)];
  first.add(await covered(3));
  first.write();
  first.add(await covered(4));
  first.write();
  second.add(await covered(5));
  second.write();
  expect(readdirSync(folder).filter((name) => name.endsWith(".json")).length).toBe(2);
  expect(readdirSync(folder).length).toBe(2);
  expect(taken(readParts(folder))).toBe(12);
  clearParts(folder);
  expect(readParts(folder).modules).toEqual([]);
});

it("a process that covered nothing writes nothing; a folder that is not there has no parts", () => {
  new CoveragePart(folder).write();
  expect(readdirSync(folder)).toEqual([]);
  expect(readParts(join(folder, "nowhere")).modules).toEqual([]);
});

it("a report goes through JSON unchanged", async () => {
  const report = await covered(3);
  expect(parseCoverage(JSON.stringify(report), "coverage.json")).toEqual(report);
});

it.each(["", "{", "[]", '{"format":"spikeforge-coverage","version":2,"modules":[]}'])(
  "SIM181: a file that is no report: %s",
  (text) => {
    expect(() => parseCoverage(text, "part-1.json")).toThrow(
      /^SIM181 part-1\.json: the file is no coverage report of version 1\n {4}write it with JSON\.stringify from what collectCoverage returns$/,
    );
  },
);

it("the reporter removes the parts of runs before, and writes report, lcov and summary of this one", async () => {
  const reporter = coverageReporter({ folder, root: new URL("../..", import.meta.url).pathname });
  const before = new CoveragePart(folder);
  before.add(await covered(100));
  before.write();
  writeFileSync(join(folder, "kept.txt"), "");
  await reporter.onTestRunStart?.([]);
  const part = new CoveragePart(folder);
  part.add(await covered(3));
  part.write();
  const written = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  await reporter.onTestRunEnd?.([], [], "passed");
  const text = written.mock.calls.map(([chunk]) => String(chunk)).join("");
  written.mockRestore();
  expect(text).toContain("gate    5/6 83%");
  expect(taken(parseCoverage(readFileSync(join(folder, "coverage.json"), "utf8"), "coverage.json"))).toBe(3);
  expect(readFileSync(join(folder, "lcov.info"), "utf8")).toContain("SF:test/coverage/gate.ts\n");
  expect(readdirSync(folder)).toContain("kept.txt");
});
