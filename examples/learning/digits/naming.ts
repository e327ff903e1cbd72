/** Names for neurons that learned without labels, and answers by what they are called. */
import { type IntegerNetwork, Reference } from "../../../index.ts";
import type { DigitImage } from "../../digits/digits.ts";
import { encodeDigit } from "./digits-network.ts";

const digits = 10;

/** Runs an image and returns the spikes of each neuron of the layer. */
export type CountSpikes = (image: Uint8Array) => Uint16Array;

/** Counts on the reference model: every image from the reset state. */
export function referenceCounts(network: IntegerNetwork): CountSpikes {
  const reference = new Reference(network);
  const layer = network.populations.find(({ name }) => network.outputs.includes(name));
  if (layer === undefined) throw new Error("the network has no output");
  return (image) => {
    const counts = new Uint16Array(layer.size);
    reference.reset();
    for (const channels of encodeDigit(image)) {
      for (const neuron of reference.tick(channels).spikes) {
        const index = neuron - layer.first;
        if (index >= 0 && index < layer.size) counts[index] = (counts[index] ?? 0) + 1;
      }
    }
    return counts;
  };
}

/** The digit that each neuron fires most for, per image of it; −1 for a neuron that never fires. */
export function nameNeurons(count: CountSpikes, images: readonly DigitImage[]): number[] {
  const shown = new Array<number>(digits).fill(0);
  const fired: number[][] = Array.from({ length: digits }, () => []);
  for (const { label, pixels } of images) {
    shown[label] = (shown[label] ?? 0) + 1;
    const row = fired[label] ?? [];
    for (const [neuron, spikes] of count(pixels).entries()) row[neuron] = (row[neuron] ?? 0) + spikes;
  }
  const neurons = Math.max(0, ...fired.map((row) => row.length));
  return Array.from({ length: neurons }, (_, neuron) =>
    largest(fired.map((row, digit) => (row[neuron] ?? 0) / Math.max(1, shown[digit] ?? 0))),
  );
}

/** The digit whose neurons fired most on average, the smaller one of equals; −1 if none fired. */
export function answer(counts: Uint16Array, names: readonly number[]): number {
  const spikes = new Array<number>(digits).fill(0);
  const neurons = new Array<number>(digits).fill(0);
  for (const [neuron, name] of names.entries()) {
    if (name < 0) continue;
    spikes[name] = (spikes[name] ?? 0) + (counts[neuron] ?? 0);
    neurons[name] = (neurons[name] ?? 0) + 1;
  }
  return largest(spikes.map((sum, digit) => sum / Math.max(1, neurons[digit] ?? 0)));
}

/** Right answers, by digit, and images at which nobody fired. */
export interface Score {
  readonly images: number;
  readonly right: number;
  readonly silent: number;
  readonly rightByDigit: readonly number[];
  readonly imagesByDigit: readonly number[];
}

export function score(count: CountSpikes, names: readonly number[], images: readonly DigitImage[]): Score {
  const rightByDigit = new Array<number>(digits).fill(0);
  const imagesByDigit = new Array<number>(digits).fill(0);
  let silent = 0;
  for (const { label, pixels } of images) {
    const found = answer(count(pixels), names);
    imagesByDigit[label] = (imagesByDigit[label] ?? 0) + 1;
    if (found === label) rightByDigit[label] = (rightByDigit[label] ?? 0) + 1;
    if (found < 0) silent += 1;
  }
  const right = rightByDigit.reduce((sum, each) => sum + each, 0);
  return { images: images.length, right, silent, rightByDigit, imagesByDigit };
}

/** Index of the largest value above 0, the first of equals; −1 if there is none. */
function largest(values: readonly number[]): number {
  const most = Math.max(...values);
  return most > 0 ? values.indexOf(most) : -1;
}
