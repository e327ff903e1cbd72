import type {
  Leak,
  LifNeuron,
  NetworkFile,
  Quantization,
  Reset,
  ThresholdAdaptation,
  WeightEncoding,
} from "./file-schema.ts";
import type { LearningSettings } from "./learning-schema.ts";
import type { Network } from "./network.ts";
import { parseNetwork } from "./parse-network.ts";

/** One number for all neurons of a population, or one per neuron. */
export type PerNeuron = number | readonly number[];

/** One pair per synapse: [source index, target index, weight]. Pairs that are not listed do not exist. */
export type SynapseList = readonly (readonly [pre: number, post: number, weight: number])[];

/**
 * Weights of a projection: rows per source element, or all of them row-major in a typed array, or
 * `{ synapses }` for a sparse projection.
 */
export type GivenWeights =
  | readonly (readonly number[])[]
  | Int8Array
  | Uint8Array
  | Float32Array
  | { readonly synapses: SynapseList };

export interface NetworkSettings {
  readonly weightBits: Quantization["weightBits"];
  /** Default "signed". */
  readonly weightSign?: Quantization["weightSign"];
  readonly membraneBits: number;
  /** Value of one weight LSB in the network's unit. Default "auto". */
  readonly weightScale?: number | "auto";
  /** Default 1. */
  readonly timestepMs?: number;
}

export interface LifSettings {
  readonly threshold: PerNeuron;
  /** Default: none. */
  readonly leak?: Leak;
  /** Default: subtract the threshold. */
  readonly reset?: "subtract" | Reset;
  /** Ticks after a spike during which input is discarded. Default 0. */
  readonly refractory?: PerNeuron;
  /** Added in every tick. Default 0. */
  readonly bias?: PerNeuron;
  /** Frozen before this tick. Default: the earliest tick that an input can reach the neuron. */
  readonly firstTick?: PerNeuron;
  /** Default: the threshold stays as it is. */
  readonly adaptation?: AdaptationSettings;
}

/** A threshold that its neuron's spikes raise, and that sinks back. Populations that adapt share all but increment and initial. */
export interface AdaptationSettings {
  /** What a spike adds. */
  readonly increment: PerNeuron;
  /** The most that the threshold is raised by. */
  readonly limit: number;
  /** Ticks from one decay to the next: a power of two, 1…32,768. Default 1. */
  readonly period?: number;
  /** A decay takes 2^−shift of what the threshold is raised by, 0…31. */
  readonly shift: number;
  /** What it is raised by at first. Default 0. */
  readonly initial?: PerNeuron;
}

/** A leaky integrate-and-fire neuron. */
export function lif({ threshold, leak, reset, refractory, bias, firstTick, adaptation }: LifSettings): LifNeuron {
  return {
    model: "lif",
    threshold: copied(threshold),
    leak: leak ?? { kind: "none" },
    bias: copied(bias ?? 0),
    refractory: copied(refractory ?? 0),
    reset: reset === undefined || reset === "subtract" ? { kind: "subtract" } : reset,
    ...(firstTick === undefined ? {} : { firstTick: copied(firstTick) }),
    ...(adaptation === undefined ? {} : { adaptation: adapting(adaptation) }),
  };
}

function adapting({ increment, limit, period = 1, shift, initial = 0 }: AdaptationSettings): ThresholdAdaptation {
  return { increment: copied(increment), limit, period, shift, initial: copied(initial) };
}

/** The membrane moves towards 0 by `amount` per tick. */
export function linearLeak(amount: PerNeuron): Leak {
  return { kind: "linear", amount: copied(amount) };
}

/** The membrane loses 2^−shift of itself per tick. */
export function shiftLeak(shift: PerNeuron): Leak {
  return { kind: "shift", shift: copied(shift) };
}

/** Exponential decay with this time constant. */
export function decayLeak(timeConstantMs: PerNeuron): Leak {
  return { kind: "decay", timeConstantMs: copied(timeConstantMs) };
}

/** A spike sets the membrane to `value`, below the threshold. */
export function zeroReset(value: PerNeuron = 0): Reset {
  return { kind: "zero", value: copied(value) };
}

/** A spike subtracts `value`, at most the threshold. */
export function subtractReset(value: PerNeuron): Reset {
  return { kind: "subtract", value: copied(value) };
}

function copied(values: PerNeuron): number | number[] {
  return typeof values === "number" ? values : [...values];
}

/** A name that is not taken yet; a taken one is a type error. */
type Free<Name extends string, Taken extends string> = Name extends Taken ? never : Name;

