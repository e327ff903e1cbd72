/** What a visit does to one synapse, from the textbook: pairs by the ticks of arrivals and posts, changes in whole numbers. */
import type { Pairing } from "../../../config/index.ts";

export interface LaneRule {
  readonly kind: "pairs" | "sdsp";
  readonly pairing: Pairing;
  readonly historyBits: number;
  readonly slowPeriod: number;
  readonly window: number;
  readonly causal: readonly number[];
  readonly acausal: readonly number[];
  readonly soft: boolean;
  readonly modulated: boolean;
  readonly rounding: "stochastic" | "nearest";
  readonly second: "none" | "eligibility" | "longTerm";
  readonly weightBits: number;
  readonly low: number;
  readonly high: number;
  readonly seed: number;
  readonly fraction: number;
  readonly secondShift: number;
  readonly decayShift: number;
  readonly perPost: number;
  readonly perPre: number;
  readonly perPreShift: number;
  readonly normaliseShift: number;
  readonly plus: number;
  readonly minus: number;
  readonly driftThreshold: number;
  readonly drift: number;
}

export interface Visit {
  readonly now: number;
  /** Ages of the arrivals in the record, 1…N − 1. */
  readonly arrivals: readonly number[];
  /** Sign by age, 1…N. */
  readonly posts: ReadonlyMap<number, number>;
  readonly pendingAge: number;
  readonly arrival: boolean;
  readonly slow: boolean;
  readonly normalising: boolean;
  readonly factor: number;
  readonly axon: number;
  readonly neuron: number;
  readonly weight: number;
  readonly second: number;
  readonly up: boolean;
  readonly down: boolean;
  /** By age, 0 for this tick. */
  readonly level: (age: number) => number;
}

const half = 0xffff;
const turned = (value: number, by: number): number => ((value << by) | (value >>> (16 - by))) & half;

/** 16 bits of chance for one change. */
export function hash(seed: number, axon: number, neuron: number, tick: number, kind: number): number {
  let x = (seed ^ axon) & half;
  let y = ((seed >>> 16) ^ kind) & half;
  for (let i = 0; i < 12; i++) {
    if (i === 4) {
      x ^= neuron & half;
      y ^= tick & half;
    }
    const constant = turned(0x9e37, i);
    [x, y] = [y ^ (turned(x, 1) & turned(x, 8)) ^ turned(x, 2) ^ constant, x];
  }
  return x;
}

const clamp = (value: bigint, low: bigint, high: bigint): bigint => (value < low ? low : value > high ? high : value);

/** v − (v >> k), and at least 1 less if that leaves a positive one as it is. */
export function shiftLeak(value: number, by: number): number {
  const less = Math.floor(value / 2 ** by);
  return value - (less === 0 && value > 0 ? 1 : less);
}

/** Weight and second value after a visit. */
export function visited(rule: LaneRule, visit: Visit): { weight: number; second: number } {
  let { weight, second } = visit;
  const { window } = rule;
  const ages = [...visit.posts.keys()].sort((a, b) => a - b);

  const chance = (kind: number, tick: number, shift: number): bigint => {
    if (rule.rounding === "nearest") return shift > 0 ? 1n << BigInt(shift - 1) : 0n;
    return BigInt(hash(rule.seed, visit.axon, visit.neuron, tick, kind)) % (1n << BigInt(shift));
  };
  const limits = (target: "weight" | "second"): [bigint, bigint] =>
    target === "second" && rule.second === "eligibility"
      ? [-(1n << BigInt(rule.weightBits - 1)), (1n << BigInt(rule.weightBits - 1)) - 1n]
      : [BigInt(rule.low), BigInt(rule.high)];
  const add = (target: "weight" | "second", product: bigint, shift: number, kind: number, tick: number): void => {
    const step = (product + chance(kind, tick & half, shift)) >> BigInt(shift);
    const [low, high] = limits(target);
    const changed = Number(clamp(BigInt(target === "weight" ? weight : second) + step, low, high));
    if (target === "weight") weight = changed;
    else second = changed;
  };
  const learn = (target: "weight" | "second", sum: number, kind: number, age: number): void => {
    let product = clamp(BigInt(sum), -32768n, 32767n);
    if (rule.modulated) product *= BigInt(visit.level(age));
    if (rule.soft && target === "weight") product *= BigInt(product > 0n ? rule.high - weight : weight - rule.low);
    add(target, product, rule.fraction, kind, visit.now - age);
  };
  const target = rule.second === "eligibility" ? "second" : "weight";
  const shiftOf = (value: number, factor: number): bigint => BigInt(value) * BigInt(factor);

  if (visit.normalising) {
    add("weight", shiftOf(weight, visit.factor), rule.normaliseShift, 5, visit.now);
    return { weight, second };
  }
  if (rule.kind === "pairs") {
    for (const post of ages.filter((age) => age <= visit.pendingAge).reverse()) {
      const before = visit.arrivals.filter((age) => age >= post);
      const last = Math.min(...before);
      const isFirstAfter = (arrival: number): boolean => !ages.some((other) => other > post && other <= arrival);
      const paired = before.filter((arrival) => {
        if (arrival - post > window) return false;
        if (rule.pairing === "all") return true;
        if (rule.pairing === "presynaptic") return isFirstAfter(arrival);
        return arrival === last && (rule.pairing === "symmetric" || isFirstAfter(arrival));
      });
      if (paired.length === 0) continue;
      const sum = paired.reduce((total, arrival) => total + (rule.causal[arrival - post] ?? 0), 0);
      learn(target, sum * (visit.posts.get(post) ?? 0), 0, post);
    }
  }
  if (visit.slow) {
    if (rule.perPost !== 0) {
      const count = ages
        .filter((age) => age <= rule.slowPeriod)
        .reduce((sum, age) => sum + (visit.posts.get(age) ?? 0), 0);
      if (count !== 0) learn(target, count * rule.perPost, 3, 0);
    }
    if (rule.second === "eligibility") {
      add("weight", shiftOf(second, visit.level(0)), rule.secondShift, 4, visit.now);
      second = shiftLeak(second, rule.decayShift);
    }
    if (rule.second === "longTerm") {
      add("second", shiftOf(weight - second, visit.level(0)), rule.secondShift, 4, visit.now);
      weight = second + shiftLeak(weight - second, rule.decayShift);
    }
    if (rule.kind === "sdsp" && rule.drift > 0) {
      learn("weight", weight >= rule.driftThreshold ? rule.drift : -rule.drift, 4, 0);
    }
  }
  if (visit.arrival) {
    if (rule.kind === "sdsp") {
      const change = visit.up ? rule.plus : visit.down ? -rule.minus : 0;
      if (change !== 0) learn("weight", change, 1, 0);
    } else {
      const posts = ages.filter((age) => age <= window);
      const youngest = ages[0];
      const paired = posts.filter((post) => {
        if (rule.pairing === "all") return true;
        if (post !== youngest) return false;
        return rule.pairing !== "reduced" || !visit.arrivals.some((arrival) => arrival < post);
      });
      const sum = paired.reduce((total, post) => total + (rule.acausal[post] ?? 0) * (visit.posts.get(post) ?? 0), 0);
      if (sum !== 0) learn(target, sum, 1, 0);
    }
    if (rule.perPre !== 0) add("weight", shiftOf(weight, rule.perPre), rule.perPreShift, 2, visit.now);
  }
  return { weight, second };
}
