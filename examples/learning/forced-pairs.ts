/**
 * Plastic synapses whose neurons fire when the host says so and only then, whatever the weights have become: what an
 * experimenter does who holds a cell at a potential and makes it fire by a pulse of current.
 */

import {
  type IntegerNetwork,
  type LearningSettings,
  lif,
  network,
  quantise,
  shiftLeak,
  zeroReset,
} from "../../index.ts";

export interface ForcedPairsSettings {
  readonly weightBits: 4 | 8 | 16;
  readonly learning: LearningSettings;
  /** Largest weight that the rule can lead to. */
  readonly high: number;
  /** First weights, a row for every axon, a column for every neuron. */
  readonly weights: readonly (readonly number[])[];
  /** Axons that are active in one tick, at most. */
  readonly together: number;
}

export interface ForcedPairs {
  /** Block 0 holds the plastic synapses; their axons are the channels from 0 on. */
  readonly network: IntegerNetwork;
  /** Channels that make a neuron fire in the tick in which all of them are active. */
  pulse(neuron: number): number[];
}

export function forcedPairs({ weightBits, learning, high, weights, together }: ForcedPairsSettings): ForcedPairs {
  const axons = weights.length;
  const neurons = weights[0]?.length ?? 0;
  // Out of reach for all synapses together; a pulse is as many channels as it takes to get there.
  const threshold = together * high + 1;
  const strongest = Math.min(2 ** weightBits - 1, 2 ** 15 - 1);
  const channelsPerPulse = Math.ceil(threshold / strongest);
  const pulses = Array.from({ length: neurons * channelsPerPulse }, (_, channel) =>
    Array.from({ length: neurons }, (_, neuron) => (neuron === Math.floor(channel / channelsPerPulse) ? strongest : 0)),
  );
  const built = network("forced_pairs", { weightBits, weightSign: "unsigned", membraneBits: 16, weightScale: 1 })
    .input("axons", axons)
    .input("pulses", pulses.length)
    // No leak is as quick as this one: nothing is left of a tick's input in the next.
    .population("cells", { size: neurons, neuron: lif({ threshold, leak: shiftLeak(0), reset: zeroReset() }) })
    .project("axons", "cells", { weights, plastic: true })
    .project("pulses", "cells", { weights: pulses })
    .learning(learning)
    .output("cells")
    .build();
  return {
    network: quantise(built),
    pulse: (neuron) => Array.from({ length: channelsPerPulse }, (_, i) => axons + neuron * channelsPerPulse + i),
  };
}
