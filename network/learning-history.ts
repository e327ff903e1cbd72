import type { ReportLearning } from "./learning-in-lsb.ts";
import type { Learning, LearningWindow } from "./learning-schema.ts";

/** What arrivals and posts a core remembers, and how far apart they still pair. */
export interface LearningHistory {
  readonly historyBits: 32 | 64 | 128;
  readonly slowPeriod: 8 | 16;
}

/** Exponentials end after this many time constants, unless the window is given, and after as much as 64 ticks of history hold. */
const timeConstants = 3;
const longestByItself = 55;
const histories = [32, 64, 128] as const;

/** Last tick in which the arrival and the post of a pair still pair. 0 for rules without pairs. */
export function windowTicks(rule: Learning["rule"], timestepMs: number): number {
  if (rule.kind === "sdsp") return 0;
  if (rule.window !== undefined) return rule.window;
  const lengthOf = (shape: LearningWindow, first: number): number =>
    Array.isArray(shape)
      ? shape.length - 1 + first
      : Math.min(longestByItself, Math.ceil((timeConstants * shape.timeConstantMs) / timestepMs));
  return Math.max(1, lengthOf(rule.causal, 0), lengthOf(rule.acausal, 1));
}

/**
 * The shortest history that the window fits, and the longer of the two periods that fit it: an axon is visited once in
 * every period, and what has left the window must not have left the history before. Reports NET064.
 */
export function learningHistory(
  rule: Learning["rule"],
  given: 8 | 16 | undefined,
  timestepMs: number,
  report: ReportLearning,
): LearningHistory {
  const window = windowTicks(rule, timestepMs);
  const periods = given === undefined ? ([16, 8] as const) : [given];
  for (const historyBits of histories) {
    for (const slowPeriod of periods) if (window <= historyBits - 1 - slowPeriod) return { historyBits, slowPeriod };
  }
  const most = 127 - Math.min(...periods);
  report(
    "NET064",
    "rule",
    `a window of ${window} ticks, expected at most ${most}`,
    "use a shorter window, or longer ticks",
  );
  return { historyBits: 128, slowPeriod: 8 };
}
