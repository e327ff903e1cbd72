import type { ReportLearning } from "./learning-in-lsb.ts";
import type { Learning } from "./learning-schema.ts";

/** The modulation level that stands for 1. */
export const fullLevel = 64;
const fullLevelShift = 6;

export type SecondInLsb =
  | { readonly kind: "none" }
  | { readonly kind: "eligibility"; readonly rewardShift: number; readonly decayShift: number }
  | { readonly kind: "longTerm"; readonly consolidateShift: number; readonly decayShift: number };

/** Shifts of changes are 0…16. */
export const largestShift = 16;
/** Slow steps of a time constant, as a power of two, with which the shifts of reward and consolidation are in range. */
const mostPeriods = largestShift - fullLevelShift;

/**
 * Second values by shifts per slow step; time constants become the nearest that a shift gives. An eligibility's reward
 * shift makes one pair, followed by level 1 until the eligibility is gone, change the weight by the pair's amplitude.
 * Reports NET065.
 *
 * @param slowMs time between two slow steps of an axon
 */
export function secondInLsb({ second }: Pick<Learning, "second">, slowMs: number, report: ReportLearning): SecondInLsb {
  const decay = (field: string, timeConstantMs: number, most: number): number => {
    const shift = Math.round(-Math.log2(1 - Math.exp(-slowMs / timeConstantMs)));
    if (shift <= most) return shift;
    const longest = Math.floor(slowMs * 2 ** (most + 0.5));
    const found = `${timeConstantMs} ms, expected at most ${longest} ms with a slow step every ${slowMs} ms`;
    report("NET065", `second.${field}`, found, "use a longer timestepMs or slowPeriod");
    return most;
  };
  switch (second.kind) {
    case "none":
      return second;
    case "eligibility": {
      const decayShift = decay("timeConstantMs", second.timeConstantMs, mostPeriods);
      return { kind: "eligibility", decayShift, rewardShift: decayShift + fullLevelShift };
    }
    case "longTerm": {
      const steps = Math.round(Math.log2(second.consolidationMs / slowMs));
      if (steps < -fullLevelShift || steps > mostPeriods) {
        const found = `${second.consolidationMs} ms, expected ${slowMs / 2 ** fullLevelShift}…${slowMs * 2 ** mostPeriods} ms`;
        report("NET065", "second.consolidationMs", `${found} with a slow step every ${slowMs} ms`);
      }
      const decayShift = decay("decayMs", second.decayMs, largestShift - 1);
      return { kind: "longTerm", decayShift, consolidateShift: fullLevelShift + steps };
    }
  }
}
