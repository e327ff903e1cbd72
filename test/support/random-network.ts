import {
  type AxonRange,
  type IndexRange,
  type IntegerNetwork,
  type LeakKind,
  leakKinds,
  type NeuronParameters,
  type ResetKind,
  resetKinds,
  type SynapseBlock,
  type WeightBits,
  type WeightSign,
} from "../../config/index.ts";
import { Random } from "./random.ts";

/** Bounds of a random network; what is left out varies freely within the integer contract. */
export interface RandomNetworkOptions {
  readonly weightBits?: WeightBits;
  readonly weightSign?: WeightSign;
  readonly membraneBits?: number;
  readonly maxMembraneBits?: number;
  /** Upper bounds over the whole network; at least 1 of each is made. */
  readonly maxInputs?: number;
  readonly maxChannels?: number;
  readonly maxPopulations?: number;
  readonly maxNeurons?: number;
  readonly maxAxons?: number;
  readonly maxDelay?: number;
  /** Different delays of one population's spikes, at most. */
  readonly maxDelays?: number;
  readonly maxRefractory?: number;
  readonly maxFirstTick?: number;
  readonly leaks?: readonly LeakKind[];
  readonly resets?: readonly ResetKind[];
  readonly bias?: "none" | "any";
  /** Whether parameters may differ between the neurons of a population. Leak and reset kinds never do. */
  readonly parameters?: "uniform" | "any";
  /** `ends`: most parameters stand at an end of what the integer contract allows; default: few do. */
  readonly values?: "usual" | "ends";
  /** Whether some blocks have pairs without a synapse. */
  readonly sparsity?: "none" | "any";
}

/** What a core can run: its membranes have at most 16 bits, and regions for each delay are few. */
export const oneCore = { maxMembraneBits: 16, maxDelays: 3 } as const satisfies RandomNetworkOptions;

/** A random network that obeys the integer contract: several inputs and populations, loops, skips, extreme values. */
export function randomNetwork(seed: number, options: RandomNetworkOptions = {}): IntegerNetwork {
  const random = new Random(seed);
  const weightBits = options.weightBits ?? random.pick([1, 2, 4, 4, 8, 8, 16]);
  const membraneBits =
    options.membraneBits ??
    random.pick([8, 12, 16, 16, 24, 32].filter((bits) => bits <= (options.maxMembraneBits ?? 32)));
  const inputs = randomRanges(random, "in", options.maxInputs ?? 2, options.maxChannels ?? 24);
  const populations = randomRanges(random, "pop", options.maxPopulations ?? 3, options.maxNeurons ?? 48);
  const weightSign = options.weightSign ?? random.pick(["signed", "signed", "unsigned"] as const);
  const weights = weightRange(weightBits, weightSign);
  const { axons, synapses } = randomSynapses(random, inputs, populations, weights, options);
  const outputs = populations.filter(() => random.chance(0.7)).map(({ name }) => name);
  return {
    name: `random_${seed}`,
    membraneBits,
    weightBits,
    weightSign,
    inputs,
    populations,
    outputs,
    axons,
    synapses,
    neurons: randomNeurons(random, populations, weightBits, membraneBits, options),
  };
}

/** Consecutive ranges with at most `maxTotal` elements together. */
function randomRanges(random: Random, prefix: string, maxRanges: number, maxTotal: number): IndexRange[] {
  const count = random.integer(1, Math.min(maxRanges, maxTotal));
  const ranges: IndexRange[] = [];
  let first = 0;
  for (let index = 0; index < count; index++) {
    const reserved = count - index - 1;
    const most = Math.max(1, Math.min(maxTotal - first - reserved, Math.ceil((2 * maxTotal) / count)));
    const size = random.integer(1, most);
    ranges.push({ name: `${prefix}${index}`, first, size });
    first += size;
  }
  return ranges;
}

