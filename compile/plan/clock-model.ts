import type { CoreShape, Fabric } from "../../config/index.ts";

/** What a core's clock is bounded by. */
export type ClockLimit = "control of the walk" | "membrane adders" | "enables of the lanes";

export interface ClockPrediction {
  readonly MHz: number;
  readonly limit: ClockLimit;
}

/** Nanoseconds of the longest paths, by kind, and how they grow. Medians of placements; devices of other speeds scale. */
interface PathDelays {
  readonly control: number;
  readonly membrane: { readonly base: number; readonly perBit: number };
  readonly lanes: { readonly base: number; readonly perDoubling: number };
}

const delays: Readonly<Record<Fabric, PathDelays>> = {
  ice40up: { control: 15.6, membrane: { base: 10, perBit: 0.28 }, lanes: { base: 8, perDoubling: 1.2 } },
  ice40hx: { control: 6.3, membrane: { base: 3.7, perBit: 0.126 }, lanes: { base: 2.6, perDoubling: 0.6 } },
  ecp5: { control: 5.4, membrane: { base: 3.6, perBit: 0.06 }, lanes: { base: 1.9, perDoubling: 0.55 } },
};

/** The clock that nextpnr reaches, median of seeds. */
export function predictedClock({ lanes, membraneBits }: CoreShape, fabric: Fabric): ClockPrediction {
  const { control, membrane, lanes: enables } = delays[fabric];
  const paths: readonly [ClockLimit, number][] = [
    ["control of the walk", control],
    ["membrane adders", membrane.base + membrane.perBit * membraneBits],
    ["enables of the lanes", enables.base + enables.perDoubling * Math.log2(lanes)],
  ];
  const [limit, nanoseconds] = paths.reduce((a, b) => (b[1] > a[1] ? b : a));
  return { MHz: 1000 / nanoseconds, limit };
}
