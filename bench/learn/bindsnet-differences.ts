/** The chip's final weights beside BindsNET's. */
import type { OpenLearner } from "../../examples/learning/learner.ts";
import { type Comparison, comparisons } from "./bindsnet-cases.ts";
import { chipWeights } from "./bindsnet-chip.ts";
import type { KeptWeights } from "./bindsnet-kept.ts";
import { allowances } from "./bindsnet-tolerance.ts";

/** One synapse, all in weight LSB. */
export interface SynapsePair {
  readonly chip: number;
  readonly bindsnet: number;
  /** What the chip should have less, by a known difference of the rules. */
  readonly explained: number;
  readonly tolerance: number;
}

export interface ComparedCase {
  readonly name: string;
  /** Weight LSB of BindsNET's 1. */
  readonly scale: number;
  readonly synapses: readonly SynapsePair[];
  /** chip + explained − BindsNET, the largest magnitude, in LSB. */
  readonly largestDifference: number;
  /** The largest share of its tolerance that a synapse takes. */
  readonly largestShare: number;
}

/** Throws when BindsNET was run on other cases than there are now. */
export function compareWithBindsnet(kept: KeptWeights, open: OpenLearner): ComparedCase[] {
  return comparisons.map((comparison) => compared(comparison, kept, open));
}

function compared(comparison: Comparison, kept: KeptWeights, open: OpenLearner): ComparedCase {
  const { bindsnet, chip } = comparison;
  const { finalWeights, ...given } = kept.cases.find(({ name }) => name === bindsnet.name) ?? { finalWeights: [] };
  if (JSON.stringify(given) !== JSON.stringify(bindsnet)) {
    throw new Error(`"${bindsnet.name}": BindsNET ran on something else; run bench/learn/keep-bindsnet.ts`);
  }
  const limits = allowances(comparison);
  const theirs = finalWeights.flat();
  const synapses = Array.from(chipWeights(comparison, open), (weight, i): SynapsePair => {
    const { explained, tolerance } = limits[i] ?? { explained: 0, tolerance: 0 };
    return { chip: weight, bindsnet: (theirs[i] ?? Number.NaN) * chip.scale, explained, tolerance };
  });
  const differences = synapses.map((each) => Math.abs(each.chip + each.explained - each.bindsnet));
  return {
    name: bindsnet.name,
    scale: chip.scale,
    synapses,
    largestDifference: Math.max(...differences),
    largestShare: Math.max(...differences.map((difference, i) => difference / (synapses[i]?.tolerance ?? 0))),
  };
}
