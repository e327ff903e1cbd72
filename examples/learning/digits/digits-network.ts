/** A layer that learns digits from spikes alone: pixels, LIF neurons that compete, no labels. */
import {
  type LifNeuron,
  lif,
  type Network,
  network,
  pairStdp,
  rateEncoder,
  shiftLeak,
  zeroReset,
} from "../../../index.ts";
import { seeded } from "../../circuits/random.ts";

/** Ticks of an image: the rate code, and a pause in which posts still take effect. */
export const codeTicks = 40;
export const pauseTicks = 8;
/** Of the 28 × 28 pixels those in the middle: the border is empty. */
export const side = 22;
export const pixels = side * side;
const imageSide = 28;
const border = (imageSide - side) / 2;

/** A white pixel spikes every eighth tick; phases spread neighbours over time. */
const code = rateEncoder({ ticks: codeTicks, numerator: 2, shift: 12, phaseMultiplier: 0x9e3779b1 });

/** The channels of every tick of an image of 28 × 28 grey levels. Each image begins from the reset state. */
export function encodeDigit(image: Uint8Array): number[][] {
  const middle = Uint8Array.from({ length: pixels }, (_, pixel) => {
    const [row, column] = [Math.floor(pixel / side), pixel % side];
    return image[(row + border) * imageSide + column + border] ?? 0;
  });
  return [...code(middle), ...Array.from({ length: pauseTicks }, () => [])];
}

const weightBits = 4;
const largestWeight = 7;
const firstWeights = { low: -2, high: 3 } as const;
/** What thresholds never sink below, and how far first ones are apart. */
const threshold = 50;
const spread = 400;
const leak = shiftLeak(6);
/** Each spike of the layer lets all inhibitors fire for seven ticks: no other neuron fires at the same image. */
const inhibitors = 32;
const inhibition = -8;

export interface DigitsLayer {
  /** Neurons that learn. */
  readonly neurons: number;
  /** What a spike adds to its neuron's threshold: the more neurons share the images, the more each spike counts. */
  readonly increment: number;
  /** What a spike gives to synapses that had an event, and takes from all: shares of what is left to the bounds. */
  readonly gain: number;
  readonly loss: number;
  /** Of the first weights and thresholds, and of stochastic rounding. */
  readonly seed: number;
}

/** The two that are shown; each fits an UP5K. */
export const layers = {
  large: { neurons: 400, increment: 44, gain: 3 / 16, loss: 7 / 128, seed: 1 },
  small: { neurons: 100, increment: 15, gain: 3 / 32, loss: 1 / 32, seed: 1 },
} as const satisfies Record<string, DigitsLayer>;
export type LayerName = keyof typeof layers;

/** What a layer has learned. */
export interface LearnedLayer {
  /** Pixels × neurons, row-major, in weight LSB. */
  readonly weights: ArrayLike<number>;
  /** By how much thresholds are raised, by neuron, in membrane LSB. */
  readonly raised: ArrayLike<number>;
}

/** A layer that knows nothing: random weights, and thresholds so different that neurons do not fire all at once. */
export function blankLayer({ neurons, seed }: DigitsLayer): LearnedLayer {
  const draw = seeded(seed);
  const between = (low: number, high: number): number => low + Math.floor(draw() * (high - low + 1));
  return {
    weights: Int8Array.from({ length: pixels * neurons }, () => between(firstWeights.low, firstWeights.high)),
    raised: Int32Array.from({ length: neurons }, () => between(0, spread)),
  };
}

/**
 * The network that learns. A spike takes a share from all synapses of its neuron, and gives a larger one to those that had
 * an event within the 16 ticks before: weights become what the images that the neuron wins have in common. Thresholds rise
 * with each spike and sink slowly, so that every neuron wins some images.
 */
export function learningDigits(layer: DigitsLayer, learned: LearnedLayer = blankLayer(layer)): Network {
  const { neurons, increment, gain, loss, seed } = layer;
  const initial = Array.from(learned.raised);
  const adaptation = { increment, limit: 16_000, period: 4096, shift: 4, initial };
  return competition(`learning_digits_${neurons}`, neurons, lif({ threshold, leak, reset: zeroReset(), adaptation }))
    .project("pixels", "digits", { weights: Int8Array.from(learned.weights), plastic: true })
    .learning(
      pairStdp({
        pairing: "reduced",
        causal: new Array<number>(16).fill(gain),
        acausal: [],
        perPost: -loss,
        bounds: { low: -largestWeight, high: largestWeight },
        nearBounds: "soft",
        seed,
      }),
    )
    .build();
}

/** Thresholds of the network that answers, as a share of what they were when learning ended. */
export const answeringThreshold = 0.75;

/** The network that only answers: what was learned, fixed, in plain LIF neurons. */
export function answeringDigits({ neurons }: DigitsLayer, { weights, raised }: LearnedLayer): Network {
  const thresholds = Array.from(raised, (raise) => Math.round(answeringThreshold * (threshold + raise)));
  return competition(`digits_${neurons}`, neurons, lif({ threshold: thresholds, leak, reset: zeroReset() }))
    .project("pixels", "digits", { weights: Int8Array.from(weights) })
    .build();
}

/** The layer "digits" and its inhibitors, without the synapses from the pixels. */
function competition(name: string, neurons: number, neuron: LifNeuron) {
  const all = (weight: number): Int8Array => new Int8Array(neurons * inhibitors).fill(weight);
  return network(name, { weightBits, membraneBits: 16, weightScale: 1 })
    .input("pixels", pixels)
    .population("digits", { size: neurons, neuron })
    .population("inhibitors", { size: inhibitors, neuron: lif({ threshold: 1 }) })
    .project("digits", "inhibitors", { weights: all(7) })
    .project("inhibitors", "digits", { weights: all(inhibition) })
    .output("digits");
}
