import { type LearningHistory, learningHistory } from "./learning-history.ts";
import type { Learning } from "./learning-schema.ts";
import { toLsb, weightRange, weightScaleOf } from "./lsb.ts";
import type { Network } from "./network.ts";
import { type RuleInLsb, ruleInLsb } from "./rule-in-lsb.ts";
import { fullLevel, largestShift, type SecondInLsb, secondInLsb } from "./second-in-lsb.ts";

/** Learning in integers, field by field as decision 0011 has it. */
export interface LearningInLsb extends LearningHistory {
  readonly rule: RuleInLsb;
  readonly low: number;
  readonly high: number;
  readonly soft: boolean;
  readonly modulated: boolean;
  readonly fraction: number;
  readonly rounding: Learning["rounding"];
  readonly seed: number;
  readonly level: number;
  readonly second: SecondInLsb;
  readonly perPre: { readonly change: number; readonly shift: number };
  readonly normalise: NormaliseInLsb;
}

interface NormaliseInLsb {
  readonly period: number;
  readonly target: number;
  readonly scale: number;
  readonly shift: number;
}

/** Told what cannot be put in integers: code, field of `learning`, what was found, how to mend it. */
export type ReportLearning = (code: string, field: string, found: string, mend?: string) => void;

type LearningNetwork = Pick<Network, "quantization" | "projections" | "learning" | "timestepMs">;

/**
 * How a network learns, in integers. The fraction is as large as the largest change allows, so that small ones keep most
 * of their precision. Reports NET062…NET069; what it returns is of use only if it did not.
 */
export function learningInLsb(network: LearningNetwork, learning: Learning, report: ReportLearning): LearningInLsb {
  const { timestepMs, quantization } = network;
  const { modulated, rounding, seed, nearBounds } = learning;
  const scale = weightScaleOf(network);
  reportUnknownPairs(learning, report);
  const history = learningHistory(learning.rule, learning.slowPeriod, timestepMs, report);
  const second = secondInLsb(learning, history.slowPeriod * timestepMs, report);
  const soft = nearBounds === "soft";
  const unit = {
    lsbPerChange: 1 / ((soft ? 1 : scale) * (modulated ? fullLevel : 1)),
    scale,
    membraneBits: quantization.membraneBits,
    timestepMs,
    history,
  };
  const eligibility =
    second.kind === "eligibility"
      ? { eligibility: { bits: quantization.weightBits, mostGain: largestShift - second.rewardShift } }
      : {};
  const { rule, fraction, gain } = ruleInLsb(learning.rule, { ...unit, ...eligibility }, report);
  return {
    rule,
    ...history,
    ...boundsInLsb(quantization, learning, scale, report),
    soft,
    modulated,
    fraction,
    rounding,
    seed,
    level: learning.level ?? (modulated && second.kind === "none" ? fullLevel : 0),
    second: second.kind === "eligibility" ? { ...second, rewardShift: second.rewardShift + gain } : second,
    perPre: perPreOf(learning, report),
    normalise: normaliseInLsb(learning, scale, report),
  };
}

/** What decision 0011 has no meaning for. */
function reportUnknownPairs({ rule, second, nearBounds }: Learning, report: ReportLearning): void {
  if (second.kind === "eligibility" && nearBounds === "soft") {
    report("NET069", "nearBounds", '"soft", but an eligibility has no bounds to come near to', 'use "hard"');
  }
  if (rule.kind === "sdsp" && second.kind !== "none") {
    report("NET069", "second", `"${second.kind}" with SDSP, whose changes go to the weight`, 'use "none", or pairs');
  }
}

function boundsInLsb(
  quantization: LearningNetwork["quantization"],
  { bounds }: Learning,
  scale: number,
  report: ReportLearning,
): { low: number; high: number } {
  const range = weightRange(quantization);
  if (bounds === undefined) return range;
  const low = toLsb(bounds.low, scale);
  const high = toLsb(bounds.high, scale);
  const inRange = (lsb: number): boolean => lsb >= range.low && lsb <= range.high;
  if (low >= high || !inRange(low) || !inRange(high)) {
    const found = `${bounds.low}..${bounds.high} is ${low}..${high} LSB`;
    const mend = "use more weightBits, or another weightScale";
    report("NET062", "bounds", `${found}, expected low below high, both in ${range.low}..${range.high}`, mend);
  }
  return { low, high };
}

/** Changes have 12 bits with their sign. */
const largestChange = 2047;

/** The share of the weight that an arrival adds, as change / 2^shift. */
function perPreOf({ perArrival }: Learning, report: ReportLearning): { change: number; shift: number } {
  if (perArrival === 0) return { change: 0, shift: 0 };
  const shift = Math.min(largestShift, Math.floor(Math.log2(largestChange / Math.abs(perArrival))));
  const change = toLsb(perArrival, 2 ** -shift);
  if (shift < 0 || change === 0) {
    report("NET063", "perArrival", `${perArrival} of the weight, expected 0 or a magnitude in 2^-16..${largestChange}`);
  }
  return { change, shift: Math.max(0, shift) };
}

/** Errors of a sum are taken in steps of 2^scale, −128…127 of them: so many that all of the target's are seen. */
const mostSteps = 127;

function normaliseInLsb({ normalise }: Learning, scale: number, report: ReportLearning): NormaliseInLsb {
  if (normalise === undefined) return { period: 0, target: 0, scale: 0, shift: 0 };
  const { everyTicks: period, sum, rate } = normalise;
  if (!Number.isInteger(Math.log2(period)) || period < 16 || period > 2 ** 15) {
    report("NET068", "normalise.everyTicks", `${period} ticks, expected a power of two in 16..32768`);
  }
  const target = toLsb(sum, scale);
  if (target < 1 || target >= 2 ** 23) {
    report("NET068", "normalise.sum", `${sum} (${target} LSB), expected 1..${2 ** 23 - 1} LSB`);
    return { period, target: 1, scale: 0, shift: 0 };
  }
  const step = Math.max(0, Math.ceil(Math.log2(target / mostSteps)));
  const shift = Math.round(Math.log2(target / rate)) - step;
  if (shift > largestShift) {
    report("NET068", "normalise.rate", `${rate}, expected at least ${target / 2 ** (largestShift + step + 0.5)}`);
  }
  return { period, target, scale: step, shift: Math.min(largestShift, shift) };
}
