/** One visit of the neuron pipeline to one neuron, what comes of it by the integer contract, and random ones. */
import type { CoreShape, LeakKind, SpikeReset } from "../../../config/index.ts";
import type { Random } from "../../support/random.ts";

export interface Visit {
  readonly sum: number;
  readonly membrane: number;
  readonly refractory: number;
  readonly tick: number;
  readonly threshold: number;
  readonly bias: number;
  readonly leak: readonly [LeakKind, number];
  /** The kind, and ρ for `value` and `amount`. */
  readonly reset: readonly [SpikeReset, number];
  readonly period: number;
  readonly firstTick: number;
}

export interface Outcome {
  readonly membrane: number;
  readonly refractory: number;
  readonly fired: number;
  readonly saturated: number;
}

/** Membrane after the leak alone, from decision 0001 line 4 by hand: it knows neither the reference nor the hardware. */
export function leaked(v: number, [kind, amount]: Visit["leak"]): number {
  const towardsZero = (step: number): number => (v > 0 ? Math.max(0, v - step) : Math.min(0, v + step));
  switch (kind) {
    case "none":
      return v;
    case "linear":
      return towardsZero(amount);
    case "shift": {
      const step = Math.floor(v / 2 ** amount);
      return step === 0 && v > 0 ? v - 1 : v - step;
    }
    case "mul12":
      // Exact: at most 45 bits.
      return Math.trunc((v * (4096 - amount)) / 4096) + 0;
  }
}

/** Lines 2 to 9 of decision 0001. A frozen neuron keeps its state, which is 0 since it was cleared. */
export function outcomeOf(membraneBits: number, visit: Visit): Outcome {
  const { sum, membrane, refractory, tick, threshold, bias, leak, period, firstTick } = visit;
  const [reset, rho] = visit.reset;
  if (tick < firstTick) return { membrane: 0, refractory: 0, fired: 0, saturated: 0 };
  const rest = leaked(membrane, leak);
  if (refractory > 0) return { membrane: rest, refractory: refractory - 1, fired: 0, saturated: 0 };
  const limit = 2 ** (membraneBits - 1);
  const exact = rest + sum + bias;
  const u = Math.max(-limit, Math.min(limit - 1, exact));
  const fired = u >= threshold;
  const after = { zero: 0, value: rho, threshold: u - threshold, amount: u - rho }[reset];
  return {
    membrane: fired ? after : u,
    refractory: fired ? period : 0,
    fired: Number(fired),
    saturated: Number(u !== exact),
  };
}

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));

/** A visit that the shape can be loaded with; corners and thresholds that are met often. */
export function randomVisit(random: Random, shape: CoreShape): Visit {
  const limit = 2 ** (shape.membraneBits - 1);
  const corners = [-limit, -limit + 1, -2, -1, 0, 1, 2, limit - 2, limit - 1];
  const membrane = random.chance(0.3) ? random.pick(corners) : random.integer(-limit, limit - 1);
  const highest = Math.min(limit, 2 ** shape.thresholdBits) - 1;
  const threshold = random.chance(0.2) ? random.pick([1, highest]) : random.integer(1, highest);
  const biasLimit = shape.biasBits === 0 ? 0 : 2 ** (shape.biasBits - 1);
  const bias = random.chance(0.3) || biasLimit === 0 ? 0 : random.integer(-biasLimit, biasLimit - 1);
  const leak = randomLeak(random, shape);
  const sumLimit = 2 ** (shape.accumulatorBits - 1);
  const anywhere = random.integer(-sumLimit, sumLimit - 1);
  // Near the threshold and near both ends of the membrane as often as anywhere.
  const aim = random.pick([threshold, -limit, limit - 1]) + random.integer(-2, 2) - leaked(membrane, leak) - bias;
  const upTo = (bits: number): number => (bits === 0 ? 0 : random.integer(0, 2 ** bits - 1));
  return {
    sum: random.chance(0.6) ? clamp(aim, -sumLimit, sumLimit - 1) : random.chance(0.7) ? anywhere % limit : anywhere,
    membrane,
    refractory: random.chance(0.7) ? 0 : upTo(shape.refractoryBits),
    tick: upTo(shape.firstTickBits),
    threshold,
    bias,
    leak,
    reset: randomReset(random, shape, threshold),
    period: upTo(shape.refractoryBits),
    firstTick: random.chance(0.7) ? 0 : upTo(shape.firstTickBits),
  };
}

function randomLeak(random: Random, { leaks, leakBits, membraneBits }: CoreShape): Visit["leak"] {
  const kind = random.pick(leaks);
  const highest = { none: 0, linear: 2 ** leakBits - 1, shift: Math.min(2 ** leakBits, membraneBits) - 1, mul12: 4096 };
  const most = Math.min(highest[kind], 2 ** leakBits - 1);
  return [kind, random.chance(0.2) ? random.pick([0, Math.min(1, most), most]) : random.integer(0, most)];
}

function randomReset(random: Random, { resets, resetBits }: CoreShape, threshold: number): Visit["reset"] {
  const kind = random.pick(resets);
  const limit = resetBits === 0 ? 1 : 2 ** (resetBits - 1);
  switch (kind) {
    case "value":
      return [kind, random.integer(-limit, Math.min(limit, threshold) - 1)];
    case "amount":
      return [kind, random.chance(0.2) ? 0 : random.integer(0, Math.min(limit - 1, threshold))];
    case "zero":
    case "threshold":
      return [kind, 0];
  }
}
