import type { CoreShape, LearningShape } from "../../../config/index.ts";
import { coreShape } from "../core/core-shape.ts";

/** What a core learns with; a test says what matters to it. */
export function learningShape(wish: Partial<LearningShape> = {}): LearningShape {
  return {
    ...{ kind: "pairs", pairing: "presynaptic", posts: "spikes", historyBits: 32, slowPeriod: 8 },
    ...{ soft: false, modulated: false, rounding: "nearest", second: "none" },
    ...{ perPost: false, perPre: false, normalise: false, drift: false, projections: 2 },
    ...wish,
  };
}

/** A small core that learns. */
export const learningCoreShape = (core: Partial<CoreShape>, learning: Partial<LearningShape> = {}): CoreShape =>
  coreShape({ weightBits: 8, ...core, learning: learningShape(learning) });
