import {
  type IntegerNetwork,
  type LeakKind,
  leakKinds,
  type ResetKind,
  resetKinds,
  type SynapseBlock,
} from "../../config/index.ts";

/** Parameters of one neuron; what is left out is: no leak, no bias, subtract θ, refractory 0, first tick 0. */
export interface TinyNeuron {
  readonly threshold: number;
  readonly bias?: number;
  readonly leak?: readonly [LeakKind, number];
  readonly reset?: readonly [ResetKind, number];
  readonly refractory?: number;
  readonly firstTick?: number;
}

export interface TinyNetwork {
  readonly neurons: readonly TinyNeuron[];
  /** Weights from host channels, one row per channel and one column per neuron. */
  readonly input?: readonly (readonly number[])[];
  /** Weights between neurons, one row per neuron, each matrix with its delay. */
  readonly recurrent?: readonly { readonly delay: number; readonly weights: readonly (readonly number[])[] }[];
  readonly membraneBits?: number;
}

/** A network of a few neurons spelled out by hand: inputs "in", one population "out". */
export function tinyNetwork({ neurons, input = [], recurrent = [], membraneBits = 8 }: TinyNetwork): IntegerNetwork {
  const count = neurons.length;
  const column = (value: (neuron: TinyNeuron) => number): Int32Array => Int32Array.from(neurons, value);
  const block = (axonFirst: number, weights: readonly (readonly number[])[]): SynapseBlock => ({
    axonFirst,
    axonCount: weights.length,
    neuronFirst: 0,
    neuronCount: count,
    weights: Int32Array.from(weights.flat()),
  });
  const axonFirst = (index: number): number => input.length + index * count;
  return {
    name: "tiny",
    membraneBits,
    weightBits: 16,
    weightSign: "signed",
    inputs: [{ name: "in", first: 0, size: input.length }],
    populations: [{ name: "out", first: 0, size: count }],
    outputs: ["out"],
    axons: [
      { first: 0, size: input.length, source: { kind: "input", name: "in" }, delay: 0 },
      ...recurrent.map(({ delay }, index) => ({
        first: axonFirst(index),
        size: count,
        source: { kind: "population" as const, name: "out" },
        delay,
      })),
    ],
    synapses: [block(0, input), ...recurrent.map(({ weights }, index) => block(axonFirst(index), weights))],
    neurons: {
      count,
      threshold: column(({ threshold }) => threshold),
      bias: column(({ bias }) => bias ?? 0),
      leakKind: Uint8Array.from(neurons, ({ leak }) => leakKinds.indexOf(leak?.[0] ?? "none")),
      leakAmount: column(({ leak }) => leak?.[1] ?? 0),
      resetKind: Uint8Array.from(neurons, ({ reset }) => resetKinds.indexOf(reset?.[0] ?? "subtract")),
      resetValue: column(({ reset, threshold }) => reset?.[1] ?? threshold),
      refractory: column(({ refractory }) => refractory ?? 0),
      firstTick: column(({ firstTick }) => firstTick ?? 0),
    },
  };
}