/** Every population listens to a random choice of inputs and populations (itself too), each over one or more delays. */
function randomSynapses(
  random: Random,
  inputs: readonly IndexRange[],
  populations: readonly IndexRange[],
  weights: WeightRange,
  options: RandomNetworkOptions,
): { axons: AxonRange[]; synapses: SynapseBlock[] } {
  const axons: AxonRange[] = [];
  const synapses: SynapseBlock[] = [];
  const maxAxons = options.maxAxons ?? Number.POSITIVE_INFINITY;

  const axonRange = (kind: "input" | "population", { name, size }: IndexRange, delay: number) => {
    const known = axons.find((range) => range.source.name === name && range.delay === delay);
    if (known !== undefined) return known;
    const last = axons.at(-1);
    const first = last === undefined ? 0 : last.first + last.size;
    if (first + size > maxAxons) return undefined;
    const range: AxonRange = { first, size, source: { kind, name }, delay };
    axons.push(range);
    return range;
  };
  const connect = (range: AxonRange | undefined, target: IndexRange): void => {
    if (range !== undefined) synapses.push(randomBlock(random, range, target, weights, options));
  };

  const anyDelay = (): number => random.integer(1, options.maxDelay ?? 15);
  const choices = new Map<IndexRange, readonly number[]>();
  const delayFrom = (source: IndexRange): number => {
    if (options.maxDelays === undefined) return anyDelay();
    const known = choices.get(source) ?? [1, ...Array.from({ length: options.maxDelays - 1 }, anyDelay)];
    choices.set(source, known);
    return random.pick(known);
  };

  for (const target of populations) {
    for (const source of inputs) if (random.chance(0.6)) connect(axonRange("input", source, 0), target);
    for (const source of populations) {
      const delays = new Set<number>();
      while (random.chance(0.4) && delays.size < 3) delays.add(delayFrom(source));
      for (const delay of delays) connect(axonRange("population", source, delay), target);
    }
  }
  return { axons, synapses };
}

interface WeightRange {
  readonly low: number;
  readonly high: number;
}

function weightRange(bits: WeightBits, sign: WeightSign): WeightRange {
  return sign === "unsigned" ? { low: 0, high: 2 ** bits - 1 } : { low: -(2 ** (bits - 1)), high: 2 ** (bits - 1) - 1 };
}

function randomBlock(
  random: Random,
  range: AxonRange,
  target: IndexRange,
  { low, high }: WeightRange,
  options: RandomNetworkOptions,
): SynapseBlock {
  const style = random.pick(["uniform", "uniform", "excitatory", "extremes"] as const);
  const weight = (): number => {
    if (style === "extremes") return random.pick([low, high]);
    return random.integer(style === "excitatory" ? Math.max(0, low) : low, high);
  };
  const pairs = range.size * target.size;
  const weights = Int32Array.from({ length: pairs }, weight);
  const block = { axonFirst: range.first, axonCount: range.size, neuronFirst: target.first, neuronCount: target.size };
  if (options.sparsity === "none" || random.chance(0.6)) return { ...block, weights };
  const exists = Uint8Array.from({ length: pairs }, () => (random.chance(0.5) ? 1 : 0));
  return { ...block, weights: weights.map((value, index) => (exists[index] === 1 ? value : 0)), exists };
}

type NeuronColumns = { [Key in Exclude<keyof NeuronParameters, "count">]: number[] };

function randomNeurons(
  random: Random,
  populations: readonly IndexRange[],
  weightBits: WeightBits,
  membraneBits: number,
  options: RandomNetworkOptions,
): NeuronParameters {
  const columns: NeuronColumns = {
    threshold: [],
    bias: [],
    leakKind: [],
    leakAmount: [],
    resetKind: [],
    resetValue: [],
    refractory: [],
    firstTick: [],
  };
  for (const { size } of populations) {
    const leak = random.pick(options.leaks ?? leakKinds);
    const reset = random.pick(options.resets ?? resetKinds);
    const varies = options.parameters !== "uniform" && random.chance(0.5);
    let parameters = randomNeuron(random, leak, reset, weightBits, membraneBits, options);
    for (let index = 0; index < size; index++) {
      if (varies) parameters = randomNeuron(random, leak, reset, weightBits, membraneBits, options);
      for (const key of Object.keys(columns) as (keyof NeuronColumns)[]) columns[key].push(parameters[key]);
    }
  }
  return {
    count: columns.threshold.length,
    threshold: Int32Array.from(columns.threshold),
    bias: Int32Array.from(columns.bias),
    leakKind: Uint8Array.from(columns.leakKind),
    leakAmount: Int32Array.from(columns.leakAmount),
    resetKind: Uint8Array.from(columns.resetKind),
    resetValue: Int32Array.from(columns.resetValue),
    refractory: Int32Array.from(columns.refractory),
    firstTick: Int32Array.from(columns.firstTick),
  };
}

