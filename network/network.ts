import type { LifNeuron, Quantization } from "./file-schema.ts";
import type { Learning } from "./learning-schema.ts";

/**
 * A spiking network in the user's units: what a network file or the builder describes, checked, weights decoded.
 * Weights, thresholds, biases, reset values and linear leaks share one unit; `quantization.weightScale` says how much
 * of it one weight LSB is worth.
 */
export interface Network {
  readonly name: string;
  readonly timestepMs: number;
  readonly quantization: Quantization;
  /** Groups of host channels. */
  readonly inputs: readonly NamedSize[];
  readonly populations: readonly Population[];
  readonly projections: readonly Projection[];
  /** Populations whose spikes the host sees. */
  readonly outputs: readonly string[];
  /** How plastic projections learn; absent when there are none. */
  readonly learning?: Learning;
  /** Whose events teach which population; absent when nobody teaches. */
  readonly teachers?: readonly Teacher[];
}

export interface NamedSize {
  readonly name: string;
  readonly size: number;
}

export interface Population extends NamedSize {
  readonly neuron: LifNeuron;
}

/** All synapses from one input or population to one population with one delay. */
export interface Projection {
  readonly from: string;
  readonly to: string;
  /** Ticks: 0 from an input, 1…15 from a population. */
  readonly delay: number;
  readonly weights: WeightMatrix;
  /** The synapses learn. */
  readonly plastic?: Plasticity;
}

export interface Plasticity {
  /** Learning is on at first. */
  readonly learns: boolean;
  /** Second values at first: long-term weights in the network's unit, eligibilities in LSB. Default: the weights, 0. */
  readonly second?: WeightMatrix;
}

/** Element i of an input or population teaches neuron i of a population, with a delay as of a projection. */
export interface Teacher {
  readonly from: string;
  readonly to: string;
  readonly delay: number;
}

export interface WeightMatrix {
  /** Number of source elements. */
  readonly rows: number;
  /** Number of target neurons. */
  readonly columns: number;
  /** Row-major, in the network's unit. */
  readonly values: Float64Array;
  /** 1 where a synapse exists; absent when all pairs are connected. */
  readonly exists?: Uint8Array;
}

/** A parameter's value for one neuron of a population. */
export function forNeuron(parameter: number | readonly number[], neuron: number): number {
  return typeof parameter === "number" ? parameter : (parameter[neuron] ?? Number.NaN);
}
