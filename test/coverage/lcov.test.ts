import type { SectionSummary } from "@friedemannsommer/lcov-parser";
import lcovParser from "@friedemannsommer/lcov-parser/sync";
import { beforeAll, describe, expect, it } from "vitest";
import { coverageSummary, coverageTotals, mergeCoverage, openCovered, toLcov } from "../../sim/coverage/index.ts";
import type { CoverageReport } from "../../sim/coverage/report.ts";
import { gate } from "./gate.ts";

/** Lines of gate.ts by what stands on them. */
const line = { module: 5, ports: 6, regs: 8, when: 9, taken: 10, otherwise: 12, cover: 14 };

describe("lcov", () => {
  let report: CoverageReport;
  let other: CoverageReport;
  const root = new URL("../..", import.meta.url).pathname;

  beforeAll(async () => {
    const run = async (open: number): Promise<CoverageReport> => {
      const sim = await openCovered("embedded", gate());
      sim.reset();
      sim.port("open").value = open;
      sim.step(3);
      return sim.coverage();
    };
    [report, other] = [await run(1), await run(0)];
  });

  const sectionOf = (text: string): SectionSummary => {
    const sections = lcovParser({ from: text });
    const section = sections.find(({ path }) => path === "test/coverage/gate.ts");
    if (section === undefined) throw new Error(`gate.ts is not in ${sections.map(({ path }) => path).join(" ")}`);
    return section;
  };

  it("lines: counts by the line of the TypeScript, as an independent reader sees them", () => {
    const { lines } = sectionOf(toLcov(report, { root, kinds: ["line"] }));
    expect(Object.fromEntries(lines.details.map(({ line: at, hit }) => [at, hit]))).toEqual({
      [line.module]: 4,
      [line.ports]: 4,
      [line.regs]: 4,
      [line.when]: 3,
      [line.taken]: 3,
      [line.otherwise]: 0,
    });
    expect([lines.instrumented, lines.hit]).toEqual([6, 5]);
  });

  it("branches: one block per decision; taken 0 where it was reached", () => {
    const { branches } = sectionOf(toLcov(report, { root, kinds: ["line"] }));
    expect(branches.details.map(({ line: at, block, branch, hit }) => [at, block, Number(branch), hit])).toEqual([
      [line.when, 0, 0, 3],
      [line.when, 0, 1, 0],
    ]);
    expect([branches.instrumented, branches.hit]).toEqual([2, 1]);
  });

  it("a decision that was never reached has dashes, not zeros", async () => {
    const sim = await openCovered("embedded", gate());
    sim.reset(5);
    expect(toLcov(sim.coverage(), { root, kinds: ["line"] })).toContain(
      `BRDA:${line.when},0,0,-\nBRDA:${line.when},0,1,-\n`,
    );
  });

  it("toggles: two branches for each bit, on the line that declares the signal", () => {
    const { branches, lines } = sectionOf(toLcov(report, { root, kinds: ["toggle"] }));
    // The edges find open 0 1 1 1 and level 0 0 1 2: rising and falling by turns, from the lowest bit on.
    expect(branches.details.map(({ line: at, block, hit }) => [at, block, hit])).toEqual([
      ...[1, 0].map((hit) => [line.ports, 0, hit]),
      ...[1, 1, 1, 0].map((hit) => [line.ports, 1, hit]),
      ...[1, 1, 1, 0].map((hit) => [line.regs, 0, hit]),
    ]);
    expect(lines.instrumented).toBe(2);
  });

  it("properties: the line of a cover has its count", () => {
    const { lines } = sectionOf(toLcov(report, { root, kinds: ["property"] }));
    expect(lines.details.map(({ line: at, hit }) => [at, hit])).toEqual([[line.cover, 1]]);
  });

  it("functions: modules, with the edges of their clocks", () => {
    const { functions } = sectionOf(toLcov(report, { root }));
    expect(functions.details.map(({ name, line: at, hit }) => [name, at, hit])).toEqual([["gate", line.module, 4]]);
  });

  it("merged runs have the counts of both, in any order, and each instance once", () => {
    const merged = mergeCoverage(report, other);
    const { lines, branches } = sectionOf(toLcov(merged, { root, kinds: ["line"] }));
    expect(lines.details.map(({ hit }) => hit)).toEqual([8, 8, 8, 6, 3, 3]);
    expect(branches.details.map(({ hit }) => hit)).toEqual([3, 3]);
    expect(mergeCoverage(other, report)).toEqual(merged);
    expect(mergeCoverage(mergeCoverage(), merged)).toEqual(merged);
    expect(merged.modules[0]?.instances.length).toBe(1);
  });

  it("a module that was edited between the runs stays apart", () => {
    const [module] = other.modules;
    if (module === undefined) throw new Error("no module");
    const edited = { ...other, modules: [{ ...module, points: module.points.slice(1) }] };
    const lengths = mergeCoverage(report, edited).modules.map(({ points }) => points.length);
    expect(lengths.sort((a, b) => b - a)).toEqual([10, 9]);
  });

  it("files can be left out", () => {
    expect(toLcov(report, { files: (path) => !path.endsWith("gate.ts") })).toBe("");
  });

  it("the summary has a row per module, and names what never happened", () => {
    expect(coverageSummary(report, { root })).toMatchInlineSnapshot(`
      "module    lines  branches  toggles  properties
      gate    5/6 83%   1/2 50%  4/6 66%    1/1 100%
      all     5/6 83%   1/2 50%  4/6 66%    1/1 100%

      never:
        test/coverage/gate.ts:6  gate: open never falls
        test/coverage/gate.ts:8  gate: at [1] never falls
        test/coverage/gate.ts:9  gate: when is never false
      "
    `);
    expect(coverageTotals(report).branches).toEqual({ hit: 1, all: 2 });
  });
});
