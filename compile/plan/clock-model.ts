import type { CoreShape, Fabric } from "../../config/index.ts";

/** What a core's clock is bounded by. */
export type ClockLimit =
  | "control of the walk and the spikes"
  | "way from the weights to the sums"
  | "membrane adders"
  | "multiplier of the leak"
  | "delay program"
  | "enables of the lanes";

export interface ClockPrediction {
  readonly MHz: number;
  readonly limit: ClockLimit;
}

/** Nanoseconds of the longest path of each kind: at its shortest, and for each bit or doubling more. */
interface PathDelays {
  readonly control: number;
  readonly weights: { readonly base: number; readonly perBit: number };
  readonly membrane: { readonly base: number; readonly perBit: number };
  readonly multiplier: number;
  readonly delayProgram: number;
  readonly lanes: { readonly base: number; readonly perDoubling: number };
}

/**
 * Medians of placements with nextpnr 0.11.1 (UP5K; HX8K; ECP5 of speed grade 6), of the kind that each was bound by; carries
 * by the bit after the devices' data sheets.
 */
const delays: Readonly<Record<Fabric, PathDelays>> = {
  ice40up: {
    ...{ control: 13.6, multiplier: 16, delayProgram: 13.6 },
    weights: { base: 9.9, perBit: 0.28 },
    membrane: { base: 9, perBit: 0.28 },
    lanes: { base: 8, perDoubling: 1.2 },
  },
  ice40hx: {
    ...{ control: 5.8, multiplier: 6.3, delayProgram: 6.3 },
    weights: { base: 3.6, perBit: 0.126 },
    membrane: { base: 3.6, perBit: 0.126 },
    lanes: { base: 2.4, perDoubling: 0.6 },
  },
  // Of an HX1K.
  ice40small: {
    ...{ control: 9, multiplier: 9, delayProgram: 9 },
    weights: { base: 6, perBit: 0.126 },
    membrane: { base: 5, perBit: 0.126 },
    lanes: { base: 4, perDoubling: 0.6 },
  },
  ecp5: {
    ...{ control: 5.1, multiplier: 5.6, delayProgram: 5.6 },
    weights: { base: 3.2, perBit: 0.06 },
    membrane: { base: 3.6, perBit: 0.06 },
    lanes: { base: 1.9, perDoubling: 0.45 },
  },
};

/** The clock that nextpnr reaches, median of seeds. */
export function predictedClock(shape: CoreShape, fabric: Fabric): ClockPrediction {
  const { control, weights, membrane, multiplier, delayProgram, lanes } = delays[fabric];
  const paths: readonly [ClockLimit, number][] = [
    ["control of the walk and the spikes", control],
    ["way from the weights to the sums", weights.base + weights.perBit * shape.accumulatorBits],
    ["membrane adders", membrane.base + membrane.perBit * shape.membraneBits],
    ["multiplier of the leak", shape.leaks.includes("mul12") ? multiplier : 0],
    ["delay program", shape.historyWords > 0 ? delayProgram : 0],
    ["enables of the lanes", lanes.base + lanes.perDoubling * Math.log2(shape.lanes)],
  ];
  const [limit, nanoseconds] = paths.reduce((a, b) => (b[1] > a[1] ? b : a));
  return { MHz: 1000 / nanoseconds, limit };
}
