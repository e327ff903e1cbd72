import { describe, expect, it } from "vitest";
import { timingLines } from "../../cli/timing-text.ts";
import type { CriticalPath, PathSignal, PathStep } from "../../index.ts";

const step = (kind: string, delayNs: number, arrivalNs: number, signal?: PathSignal): PathStep => ({
  kind,
  delayNs,
  arrivalNs,
  from: { cell: "a", port: "O", x: 0, y: 0 },
  to: { cell: "some_LC", port: "I0", x: 0, y: 0 },
  ...(signal === undefined ? {} : { signal }),
});
const signal = (name: string, relation: PathSignal["relation"], ...lines: string[]): PathSignal => ({
  module: "chip.core",
  name,
  relation,
  lines,
});
const path: CriticalPath = {
  from: "posedge clk",
  to: "posedge clk",
  delayNs: 10,
  logicNs: 4,
  routingNs: 6,
  nets: [],
  steps: [
    step("clk-to-q", 1, 1, signal("address[3]", "is", "rtl/a.ts:7")),
    step("routing", 2, 3, signal("address[3]", "is", "rtl/a.ts:7")),
    step("logic", 1, 4, signal("sum[0]", "near", "rtl/b.ts:9")),
    step("routing", 0, 4, signal("sum[1]", "near", "rtl/b.ts:9")),
    step("logic", 1, 5, signal("sum[1]", "near", "rtl/b.ts:9")),
    step("routing", 4, 9),
    step("setup", 1, 10, signal("held", "is", "rtl/c.ts:1", "rtl/c.ts:4")),
  ],
};
const clock = (fmaxMHz: number, requiredMHz: number, name = "clk") => ({
  clock: name,
  fmaxMHz,
  requiredMHz,
  slackNs: 1000 / requiredMHz - 1000 / fmaxMHz,
  met: fmaxMHz >= requiredMHz,
});

describe("what synth says about clocks", () => {
  it("a clock that is reached: its slack in one line", () => {
    const facts = { clocks: [clock(100, 50)], criticalPaths: [path], seeds: [{ seed: 1, fmaxMHz: 100, met: true }] };
    expect(timingLines(facts, { lanes: 4 })).toEqual(["clk: 100.00 MHz, 50 required, slack 10.00 ns"]);
  });

  it("a clock that is missed: the path by signals with their lines, the steps of one signal together, and what to do", () => {
    const other = { ...path, from: "<async>", delayNs: 99 };
    const facts = {
      clocks: [clock(100, 125), clock(300, 125, "fast")],
      criticalPaths: [other, path],
      seeds: [
        { seed: 1, fmaxMHz: 100, met: false },
        { seed: 2, fmaxMHz: 91.26, met: false },
      ],
    };
    expect(timingLines(facts, { lanes: 4, holdsMHz: 96 })).toEqual([
      "clk: 100.00 MHz, 125 required, slack -2.00 ns  NOT MET",
      "fast: 300.00 MHz, 125 required, slack 4.67 ns",
      "",
      "the slowest path takes 10.00 ns: 4.00 in cells, 6.00 on nets",
      "  at ns  cells  nets  signal                source",
      "  3.00   1.00   2.00  chip.core.address[3]  rtl/a.ts:7",
      "  5.00   2.00   0.00  beside chip.core.sum  rtl/b.ts:9",
      "  9.00   0.00   4.00  some_LC",
      "  10.00  1.00   0.00  chip.core.held        rtl/c.ts:1 rtl/c.ts:4",
      "",
      "what can be done:",
      "  --clock 96  a clock that this placement holds",
      "  --seeds 8   more placements to choose from; 2 seeds gave 91.3 to 100.0 MHz",
      "  --lanes 2   a smaller core, with more cycles for each tick",
    ]);
  });

  it("fewer lanes are of no use to a path outside the core", () => {
    const link = { ...path, steps: [step("clk-to-q", 1, 1, { ...signal("full", "is"), module: "chip.link" })] };
    const facts = { clocks: [clock(100, 125)], criticalPaths: [link], seeds: [{ seed: 1, fmaxMHz: 100, met: false }] };
    expect(timingLines(facts, { lanes: 4 }).slice(-2)).toEqual([
      "what can be done:",
      "  --seeds 8  more placements to choose from; one seed was tried",
    ]);
  });
});
