import type { CoreShape } from "../../../config/index.ts";

/** A small core; a test says what matters to it. */
export function coreShape(wish: Partial<CoreShape> = {}): CoreShape {
  return {
    ...{ lanes: 4, updates: 1, weightBits: 4, weightSign: "signed", membraneBits: 16, accumulatorBits: 10 },
    ...{ groups: 16, slots: 64, regions: 4, listEntries: 64, weightWords: 256, segments: 16, waits: true },
    ...{ historyWords: 0, delayProgram: 0, thresholdBits: 12, refractoryBits: 3, biasBits: 6 },
    ...{ leaks: ["none", "shift"], leakBits: 4, resets: ["zero", "threshold"], resetBits: 0, firstTickBits: 2 },
    perNeuron: [],
    ...wish,
  };
}
