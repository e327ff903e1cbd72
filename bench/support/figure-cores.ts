/** The cores of the hardware figures, which budgets and the planner's clocks are held to as well. */
import type { FigureCore } from "./figure-core.ts";

export const figureCores = {
  "up5k-16x4": { device: "up5k", lanes: 16, size: "784-240-10x4" },
  "up5k-8x8": { device: "up5k", lanes: 8, size: "784-160-10x8" },
  "hx8k-64x4": { device: "hx8k", lanes: 64, size: "196-60-10x4" },
  "ecp5-25f-64x8": { device: "ecp5-25f", lanes: 64, size: "784-64-10x8" },
  "ecp5-25f-128x4": { device: "ecp5-25f", lanes: 128, size: "784-128-10x4" },
  "ecp5-85f": { device: "ecp5-85f", lanes: 64, size: "784-64-10x8" },
} as const satisfies Readonly<Record<string, FigureCore>>;
