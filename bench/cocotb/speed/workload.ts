/** What the clients of a core do: the weights that it is loaded with, and the events that each client sends. */
import { Xorshift } from "../support/xorshift.ts";
import { size, tickBit } from "./small-core.ts";

const bursts = 64;

export interface Workload {
  /** By axon, then neuron. */
  readonly weights: readonly number[];
  /** Event words by client, to be sent over and over: some axons and a tick, again and again. */
  readonly words: readonly (readonly number[])[];
}

export function workload(clients: number): Workload {
  const random = new Xorshift(61);
  return {
    weights: Array.from({ length: size * size }, () => random.below(61) - 20),
    words: Array.from({ length: clients }, () =>
      Array.from({ length: bursts }, () => [
        ...Array.from({ length: random.below(5) }, () => random.below(size)),
        1 << tickBit,
      ]).flat(),
    ),
  };
}
