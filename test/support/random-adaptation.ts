import type { IntegerNetwork } from "../../config/index.ts";
import type { Random } from "./random.ts";

/**
 * The network with thresholds that adapt, in populations whose thresholds leave room for it; often up to the very top of the
 * membrane's range.
 */
export function withRandomAdaptation(random: Random, network: IntegerNetwork): IntegerNetwork {
  const { count, threshold } = network.neurons;
  const top = 2 ** (network.membraneBits - 1) - 1;
  const increment = new Int32Array(count);
  const initial = new Int32Array(count);
  const adapting = network.populations.flatMap(({ first, size }) => {
    const highest = Math.max(...threshold.subarray(first, first + size));
    return highest < top && random.chance(0.8) ? [{ first, size, highest }] : [];
  });
  const room = top - Math.max(0, ...adapting.map(({ highest }) => highest));
  const limit = random.chance(0.4) ? room : random.integer(0, Math.min(room, 200));
  for (const { first, size, highest } of adapting) {
    const varies = random.chance(0.4);
    const draw = (): number => random.integer(0, Math.max(1, Math.ceil(highest / random.pick([2, 8]))));
    const shared = draw();
    for (let neuron = first; neuron < first + size; neuron++) {
      increment[neuron] = varies ? draw() : random.chance(0.02) ? limit : shared;
      if (random.chance(0.3)) initial[neuron] = random.integer(0, limit);
    }
  }
  const period = 2 ** random.pick([0, 0, 1, 2, 4, 15]);
  return { ...network, adaptation: { increment, initial, limit, period, shift: random.integer(0, 10) } };
}
