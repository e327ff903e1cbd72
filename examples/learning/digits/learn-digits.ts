/** One pass of a layer over images, on the reference model. */
import { quantise, Reference } from "../../../index.ts";
import { type DigitsLayer, encodeDigit, type LearnedLayer, learningDigits } from "./digits-network.ts";

/** What the layer knows after so many images. */
export interface Progress {
  readonly images: number;
  /** Of the layer, since the progress before. */
  readonly spikes: number;
  readonly learned: LearnedLayer;
}

/**
 * Learns from 28 × 28 grey levels, from random weights on; nobody says what they show. Reports after these numbers of images,
 * ascending.
 */
export function* learnDigits(
  layer: DigitsLayer,
  images: readonly Uint8Array[],
  reportAt: readonly number[],
): Generator<Progress, void> {
  const network = quantise(learningDigits(layer));
  const reference = new Reference(network);
  const plastic = network.synapses.findIndex((block) => block.plastic !== undefined);
  let spikes = 0;
  for (const [index, image] of images.entries()) {
    reference.reset();
    for (const channels of encodeDigit(image)) {
      spikes += reference.tick(channels).spikes.filter((neuron) => neuron < layer.neurons).length;
    }
    if (!reportAt.includes(index + 1)) continue;
    const weights = reference.weights(plastic).slice();
    const raised = reference.adaptation.slice(0, layer.neurons);
    yield { images: index + 1, spikes, learned: { weights, raised } };
    spikes = 0;
  }
}
