import { type LearningHistory, windowTicks } from "./learning-history.ts";
import type { ReportLearning } from "./learning-in-lsb.ts";
import type { Learning, LearningWindow, PairLearning, SdspLearning } from "./learning-schema.ts";
import { toLsb } from "./lsb.ts";

export interface PairsInLsb {
  readonly kind: "pairs";
  readonly pairing: PairLearning["pairing"];
  readonly posts: PairLearning["posts"];
  readonly window: number;
  readonly causal: Int32Array;
  readonly acausal: Int32Array;
  readonly perPost: number;
}

export interface SdspInLsb {
  readonly kind: "sdsp";
  readonly plus: number;
  readonly minus: number;
  readonly membraneThreshold: number;
  readonly calciumLimit: number;
  readonly calciumPeriod: number;
  readonly up: { readonly low: number; readonly high: number };
  readonly down: { readonly low: number; readonly high: number };
  readonly drift: { readonly threshold: number; readonly amount: number };
}

export type RuleInLsb = PairsInLsb | SdspInLsb;

/** What a change of 1 in the network's unit is to the rule. */
export interface ChangeUnit {
  /** Weight LSB of a change of 1 at level 1; where bounds are soft, of the range that is left. */
  readonly lsbPerChange: number;
  /** Value of one weight LSB. */
  readonly scale: number;
  readonly membraneBits: number;
  readonly timestepMs: number;
  readonly history: LearningHistory;
  /** Changes go to an eligibility of this width. */
  readonly eligibility?: { readonly bits: number; readonly mostGain: number };
}

/** Bits behind the point that changes can have. */
const mostFraction = 16;
/** The largest entry of a window, and the largest sum of entries, in 2^−fraction LSB. */
const largestEntry = 2047;
const largestSum = 32_767;
/** Pairs of the largest change that an eligibility takes before it is full. */
const pairsThatFit = 8;

/**
 * A rule with its changes in units of 2^−fraction LSB. `gain`: an eligibility has 2^gain LSB per weight LSB. Reports
 * NET063 for changes that are too large or too small, NET067 for what SDSP cannot be.
 */
export function ruleInLsb(rule: Learning["rule"], unit: ChangeUnit, report: ReportLearning) {
  return rule.kind === "pairs" ? pairsInLsb(rule, unit, report) : sdspInLsb(rule, unit, report);
}

function pairsInLsb(rule: PairLearning, unit: ChangeUnit, report: ReportLearning) {
  const { lsbPerChange, timestepMs, eligibility } = unit;
  const window = windowTicks(rule, timestepMs);
  const causal = sampled(rule.causal, 0, window, timestepMs).map((change) => change * lsbPerChange);
  const acausal = sampled(rule.acausal, 1, window, timestepMs).map((change) => change * lsbPerChange);
  const perPost = rule.perPost * lsbPerChange;
  for (const [field, entries, first] of [
    ["causal", rule.causal, 0],
    ["acausal", rule.acausal, 1],
  ] as const) {
    if (Array.isArray(entries) && entries.length + first > window + 1) {
      const found = `${entries.length} changes in a window of ${window} ticks`;
      report("NET064", `rule.${field}`, found, `give at most ${window + 1 - first}, or leave the window out`);
    }
  }
  const peak = Math.max(...causal.map(Math.abs), ...acausal.map(Math.abs), Math.abs(perPost));
  const gain = eligibility === undefined || peak === 0 ? 0 : gainOf(peak, eligibility);
  const fraction = fractionOf(
    [
      { largest: peak * 2 ** gain, limit: largestEntry },
      { largest: sumOfMagnitudes(causal) * 2 ** gain, limit: largestSum },
      { largest: sumOfMagnitudes(acausal) * 2 ** gain, limit: largestSum },
    ],
    report,
  );
  const inLsb = (change: number): number => toLsb(change, 2 ** -(gain + fraction));
  const kept = { causal: causal.map(inLsb), acausal: acausal.map(inLsb), perPost: inLsb(perPost) };
  refuseLost("causal", Math.max(...causal.map(Math.abs)), Math.max(...kept.causal.map(Math.abs)), report);
  refuseLost("acausal", Math.max(...acausal.map(Math.abs)), Math.max(...kept.acausal.map(Math.abs)), report);
  refuseLost("perPost", Math.abs(perPost), Math.abs(kept.perPost), report);
  const { pairing, posts } = rule;
  const found: PairsInLsb = {
    kind: "pairs",
    pairing,
    posts,
    window,
    causal: Int32Array.from(kept.causal),
    acausal: Int32Array.from(kept.acausal),
    perPost: kept.perPost,
  };
  return { rule: found, fraction, gain };
}

