/**
 * The window of spike-timing-dependent plasticity, as an experimenter measures it: one arrival and one spike per synapse,
 * Δ ticks apart, and how much the weight has changed afterwards. Every synapse has a Δ of its own, so that all of the window
 * is measured in one run.
 */
import { type PairSettings, pairStdp } from "../../index.ts";
import { type ForcedPairs, forcedPairs } from "./forced-pairs.ts";
import { idle, type OpenLearner } from "./learner.ts";

export interface WindowDesign {
  readonly name: string;
  readonly weightBits: 4 | 8 | 16;
  readonly high: number;
  /** A+ and A−, in weight LSB. */
  readonly potentiation: number;
  readonly depression: number;
  /** τ+ and τ−, in ticks. */
  readonly after: number;
  readonly before: number;
  readonly pairing: NonNullable<PairSettings["pairing"]>;
  readonly rounding: NonNullable<PairSettings["rounding"]>;
  /** Synapses that have the same Δ and first weight; more than one where changes are rounded at random. */
  readonly copies: number;
}

/** The largest Δ that is measured, both ways. */
export const reach = 50;

const fine: WindowDesign = {
  name: "16-bit weights",
  weightBits: 16,
  high: 30_000,
  potentiation: 1200,
  depression: 1000,
  after: 16,
  before: 24,
  pairing: "presynaptic",
  rounding: "nearest",
  copies: 1,
};

/** The same window on wide weights, on narrow ones, and on weights whose steps are larger than most changes. */
export const windowDesigns: readonly WindowDesign[] = [
  fine,
  {
    ...fine,
    ...{ name: "8-bit weights", weightBits: 8, high: 250 },
    ...{ potentiation: 60, depression: 50 },
  },
  {
    ...fine,
    ...{ name: "4-bit weights, rounded at random", weightBits: 4, high: 15 },
    ...{ potentiation: 1.6, depression: 1.2, rounding: "stochastic", copies: 32 },
  },
];

/** Change of a weight that no bound stops, in weight LSB: the formula that the chip is compared with. */
export function windowFormula({ potentiation, depression, after, before }: WindowDesign, delta: number): number {
  return delta >= 0 ? potentiation * Math.exp(-delta / after) : -depression * Math.exp(delta / before);
}

export interface WindowPoint {
  /** Ticks from the arrival to the spike. */
  readonly delta: number;
  readonly first: number;
  /** What the weight became, the mean of all copies. */
  readonly learned: number;
  /** first + formula, held within the bounds. */
  readonly expected: number;
}

export interface WindowMeasurement {
  /** By Δ, from −reach to reach, for weights in the middle of the range. */
  readonly middle: readonly WindowPoint[];
  /** The same for weights close to the bounds: `low` has little to lose, `high` little to gain. */
  readonly low: readonly WindowPoint[];
  readonly high: readonly WindowPoint[];
}

export function windowNetwork(design: WindowDesign): ForcedPairs {
  const { high, pairing, rounding } = design;
  const learning = pairStdp({
    ...{ aPlus: design.potentiation, tauPlusMs: design.after, aMinus: design.depression, tauMinusMs: design.before },
    ...{ pairing, rounding, window: reach, bounds: { low: 0, high } },
  });
  const columns = firstWeights(design).flatMap((weight) => Array<number>(design.copies).fill(weight));
  const weights = Array.from({ length: 2 * reach + 1 }, () => columns);
  return forcedPairs({ weightBits: design.weightBits, learning, high, weights, together: 1 });
}

/** In the middle, near the lower bound, near the upper one. */
function firstWeights({ high, potentiation, depression }: WindowDesign): [number, number, number] {
  return [Math.round(high / 2), Math.round(depression / 3), high - Math.round(potentiation / 3)];
}

/** Axon `reach + Δ` arrives Δ ticks before all neurons fire, in one run of 2 · reach + 1 ticks. */
export function measureWindow(design: WindowDesign, open: OpenLearner): WindowMeasurement {
  const { network, pulse } = windowNetwork(design);
  const learner = open(network);
  const neurons = network.neurons.count;
  const axons = 2 * reach + 1;
  for (let tick = 0; tick < axons; tick++) {
    const arrival = axons - 1 - tick;
    const pulses = tick === reach ? Array.from({ length: neurons }, (_, neuron) => pulse(neuron)).flat() : [];
    learner.tick([arrival, ...pulses]);
  }
  idle(learner, 1);
  const learned = learner.weights(0);
  const firsts = firstWeights(design);
  const points = firsts.map((first, column) =>
    Array.from({ length: axons }, (_, axon): WindowPoint => {
      const delta = axon - reach;
      const start = axon * neurons + column * design.copies;
      const sum = learned.slice(start, start + design.copies).reduce((total, weight) => total + weight, 0);
      const expected = Math.max(0, Math.min(design.high, first + windowFormula(design, delta)));
      return { delta, first, learned: sum / design.copies, expected };
    }),
  );
  const [middle = [], low = [], high = []] = points;
  return { middle, low, high };
}

/** The largest distance from the formula, in weight LSB. */
export function largestError(points: readonly WindowPoint[]): number {
  return Math.max(...points.map(({ learned, expected }) => Math.abs(learned - expected)));
}
