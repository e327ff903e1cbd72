import { expect, test } from "vitest";
import { computeEcp5Pll } from "../../constraints/index.ts";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import { Random } from "../support/random.ts";

/** FPGA-DS-02012, sysCLOCK PLL timing. */
const limits = { phaseDetector: [10, 400], vco: [400, 800], output: [3.125, 400] } as const;
const isWithin = (value: number, [low, high]: readonly [number, number]) => value >= low && value <= high;

test.each([
  [25, 100, { inputDivider: 1, feedbackDivider: 4, outputDivider: 6, achievedMHz: 100 }],
  [25, 50, { inputDivider: 1, feedbackDivider: 2, outputDivider: 12, achievedMHz: 50 }],
  [12, 48, { inputDivider: 1, feedbackDivider: 4, outputDivider: 12, achievedMHz: 48 }],
  [48, 80, { inputDivider: 3, feedbackDivider: 5, outputDivider: 7, achievedMHz: 80 }],
  [25, 77, { inputDivider: 1, feedbackDivider: 3, outputDivider: 8, achievedMHz: 75 }],
])("ecp5 pll: %d MHz to %d MHz", (input, requested, expected) => {
  expect(computeEcp5Pll(input, requested)).toEqual(expected);
});

test("ecp5 pll: whatever is asked, the limits hold, and no other dividers come nearer", () => {
  const random = new Random(21);
  for (let i = 0; i < 60; i++) {
    const input = 10 + random.integer(0, 390);
    const requested = 4 + random.integer(0, 396);
    const found = computeEcp5Pll(input, requested);
    const { inputDivider, feedbackDivider, outputDivider, achievedMHz } = found;
    const what = `${input} to ${requested} MHz: ${JSON.stringify(found)}`;
    for (const divider of [inputDivider, feedbackDivider, outputDivider]) {
      expect(Number.isInteger(divider) && divider >= 1 && divider <= 128, what).toBe(true);
    }
    expect(achievedMHz, what).toBeCloseTo((input * feedbackDivider) / inputDivider, 9);
    expect(isWithin(input / inputDivider, limits.phaseDetector), what).toBe(true);
    expect(isWithin(achievedMHz * outputDivider, limits.vco), what).toBe(true);
    expect(isWithin(achievedMHz, limits.output), what).toBe(true);
    for (let r = 1; r <= input / limits.phaseDetector[0]; r++)
      for (let f = 1; f <= 128; f++) {
        const other = (input / r) * f;
        if (!isWithin(other, limits.output)) continue;
        expect(Math.abs(other - requested), `${what}, but ${f}/${r}`).toBeGreaterThanOrEqual(
          Math.abs(achievedMHz - requested) - 1e-9,
        );
      }
  }
});

test("BRD021: a clock that the PLL cannot make or take", () => {
  const problem = (found: string, mend: string) =>
    new SpikeforgeError({ code: "BRD021", place: "PLL of ECP5", found, mend });
  expect(() => computeEcp5Pll(25, 500)).toThrow(
    problem("cannot make 500 MHz from 25 MHz: its output is 3.125 to 400 MHz", "ask for a clock of 3.125 to 400 MHz"),
  );
  expect(() => computeEcp5Pll(4, 100)).toThrow(
    problem("cannot make 100 MHz from 4 MHz: its input is 10 to 400 MHz", "take another clock pin"),
  );
});
