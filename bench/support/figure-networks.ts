/**
 * The networks that the core's figures are taken with: an input, a hidden and an output layer of given sizes, in two
 * builds of the core, with the activity of digits or with every axon active in every tick.
 */
import { quantise } from "../../compile/index.ts";
import {
  type IntegerNetwork,
  type LeakKind,
  leakKinds,
  type NeuronParameters,
  resetKinds,
  type WeightBits,
} from "../../config/index.ts";
import { lif, network, shiftLeak } from "../../network/index.ts";
import { Reference } from "../../sim/reference/index.ts";
import { Random } from "../../test/support/random.ts";
import { digitTicks } from "./figure-inputs.ts";

export interface FigureSize {
  readonly inputs: 784 | 196;
  readonly hidden: number;
  readonly outputs: number;
  readonly weightBits: WeightBits;
}

/** Sizes of the figures, by the names that reports use. */
export const figureSizes = {
  "784-240-10x4": { inputs: 784, hidden: 240, outputs: 10, weightBits: 4 },
  "784-160-10x8": { inputs: 784, hidden: 160, outputs: 10, weightBits: 8 },
  "196-60-10x4": { inputs: 196, hidden: 60, outputs: 10, weightBits: 4 },
  "784-64-10x8": { inputs: 784, hidden: 64, outputs: 10, weightBits: 8 },
  "784-128-10x4": { inputs: 784, hidden: 128, outputs: 10, weightBits: 4 },
} as const satisfies Record<string, FigureSize>;
export type FigureName = keyof typeof figureSizes;

/**
 * `lean`: parameters uniform over a layer, a shift leak, subtraction of the threshold, delay 1. `full`: every parameter
 * and kind of leak and reset by neuron, the output layer 2 ticks behind the hidden one. `unmultiplied`: the same without
 * the leak `mul12`.
 */
export type FigureBuild = "lean" | "full" | "unmultiplied";

/**
 * `digits`: random weights, thresholds such that about a tenth of the hidden neurons fires in a tick of `digitTicks`.
 * `everyAxon`: weights and refractory times such that all of them fire in every tick with `everyChannel`.
 */
export type FigureActivity = "digits" | "everyAxon";

/** Share of hidden neurons that fire per tick with digits. */
const hiddenActivity = 0.1;
/** Ticks of digits that thresholds are found with. */
const calibrationTicks = 200;

/**
 * The network in integers. Both activities of a build have the same shape, so that they run on the same hardware. The
 * same arguments give the same network.
 */
export function figureNetwork(size: FigureSize, build: FigureBuild, activity: FigureActivity): IntegerNetwork {
  const digits = calibrated((threshold) => withThreshold(size, build, threshold), digitTicks(size, calibrationTicks));
  return activity === "digits" ? digits : everyAxonActive(digits, size);
}

function withThreshold(size: FigureSize, build: FigureBuild, threshold: number): IntegerNetwork {
  const base = layers(size, threshold, build === "lean" ? 1 : 2);
  if (build === "lean") return base;
  const leaks = build === "full" ? leakKinds : leakKinds.filter((kind) => kind !== "mul12");
  return { ...base, neurons: varied(base.neurons, leaks) };
}

/** Weights are uniform over all codes but the most negative. */
function layers({ inputs, hidden, outputs, weightBits }: FigureSize, threshold: number, delay: number): IntegerNetwork {
  const random = new Random(inputs + hidden);
  const largest = 2 ** (weightBits - 1) - 1;
  const weights = (pairs: number) => Int8Array.from({ length: pairs }, () => random.integer(-largest, largest));
  const neuron = lif({ threshold, leak: shiftLeak(3) });
  return quantise(
    network("figure", { weightBits, membraneBits: 16, weightScale: 1 })
      .input("pixels", inputs)
      .population("hidden", { size: hidden, neuron })
      .population("digit", { size: outputs, neuron })
      .project("pixels", "hidden", { weights: weights(inputs * hidden) })
      .project("hidden", "digit", { weights: weights(hidden * outputs), delay })
      .output("digit")
      .build(),
  );
}

/** Other parameters for every neuron; the extremes of each are among ten neighbours, so that any layer has them. */
function varied({ count, threshold }: NeuronParameters, leaks: readonly LeakKind[]): NeuronParameters {
  const column = (value: (neuron: number) => number): Int32Array =>
    Int32Array.from({ length: count }, (_, n) => value(n));
  const thresholds = column((n) => Math.max(2, Math.round((threshold[n] ?? 0) * (0.8 + 0.04 * (n % 10)))));
  const quarter = (n: number): number => Math.floor((thresholds[n] ?? 0) / 4);
  const leak = (n: number) => leaks[n % leaks.length] ?? "none";
  const reset = (n: number) => Math.floor(n / 2) % 4;
  return {
    count,
    threshold: thresholds,
    bias: column((n) => (n % 10) - 5),
    leakKind: Uint8Array.from({ length: count }, (_, n) => leakKinds.indexOf(leak(n))),
    leakAmount: column((n) => ({ none: 0, linear: 1 + (n % 7), shift: 1 + (n % 5), mul12: 409 + n })[leak(n)]),
    resetKind: Uint8Array.from({ length: count }, (_, n) => resetKinds.indexOf(reset(n) < 2 ? "zero" : "subtract")),
    // To 0, to below 0, by the threshold, by less.
    resetValue: column((n) => [0, -quarter(n), thresholds[n] ?? 0, 3 * quarter(n)][reset(n)] ?? 0),
    refractory: column((n) => n % 4),
    firstTick: column((n) => n % 3),
  };
}

/** The network at the threshold with which the share of firing hidden neurons comes closest to `hiddenActivity`. */
function calibrated(at: (threshold: number) => IntegerNetwork, input: readonly (readonly number[])[]): IntegerNetwork {
  let [low, high] = [1, 2 ** 14];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (hiddenShare(at(middle), input) > hiddenActivity) low = middle;
    else high = middle;
  }
  return at(high);
}

/** Share of the first population that fires per tick. */
export function hiddenShare(net: IntegerNetwork, input: readonly (readonly number[])[]): number {
  const model = new Reference(net);
  const hidden = net.populations[0]?.size ?? 0;
  let spikes = 0;
  for (const channels of input) spikes += model.tick(channels).spikes.filter((neuron) => neuron < hidden).length;
  return spikes / (hidden * input.length);
}

/** Largest weights; hidden neurons without refractory time and first tick. The output layer keeps the shape's fields. */
function everyAxonActive(net: IntegerNetwork, { hidden, weightBits }: FigureSize): IntegerNetwork {
  const largest = 2 ** (weightBits - 1) - 1;
  const atOnce = (ticks: Int32Array) => ticks.map((value, neuron) => (neuron < hidden ? 0 : value));
  const { neurons } = net;
  return {
    ...net,
    synapses: net.synapses.map((block) => ({ ...block, weights: block.weights.map(() => largest) })),
    neurons: { ...neurons, refractory: atOnce(neurons.refractory), firstTick: atOnce(neurons.firstTick) },
  };
}