interface SynapseSettings {
  readonly weights: GivenWeights;
  /** The synapses learn by the network's rule: `learning(…)`. "off": they can, but do not at first. Default: they do not. */
  readonly plastic?: true | "off";
}

interface DelaySettings {
  /** 1…15 ticks. Default 1. */
  readonly delay?: number;
}

type ProjectionSettings<From extends string, Inputs extends string> = From extends Inputs
  ? SynapseSettings
  : SynapseSettings & DelaySettings;

/**
 * Builds a network step by step; every step returns a builder that knows one name more, so that a projection or
 * output with an unknown name does not compile. What types cannot see (shapes, ranges) `build` reports as NET errors.
 */
export class NetworkBuilder<Inputs extends string = never, Populations extends string = never> {
  readonly #file: NetworkFile;

  constructor(file: NetworkFile) {
    this.#file = file;
  }

  /** A group of host channels. */
  input<const Name extends string>(name: Free<Name, Inputs | Populations>, size: number) {
    const inputs = [...this.#file.inputs, { name: name as string, size }];
    return new NetworkBuilder<Inputs | Name, Populations>({ ...this.#file, inputs });
  }

  population<const Name extends string>(
    name: Free<Name, Inputs | Populations>,
    { size, neuron }: { readonly size: number; readonly neuron: LifNeuron },
  ) {
    const populations = [...this.#file.populations, { name: name as string, size, neuron }];
    return new NetworkBuilder<Inputs, Populations | Name>({ ...this.#file, populations });
  }

  /** Synapses from an input or a population to a population. */
  project<From extends Inputs | Populations>(from: From, to: Populations, settings: ProjectionSettings<From, Inputs>) {
    const { weights, delay, plastic } = settings as SynapseSettings & DelaySettings;
    const projection = {
      from,
      to,
      ...(delay === undefined ? {} : { delay }),
      weights: encoded(weights),
      ...(plastic === undefined ? {} : { plastic: { learns: plastic === true } }),
    };
    return new NetworkBuilder<Inputs, Populations>({
      ...this.#file,
      projections: [...this.#file.projections, projection],
    });
  }

  /** How plastic projections learn: `pairStdp(…)`, `rewardStdp(…)`, `resume(…)`, `sdsp(…)`, … One rule per network. */
  learning(rule: LearningSettings) {
    return new NetworkBuilder<Inputs, Populations>({ ...this.#file, learning: rule });
  }

  /** Events of element i of an input or population tell neuron i of a population when to fire, for rules with a teacher. */
  teach<From extends Inputs | Populations>(
    from: From,
    to: Populations,
    ...[settings]: From extends Inputs ? [] : [settings?: DelaySettings]
  ) {
    const teacher = { from, to, ...(settings?.delay === undefined ? {} : { delay: settings.delay }) };
    const teachers = [...(this.#file.teachers ?? []), teacher];
    return new NetworkBuilder<Inputs, Populations>({ ...this.#file, teachers });
  }

  /** Sends the spikes of a population to the host. */
  output(population: Populations) {
    return new NetworkBuilder<Inputs, Populations>({ ...this.#file, outputs: [...this.#file.outputs, population] });
  }

  /** The checked network. Throws a SpikeforgeError with everything that is wrong (NET004…NET071). */
  build(): Network {
    return parseNetwork(this.#file, `network "${this.#file.name}"`);
  }
}

function encoded(weights: GivenWeights): WeightEncoding {
  if (weights instanceof Int8Array) return { encoding: "int8-base64", data: base64(weights) };
  if (weights instanceof Uint8Array) return { encoding: "uint8-base64", data: base64(weights) };
  if (weights instanceof Float32Array) return { encoding: "float32-base64", data: base64(weights) };
  if ("synapses" in weights) {
    return { encoding: "sparse", synapses: weights.synapses.map(([pre, post, weight]) => [pre, post, weight]) };
  }
  return { encoding: "dense", rows: weights.map((row) => [...row]) };
}

function base64(values: Int8Array | Uint8Array | Float32Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64");
}

/** Starts a network. `network("xor", { weightBits: 4, membraneBits: 16 }).input("in", 2)…build()` */
export function network(name: string, settings: NetworkSettings): NetworkBuilder {
  const { weightBits, weightSign = "signed", membraneBits, weightScale = "auto", timestepMs = 1 } = settings;
  return new NetworkBuilder({
    format: "spikeforge-network",
    version: 1,
    name,
    timestepMs,
    quantization: { weightBits, weightSign, membraneBits, weightScale },
    inputs: [],
    populations: [],
    projections: [],
    outputs: [],
  });
}
