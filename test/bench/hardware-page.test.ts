import { expect, test } from "vitest";
import {
  type HardwareOutcome,
  hardwarePage,
  multiplierTable,
  peersTable,
  targetsTable,
  toolSetsTable,
} from "../../bench/hw/hardware-page.ts";
import { hardwareRows } from "../../bench/hw/rows.ts";
import type { Benchmark, Json, Result } from "../../bench/kit/benchmark.ts";
import { textTable } from "../../bench/kit/text-table.ts";

const placed = (lc: number, fmaxMHz: number) => ({
  used: { lc, ebr: 19, spram: 4, dsp: 0 },
  fmaxMHz,
  fmaxMHzBySeed: { "1": fmaxMHz - 1, "2": fmaxMHz, "3": fmaxMHz + 1 },
  criticalPath: ["a"],
});

const benchmark = { id: "hw.test" } as Benchmark;

const result: Result = {
  value: 15.5 * 60e6,
  requirements: [
    { name: "SOP/cycle with every axon active", goal: "atLeast", value: 15.4, found: 15.8 },
    { name: "SOP/cycle on the digits", goal: "atLeast", value: 14.5, found: 15.5 },
    { name: "LC, full", goal: "atMost", value: 2200, found: 2300 },
    { name: "EBR, full", goal: "atMost", value: 20, found: 19 },
    { name: "MHz, full", goal: "atLeast", value: 60, found: 60 },
    { name: "MHz, lean", goal: "atLeast", value: 66, found: 65.5 },
  ],
  detail: {
    ...{ device: "UP5K", lanes: 16, weightBits: 4, network: "784-240-10", cores: 1, fmaxMHz: 60 },
    sopPerCycle: { everyAxon: 15.8, digits: 15.5 },
    placed: {
      full: { pypi: placed(2300, 60), npm: placed(2400, 55) },
      lean: { pypi: placed(1600, 65.5) },
      unmultiplied: { pypi: placed(1900, 70) },
    } as Json,
  },
  versions: { "yosys (pypi)": "0.69" },
  machine: "test",
};

const rows: readonly HardwareOutcome[] = [
  { benchmark, outcome: result },
  { benchmark: { id: "hw.other" } as Benchmark, outcome: { problem: "TOOL050 not set up" } },
];

test("figures stand beside what is required, bold where they miss it; what could not be measured says why", () => {
  expect(targetsTable(rows).rows).toEqual([
    [
      "UP5K, 16 × 4 b, 784-240-10",
      "15.8 (≥ 15.4)",
      "15.5 (≥ 14.5)",
      "**2,300 (≤ 2,200)** LC, 19 (≤ 20) EBR, 4 SPRAM",
      "60 (≥ 60)",
      "1,600 LC, 19 EBR, 4 SPRAM",
      "**65.5 (≥ 66)**",
      "0.93 G",
    ],
    ["hw.other", "not measured: TOOL050 not set up", "–", "–", "–", "–", "–", "–"],
  ]);
});

test("a row of an earlier state of the core is marked, and the page says what that means", () => {
  const [first] = rows;
  if (first === undefined) throw new Error("no row");
  const earlier: HardwareOutcome[] = [{ ...first, isEarlier: true }];
  expect(targetsTable(earlier).rows[0]?.[0]).toBe("UP5K, 16 × 4 b, 784-240-10, *earlier*");
  const meaning = "*Earlier*: something in the core or the flow has changed since.";
  expect(hardwarePage(earlier)).toContain(meaning);
  expect(hardwarePage(rows)).not.toContain(meaning);
});

test("peers of the same device alone, as ratios of the full build", () => {
  const found = peersTable(rows).rows;
  expect(found.map(([, peer]) => peer)).toEqual(["tinyODIN", "µCaspian", "SYNtzulu"]);
  // 930 M SOP/s over 0.49 × 12 MHz; 2,300 LC over 3,807.
  expect(found[0]).toEqual([
    "UP5K, 16 × 4 b, 784-240-10",
    "tinyODIN",
    ...["5.88", "158 ×", "31.6 ×", "5 ×", "0.604 ×", "262 ×"],
  ]);
});

test("the tool sets side by side where both were measured", () => {
  expect(toolSetsTable(rows).rows).toEqual([["UP5K, 16 × 4 b, 784-240-10", "full", "2,300", "2,400", "60.0", "55.0"]]);
});

test("what the multiplying leak costs: the full build less the one without it", () => {
  expect(multiplierTable(rows).rows).toEqual([["UP5K, 16 × 4 b, 784-240-10", "2,300", "1,900", "400", "60.0", "70.0"]]);
});

test("the page has every table with as many cells in each line as columns", () => {
  const page = hardwarePage(rows);
  const tables = page.split("\n\n").filter((part) => part.startsWith("|"));
  expect(tables).toHaveLength(5);
  for (const table of tables) {
    const widths = table.trim().split("\n");
    expect(new Set(widths.map((line) => line.split("|").length)).size).toBe(1);
  }
  expect(page).toContain("Tools: yosys (pypi) 0.69. Ids: `hw.test`, `hw.other`.");
});

test("the table for the terminal has columns of equal width", () => {
  expect(textTable({ columns: ["a", "b"], rows: [["long", "1"], ["x"]] })).toEqual(["a     b", "long  1", "x"]);
});

test("every row of the table of figures is there", () => {
  expect(hardwareRows.map(({ id, target }) => [id, target.value / 1e6])).toEqual([
    ["hw.up5k-16x4", 14.5 * 60],
    ["hw.up5k-8x8", 7.3 * 60],
    ["hw.hx8k-64x4", 18 * 150],
    ["hw.ecp5-25f-64x8", 48 * 175],
    ["hw.ecp5-25f-128x4", 85 * 165],
    ["hw.ecp5-85f", 40_000],
  ]);
});
