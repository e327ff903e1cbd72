/** What was learned, and where, in the network's own names. */
import type { IntegerNetwork, LearnedMismatch, LearnedOutcome } from "../index.ts";

/** Whether anything of a network changes for good while it runs: weights, or thresholds. */
export const learns = ({ learning, adaptation }: IntegerNetwork): boolean =>
  learning !== undefined || adaptation !== undefined;

/** Weights, second values and raised thresholds, all together. */
export function learnedCount({ weights, second, adaptation }: LearnedOutcome): number {
  return [...weights, ...second, adaptation].reduce((sum, values) => sum + (values?.length ?? 0), 0);
}

/** Where a learned value differs, in the network's own names. */
export function learnedMismatchText(mismatch: LearnedMismatch, network: IntegerNetwork): string {
  const { what, projection, source, neuron, found, expected } = mismatch;
  const place =
    projection === undefined ? `neuron ${neuron}` : `${projectionName(network, projection)} [${source}][${neuron}]`;
  return `MISMATCH in what was learned, ${place}: ${what} ${found}, reference has ${expected}`;
}

/** `in→hidden`. */
export function projectionName({ synapses, axons, populations }: IntegerNetwork, projection: number): string {
  const block = synapses[projection];
  const range = axons.find(({ first }) => first === block?.axonFirst);
  const target = populations.find(({ first }) => first === block?.neuronFirst);
  const delay = range !== undefined && range.delay > 1 ? ` (delay ${range.delay})` : "";
  return `${range?.source.name}→${target?.name}${delay}`;
}
