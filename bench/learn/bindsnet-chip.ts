/** The chip's side of a comparison with BindsNET: the same rule in integers, on the same trains. */
import { type ForcedPairs, forcedPairs } from "../../examples/learning/forced-pairs.ts";
import { idle, type OpenLearner } from "../../examples/learning/learner.ts";
import { type LearningSettings, pairStdp } from "../../index.ts";
import { type Comparison, together } from "./bindsnet-cases.ts";

/**
 * PostPre as a pair rule. A trace that spikes add to is the sum over all pairs; one that spikes set to 1 knows the last spike
 * only. Both traces contain the spikes of their own tick, so that a pair with Δ = 0 counts twice in BindsNET, as
 * potentiation and as depression: one change by the difference here.
 */
export function postPreRule({ bindsnet, chip }: Comparison): LearningSettings {
  const { traces, nuPre, nuPost, timeConstantAfter, timeConstantBefore } = bindsnet;
  const { scale, rounding, window } = chip;
  const decaying = (amplitude: number, timeConstant: number): number[] =>
    Array.from({ length: window }, (_, i) => amplitude * scale * Math.exp(-(i + 1) / timeConstant));
  return pairStdp({
    pairing: traces === "additive" ? "all" : "symmetric",
    ...{ window, rounding, bounds: { low: 0, high: scale } },
    causal: [(nuPost - nuPre) * scale, ...decaying(nuPost, timeConstantAfter)],
    acausal: decaying(-nuPre, timeConstantBefore),
  });
}

export function chipNetwork(comparison: Comparison): ForcedPairs {
  const { bindsnet, chip } = comparison;
  return forcedPairs({
    weightBits: chip.weightBits,
    learning: postPreRule(comparison),
    high: chip.scale,
    weights: bindsnet.weights.map((row) => row.map((weight) => Math.round(weight * chip.scale))),
    together: Math.min(together, bindsnet.weights.length),
  });
}

/** Final weights in weight LSB, row-major. Throws when a neuron fires otherwise than the trains say. */
export function chipWeights(comparison: Comparison, open: OpenLearner): Int32Array {
  const { arrivals, posts } = comparison.bindsnet;
  const { network, pulse } = chipNetwork(comparison);
  const learner = open(network);
  for (const [tick, axons] of arrivals.entries()) {
    const wanted = posts[tick] ?? [];
    const fired = learner.tick([...axons, ...wanted.flatMap(pulse)]);
    if (fired.join() !== wanted.join()) throw new Error(`tick ${tick}: [${fired}] fired, not [${wanted}]`);
  }
  idle(learner, 1);
  return learner.weights(0);
}
