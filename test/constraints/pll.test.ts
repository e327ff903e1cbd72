import { expect, test } from "vitest";
import { computePll } from "../../constraints/index.ts";
import { SpikeforgeError } from "../../diagnostics/index.ts";

// All but the last two as `icepll -i … -o …` prints them; it lets the output leave its limits, which is never wanted.
test.each([
  [12, 48, { divr: 0, divf: 63, divq: 4, filterRange: 1, achievedMHz: 48 }],
  [12, 36, { divr: 0, divf: 47, divq: 4, filterRange: 1, achievedMHz: 36 }],
  [12, 50, { divr: 0, divf: 66, divq: 4, filterRange: 1, achievedMHz: 50.25 }],
  [100, 48, { divr: 2, divf: 22, divq: 4, filterRange: 3, achievedMHz: ((100 / 3) * 23) / 16 }],
  [16, 275, { divr: 0, divf: 33, divq: 1, filterRange: 1, achievedMHz: 272 }],
  [12, 16, { divr: 0, divf: 85, divq: 6, filterRange: 1, achievedMHz: 16.125 }],
  [12, 275, { divr: 0, divf: 44, divq: 1, filterRange: 1, achievedMHz: 270 }],
])("pll: %d MHz to %d MHz", (input, requested, expected) => {
  expect(computePll(input, requested, "up5k")).toEqual(expected);
});

test("pll: every achievable clock obeys the limits and is within 3 % of what was asked", () => {
  for (const input of [10, 12, 16, 25, 48, 100, 133])
    for (let requested = 16; requested <= 275; requested += 7) {
      const { divr, divf, divq, achievedMHz } = computePll(input, requested, "hx8k");
      const phaseDetector = input / (divr + 1);
      const vco = phaseDetector * (divf + 1);
      expect(achievedMHz).toBe(vco / 2 ** divq);
      expect(phaseDetector).toBeGreaterThanOrEqual(10);
      expect(phaseDetector).toBeLessThanOrEqual(133);
      expect(vco).toBeGreaterThanOrEqual(533);
      expect(vco).toBeLessThanOrEqual(1066);
      expect(Math.abs(achievedMHz / requested - 1)).toBeLessThan(0.03);
    }
});

test("BRD020: a clock that the PLL cannot make or take", () => {
  expect(() => computePll(12, 300, "up5k")).toThrow(
    new SpikeforgeError({
      code: "BRD020",
      place: "PLL of up5k",
      found: "cannot make 300 MHz from 12 MHz: its output is 16 to 275 MHz",
      mend: "ask for a clock of 16 to 275 MHz",
    }),
  );
  expect(() => computePll(8, 48, "hx1k")).toThrow(
    new SpikeforgeError({
      code: "BRD020",
      place: "PLL of hx1k",
      found: "cannot make 48 MHz from 8 MHz: its input is 10 to 133 MHz",
      mend: "take another clock pin",
    }),
  );
});
