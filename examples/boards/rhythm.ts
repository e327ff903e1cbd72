/**
 * A rhythm without any input, for boards that nobody talks to: the half-centre oscillator of `examples/circuits`, whose
 * cells have slightly different drives, so that one of them begins. Only the left cell is reported: an LED that changes
 * with every spike flickers for a burst, and rests while the right cell has its turn.
 */
import { lif, type Network, network, shiftLeak, zeroReset } from "../../index.ts";

const threshold = 32;
const burstSpikes = 6;

export function rhythm(): Network {
  const cell = (bias: number) => lif({ threshold, leak: shiftLeak(4), bias, reset: zeroReset() });
  const fatigue = lif({ threshold: burstSpikes, reset: zeroReset() });
  const one = (weight: number) => ({ weights: [[weight]] });
  return network("rhythm", { weightBits: 8, membraneBits: 16, weightScale: 1 })
    .population("left", { size: 1, neuron: cell(9) })
    .population("right", { size: 1, neuron: cell(8) })
    .population("left_tires", { size: 1, neuron: fatigue })
    .population("right_tires", { size: 1, neuron: fatigue })
    .project("left", "right", one(-threshold))
    .project("right", "left", one(-threshold))
    .project("left", "left_tires", one(1))
    .project("right", "right_tires", one(1))
    .project("left_tires", "left", { ...one(-128), delay: 2 })
    .project("right_tires", "right", { ...one(-128), delay: 2 })
    .output("left")
    .build();
}
