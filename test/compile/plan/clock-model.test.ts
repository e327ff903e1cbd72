import { expect, test } from "vitest";
import { type ClockPrediction, predictedClock } from "../../../compile/plan/index.ts";
import type { CoreShape, Fabric } from "../../../config/index.ts";
import { coreShape } from "../../rtl/core/core-shape.ts";

const clock = (fabric: Fabric, wish: Partial<CoreShape>): ClockPrediction => predictedClock(coreShape(wish), fabric);

/** Cores that were placed with nextpnr 0.11.1: median of the seeds, UP5K and HX8K. */
test.each([
  { fabric: "ice40up", wish: { lanes: 16, accumulatorBits: 14 }, MHz: 72.3 },
  { fabric: "ice40up", wish: { lanes: 16, accumulatorBits: 14, leaks: ["none", "mul12"] }, MHz: 57.5 },
  { fabric: "ice40hx", wish: { lanes: 64, updates: 2, accumulatorBits: 12 }, MHz: 165.9 },
] as const)("plan: the clock of a placed core is predicted within 10 %: $fabric, $MHz MHz", ({ fabric, wish, MHz }) => {
  expect(Math.abs(clock(fabric, wish).MHz / MHz - 1)).toBeLessThan(0.1);
});

test("plan: what bounds the clock follows from the core", () => {
  expect(clock("ice40up", { accumulatorBits: 14, leaks: ["none", "mul12"] }).limit).toBe("multiplier of the leak");
  expect(clock("ice40up", { accumulatorBits: 26 }).limit).toBe("way from the weights to the sums");
  expect(clock("ecp5", { lanes: 512 }).limit).toBe("enables of the lanes");
  expect(clock("ecp5", { lanes: 512 }).MHz).toBeLessThan(clock("ecp5", { lanes: 64 }).MHz);
});
