/** Spike trains and rules on which BindsNET's PostPre and the chip are compared. */

import { seeded } from "../../examples/circuits/random.ts";

/** A rule as BindsNET takes it, and the trains; weights lie in 0…1. */
export interface BindsnetCase {
  readonly name: string;
  /** A spike sets a trace to 1, or adds 1 to it. */
  readonly traces: "set" | "additive";
  /** Learning rates of arrivals (depression) and of posts (potentiation). */
  readonly nuPre: number;
  readonly nuPost: number;
  /** Time constants, in ticks, of the traces of arrivals (posts after them) and of posts (posts before an arrival). */
  readonly timeConstantAfter: number;
  readonly timeConstantBefore: number;
  /** First weights, a row for every axon. */
  readonly weights: readonly (readonly number[])[];
  /** By tick: axons, neurons. */
  readonly arrivals: readonly (readonly number[])[];
  readonly posts: readonly (readonly number[])[];
}

/** How the chip holds and changes the weights of a case. */
export interface ChipWeights {
  readonly weightBits: 8 | 16;
  /** Weight LSB of BindsNET's 1. */
  readonly scale: number;
  readonly rounding: "nearest" | "stochastic";
  readonly window: number;
}

export interface Comparison {
  readonly bindsnet: BindsnetCase;
  readonly chip: ChipWeights;
}

const sizes = { axons: 12, neurons: 6 };
/** Axons that are active in one tick, at most: what the chip's neurons must be able to ignore. */
export const together = 6;

const wide: ChipWeights = {
  weightBits: 16,
  scale: 4096,
  rounding: "nearest",
  window: 119,
};

export const comparisons: readonly Comparison[] = [
  {
    bindsnet: {
      name: "window",
      ...{ traces: "set", nuPre: 0.01, nuPost: 0.012, timeConstantAfter: 16, timeConstantBefore: 24 },
      ...oneAfterTheOther(50),
    },
    chip: { ...wide, scale: 5000 },
  },
  {
    bindsnet: {
      name: "additive traces",
      ...{ traces: "additive", nuPre: 0.004, nuPost: 0.005, timeConstantAfter: 20, timeConstantBefore: 20 },
      ...randomTrains({ seed: 1, ticks: 600, rate: 0.04, first: [0.3, 0.7] }),
    },
    chip: { ...wide },
  },
  {
    bindsnet: {
      name: "traces that are set",
      ...{ traces: "set", nuPre: 0.01, nuPost: 0.012, timeConstantAfter: 16, timeConstantBefore: 24 },
      ...randomTrains({ seed: 2, ticks: 600, rate: 0.04, first: [0.3, 0.7] }),
    },
    chip: { ...wide },
  },
  {
    bindsnet: {
      name: "bounds",
      ...{ traces: "additive", nuPre: 0.1, nuPost: 0.1, timeConstantAfter: 20, timeConstantBefore: 18 },
      ...randomTrains({ seed: 3, ticks: 600, rate: 0.04, first: [0, 1], coincidences: "none" }),
    },
    chip: { ...wide },
  },
  {
    bindsnet: {
      name: "8 bits, rounded at random",
      ...{ traces: "additive", nuPre: 0.004, nuPost: 0.005, timeConstantAfter: 10, timeConstantBefore: 10 },
      ...randomTrains({ seed: 4, ticks: 600, rate: 0.04, first: [0.3, 0.7] }),
    },
    chip: { weightBits: 8, scale: 255, rounding: "stochastic", window: 55 },
  },
];

type Trains = Pick<BindsnetCase, "weights" | "arrivals" | "posts">;

/** One neuron that fires once; axon `reach + Δ` arrives Δ ticks before. */
function oneAfterTheOther(reach: number): Trains {
  const axons = 2 * reach + 1;
  return {
    weights: Array.from({ length: axons }, () => [0.5]),
    arrivals: Array.from({ length: axons }, (_, tick) => [axons - 1 - tick]),
    posts: Array.from({ length: axons }, (_, tick) => (tick === reach ? [0] : [])),
  };
}

interface RandomTrains {
  readonly seed: number;
  readonly ticks: number;
  /** Of every axon and every neuron, per tick. */
  readonly rate: number;
  /** Range of the first weights. */
  readonly first: readonly [number, number];
  /** "none": no arrivals in the ticks of posts. */
  readonly coincidences?: "some" | "none";
}

function randomTrains({ seed, ticks, rate, first: [low, high], coincidences = "some" }: RandomTrains): Trains {
  const draw = seeded(seed);
  const active = (size: number) => Array.from({ length: size }, (_, i) => i).filter(() => draw() < rate);
  const posts = Array.from({ length: ticks }, () => active(sizes.neurons));
  const mayArrive = (tick: number): boolean => coincidences === "some" || posts[tick]?.length === 0;
  return {
    weights: Array.from({ length: sizes.axons }, () =>
      Array.from({ length: sizes.neurons }, () => low + (high - low) * draw()),
    ),
    arrivals: Array.from({ length: ticks }, (_, tick) =>
      mayArrive(tick) ? active(sizes.axons).slice(0, together) : [],
    ),
    posts,
  };
}