/** Changes by tick, 0…window; those before `first` are 0. */
function sampled(shape: LearningWindow, first: number, window: number, timestepMs: number): number[] {
  return Array.from({ length: window + 1 }, (_, tick) => {
    if (tick < first) return 0;
    if (Array.isArray(shape)) return shape[tick - first] ?? 0;
    return shape.amplitude * Math.exp((-tick * timestepMs) / shape.timeConstantMs);
  });
}

function gainOf(peak: number, { bits, mostGain }: { readonly bits: number; readonly mostGain: number }): number {
  const room = 2 ** (bits - 1) / pairsThatFit;
  return Math.min(mostGain, Math.max(0, Math.floor(Math.log2(room / peak))));
}

function sumOfMagnitudes(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + Math.abs(value), 0);
}

/** As many bits behind the point as the largest changes leave room for. */
function fractionOf(
  changes: readonly { readonly largest: number; readonly limit: number }[],
  report: ReportLearning,
): number {
  const bits = changes.map(({ largest, limit }) =>
    largest === 0 ? mostFraction : Math.floor(Math.log2(limit / largest)),
  );
  const fraction = Math.min(mostFraction, ...bits);
  if (fraction >= 0) return fraction;
  const over = changes.find(({ largest, limit }) => largest > limit);
  const found = `changes of ${over?.largest} weight LSB, expected at most ${over?.limit}`;
  report("NET063", "rule", found, "use smaller changes, or a larger weightScale");
  return 0;
}

function refuseLost(field: string, given: number, kept: number, report: ReportLearning): void {
  if (given === 0 || kept !== 0) return;
  const found = `a change of ${Number(given.toPrecision(3))} weight LSB is lost: the finest step is 2^-${mostFraction} LSB`;
  report("NET063", `rule.${field}`, found, "use larger changes, or a smaller weightScale");
}

function sdspInLsb(
  rule: SdspLearning,
  { lsbPerChange, scale, membraneBits, timestepMs, history }: ChangeUnit,
  report: ReportLearning,
) {
  const plus = rule.plus * lsbPerChange;
  const minus = rule.minus * lsbPerChange;
  const drift = rule.drift.perMs * history.slowPeriod * timestepMs * lsbPerChange;
  const fraction = fractionOf([{ largest: Math.max(plus, minus, drift), limit: largestSum }], report);
  const inLsb = (field: string, change: number): number => {
    const kept = toLsb(change, 2 ** -fraction);
    refuseLost(field, change, kept, report);
    return kept;
  };
  const membraneThreshold = toLsb(rule.membraneThreshold, scale);
  const membrane = 2 ** (membraneBits - 1);
  if (membraneThreshold < -membrane || membraneThreshold >= membrane) {
    const found = `${rule.membraneThreshold} (${membraneThreshold} LSB) is outside ${-membrane}..${membrane - 1}`;
    report("NET067", "rule.membraneThreshold", found, "use more membraneBits, or a larger weightScale");
  }
  const { limit, period, up, down } = rule.calcium;
  if (!Number.isInteger(Math.log2(period)) || period < 1 || period > 2 ** 15) {
    report("NET067", "rule.calcium.period", `${period} ticks, expected a power of two in 1..32768`);
  }
  for (const [field, { low, high }] of Object.entries({ up, down })) {
    if (low >= high) report("NET067", `rule.calcium.${field}`, `low ${low} is not below high ${high}`);
    if (high > limit + 1)
      report("NET067", `rule.calcium.${field}`, `high ${high} is above ${limit + 1}, which no calcium reaches`);
  }
  const found: SdspInLsb = {
    kind: "sdsp",
    plus: inLsb("plus", plus),
    minus: inLsb("minus", minus),
    membraneThreshold,
    calciumLimit: limit,
    calciumPeriod: period,
    up,
    down,
    drift: { threshold: toLsb(rule.drift.threshold, scale), amount: inLsb("drift", drift) },
  };
  return { rule: found, fraction, gain: 0 };
}