/** Thresholds of a few synapses' strength so that most neurons fire now and then; both ends of every range appear. */
function randomNeuron(
  random: Random,
  leak: LeakKind,
  reset: ResetKind,
  weightBits: WeightBits,
  membraneBits: number,
  options: RandomNetworkOptions,
) {
  const limit = 2 ** (membraneBits - 1);
  const usual = Math.min(limit - 1, 2 ** (weightBits - 1) * random.pick([1, 2, 4, 8]));
  const threshold = random.chance(0.05) ? random.pick([1, limit - 1]) : random.integer(1, usual);
  const biased = options.bias !== "none" && random.chance(0.5);
  const leakAmount = {
    none: 0,
    linear: random.chance(0.1) ? threshold : random.integer(0, Math.ceil(usual / 4)),
    shift: random.chance(0.1) ? random.pick([0, membraneBits - 1]) : random.integer(1, 5),
    mul12: random.chance(0.1) ? random.pick([0, 4096]) : random.integer(1, 4096),
  }[leak];
  if (options.values === "ends") {
    return atEnds(random, { leak, reset, limit, usual, membraneBits }, options);
  }
  const unusualReset = random.chance(0.4);
  const resetValue = {
    zero: unusualReset ? random.integer(-Math.min(limit, 2 * threshold), threshold - 1) : 0,
    subtract: unusualReset ? random.integer(0, threshold) : threshold,
  }[reset];
  return {
    threshold,
    bias: biased ? random.integer(-Math.ceil(threshold / 8), Math.ceil(threshold / 4)) : 0,
    leakKind: leakKinds.indexOf(leak),
    leakAmount,
    resetKind: resetKinds.indexOf(reset),
    resetValue,
    refractory: random.chance(0.5) ? 0 : random.integer(0, options.maxRefractory ?? 4),
    firstTick: random.chance(0.6) ? 0 : random.integer(0, options.maxFirstTick ?? 5),
  };
}

interface NeuronKind {
  readonly leak: LeakKind;
  readonly reset: ResetKind;
  /** 2^(membraneBits − 1). */
  readonly limit: number;
  readonly usual: number;
  readonly membraneBits: number;
}

/** Parameters at the ends of what the contract allows, so that membranes saturate, freeze, fire always and never. */
function atEnds(
  random: Random,
  { leak, reset, limit, usual, membraneBits }: NeuronKind,
  options: RandomNetworkOptions,
) {
  const mostly = <T>(ends: readonly T[], otherwise: () => T): T =>
    random.chance(0.7) ? random.pick(ends) : otherwise();
  const threshold = mostly([1, 1, 2, usual, limit - 1], () => random.integer(1, usual));
  const lowest = -limit;
  const anyRefractory = options.maxRefractory ?? 9;
  return {
    threshold,
    bias: options.bias === "none" ? 0 : mostly([0, 0, 1, -1, limit - 1, lowest], () => random.integer(-usual, usual)),
    leakKind: leakKinds.indexOf(leak),
    leakAmount: {
      none: 0,
      linear: mostly([0, 1, limit - 1], () => random.integer(0, usual)),
      shift: mostly([0, 1, membraneBits - 1], () => random.integer(0, membraneBits - 1)),
      mul12: mostly([0, 1, 4095, 4096], () => random.integer(0, 4096)),
    }[leak],
    resetKind: resetKinds.indexOf(reset),
    resetValue: {
      zero: mostly([0, threshold - 1, lowest], () => random.integer(lowest, threshold - 1)),
      subtract: mostly([0, threshold, threshold], () => random.integer(0, threshold)),
    }[reset],
    refractory: mostly([0, 0, 1, anyRefractory], () => random.integer(0, anyRefractory)),
    firstTick: mostly([0, 0, 1, options.maxFirstTick ?? 40], () => random.integer(0, options.maxFirstTick ?? 40)),
  };
}

/** Number of host channels of a network. */
export function channelCount(net: IntegerNetwork): number {
  return net.inputs.reduce((sum, { size }) => sum + size, 0);
}

/** Active host channels for each of `ticks` ticks; silence, sparse, dense and full activity come in runs. */
export function randomInput(random: Random, net: IntegerNetwork, ticks: number): number[][] {
  const channels = channelCount(net);
  let activity = 0.3;
  return Array.from({ length: ticks }, () => {
    if (random.chance(0.2)) activity = random.pick([0, 0.1, 0.3, 0.6, 1]);
    const all = Array.from({ length: channels }, (_, channel) => channel);
    return all.filter(() => random.chance(activity));
  });
}
