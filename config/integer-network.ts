import type { Adaptation, LearningRule, TeachBlock } from "./learning.ts";

/**
 * A spiking network in plain integers: everything that the reference model may know, and nothing about hardware.
 *
 * Semantics of every field: docs/decisions/0001-integer-contract.md. All arrays are frozen by convention: no one
 * writes to them after `compile` has returned.
 */
export interface IntegerNetwork {
  readonly name: string;
  /** B: membrane width in bits, 8…32. Membranes live in −2^(B−1)…2^(B−1)−1. */
  readonly membraneBits: number;
  /** Weight width in bits. */
  readonly weightBits: WeightBits;
  /** Every weight lies in −2^(bits−1)…2^(bits−1)−1 when signed, in 0…2^bits−1 when unsigned. */
  readonly weightSign: WeightSign;
  /** Host channels in order; channel c of a group is numbered `first + c`. */
  readonly inputs: readonly IndexRange[];
  /** Populations in order; they tile the neurons 0…N−1 without gaps. */
  readonly populations: readonly IndexRange[];
  /** Names of the populations whose spikes the host asked to see. */
  readonly outputs: readonly string[];
  readonly axons: readonly AxonRange[];
  readonly synapses: readonly SynapseBlock[];
  readonly neurons: NeuronParameters;
  /** How plastic synapses learn; absent when there are none. */
  readonly learning?: LearningRule;
  /** Axons that teach, for rules whose posts are those of a teacher. */
  readonly teachers?: readonly TeachBlock[];
  /** Thresholds that adapt; absent when none do. */
  readonly adaptation?: Adaptation;
}

export type WeightBits = 1 | 2 | 4 | 8 | 16;
export type WeightSign = "signed" | "unsigned";

/** A named run of consecutive indices. */
export interface IndexRange {
  readonly name: string;
  readonly first: number;
  readonly size: number;
}

/** Consecutive axons, one per element of their source; axon `first + i` belongs to source element i. */
export interface AxonRange {
  readonly first: number;
  readonly size: number;
  /** A host input or a population, by name. */
  readonly source: { readonly kind: "input" | "population"; readonly name: string };
  /** Ticks from the source's spike to the axon's activity: 0 for host inputs, 1…15 for neurons. */
  readonly delay: number;
}

/** A dense block of synapses: every axon of a range onto every neuron of a population. */
export interface SynapseBlock {
  /** First axon and number of axons (rows). */
  readonly axonFirst: number;
  readonly axonCount: number;
  /** First neuron and number of neurons (columns). */
  readonly neuronFirst: number;
  readonly neuronCount: number;
  /** Row-major weights, `axonCount × neuronCount`, in weight LSB. */
  readonly weights: Int32Array;
  /**
   * 1 where a synapse exists, 0 where the pair is not connected (its weight is 0); absent when all exist.
   * It matters to counting synaptic operations and to learning, never to inference.
   */
  readonly exists?: Uint8Array;
  /** The synapses learn by the network's rule; all of them exist then. */
  readonly plastic?: {
    /** Learning is on at first. */
    readonly learns: boolean;
    /** Second values at first, like `weights`; absent: 0 for an eligibility, the weights for long-term weights. */
    readonly second?: Int32Array;
  };
}

/** Leak kinds as stored in `NeuronParameters.leakKind`. */
export const leakKinds = ["none", "linear", "shift", "mul12"] as const;
export type LeakKind = (typeof leakKinds)[number];

/** Reset kinds as stored in `NeuronParameters.resetKind`. */
export const resetKinds = ["zero", "subtract"] as const;
export type ResetKind = (typeof resetKinds)[number];

/** One entry per neuron in every array; units are membrane LSB and ticks. */
export interface NeuronParameters {
  readonly count: number;
  /** θ: 1…2^(B−1)−1. */
  readonly threshold: Int32Array;
  readonly bias: Int32Array;
  /** Index into `leakKinds`. */
  readonly leakKind: Uint8Array;
  /** linear: λ ≥ 0; shift: k in 0…B−1; mul12: d in 0…4096; none: 0. */
  readonly leakAmount: Int32Array;
  /** Index into `resetKinds`. */
  readonly resetKind: Uint8Array;
  /** ρ: `zero` below the threshold (negative allowed), `subtract` in 0…θ. */
  readonly resetValue: Int32Array;
  /** R: ticks after a spike during which input is discarded, ≥ 0. */
  readonly refractory: Int32Array;
  /** first[n]: the state is frozen before this tick. */
  readonly firstTick: Int32Array;
}
