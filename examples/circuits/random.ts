/** Randomness that depends on its seed alone, on every machine. */
import type { InputTicks, SynapseList } from "../../index.ts";

/** Numbers in 0…1, 1 not included. */
export type Draw = () => number;

export function seeded(seed: number): Draw {
  let state = Math.imul(seed, 0x9e3779b9) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Every channel fires in every tick with its own probability, independently of all others. */
export function bernoulliInput(
  { ticks, channels, seed }: { readonly ticks: number; readonly channels: number; readonly seed: number },
  rate: (tick: number, channel: number) => number,
): InputTicks {
  const draw = seeded(seed);
  return Array.from({ length: ticks }, (_, tick) => {
    const active: number[] = [];
    for (let channel = 0; channel < channels; channel++) if (draw() < rate(tick, channel)) active.push(channel);
    return active;
  });
}

/** Every pair is connected with the same probability and weight; no neuron to itself when source and target are one. */
export function randomSynapses(
  draw: Draw,
  { from, to, probability, weight, self = "allowed" }: RandomConnection,
): { readonly synapses: SynapseList } {
  const synapses: [number, number, number][] = [];
  for (let pre = 0; pre < from; pre++) {
    for (let post = 0; post < to; post++) {
      const isConnected = draw() < probability;
      if (isConnected && !(self === "none" && pre === post)) synapses.push([pre, post, weight]);
    }
  }
  return { synapses };
}

export interface RandomConnection {
  /** Numbers of neurons or channels. */
  readonly from: number;
  readonly to: number;
  readonly probability: number;
  readonly weight: number;
  readonly self?: "allowed" | "none";
}
