import {
  type AxonRange,
  type IndexRange,
  type IntegerNetwork,
  type LearningRule,
  leakKinds,
  type NeuronParameters,
  resetKinds,
  type SynapseBlock,
} from "../config/index.ts";
import {
  adaptingPopulations,
  forNeuron,
  learningInLsb,
  type Network,
  type Population,
  type Projection,
  type ThresholdAdaptation,
  toLsb,
  weightScaleOf,
} from "../network/index.ts";
import { firstTicks } from "./first-tick.ts";

/**
 * The network in integers: everything divided by the weight scale and rounded, halves away from zero; time constants
 * as a 12-bit factor per tick. A checked network (`parseNetwork`, `build`) is in range by then.
 */
export function quantise(network: Network): IntegerNetwork {
  const scale = weightScaleOf(network);
  const inputs = indexRanges(network.inputs);
  const populations = indexRanges(network.populations);
  const axons = axonRanges(network);
  const { membraneBits, weightBits, weightSign } = network.quantization;
  return {
    name: network.name,
    membraneBits,
    weightBits,
    weightSign,
    inputs,
    populations,
    outputs: network.outputs,
    axons,
    synapses: network.projections.map((projection): SynapseBlock => {
      const { from, to, delay, weights, plastic } = projection;
      const range = found(axons.find(({ source, delay: ticks }) => source.name === from && ticks === delay));
      const target = found(populations.find(({ name }) => name === to));
      return {
        axonFirst: range.first,
        axonCount: range.size,
        neuronFirst: target.first,
        neuronCount: target.size,
        weights: Int32Array.from(weights.values, (value) => toLsb(value, scale)),
        ...(weights.exists === undefined || plastic !== undefined ? {} : { exists: weights.exists }),
        ...plasticityOf(network, projection, scale),
      };
    }),
    neurons: neuronParameters(network, scale),
    ...learningOf(network, axons, populations),
    ...adaptationOf(network, scale),
  };
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("a checked network names something that it does not have");
  return value;
}

/** Tiles 0…N−1 in the given order. */
function indexRanges(named: readonly { readonly name: string; readonly size: number }[]): IndexRange[] {
  let first = 0;
  return named.map(({ name, size }) => {
    const range = { name, first, size };
    first += size;
    return range;
  });
}

/** One range per source and delay that some projection or teacher uses, shared by all that do; inputs first, short delays first. */
function axonRanges({ inputs, populations, projections, teachers = [] }: Network): AxonRange[] {
  const sources = [
    ...inputs.map((input) => ({ ...input, kind: "input" as const })),
    ...populations.map((population) => ({ ...population, kind: "population" as const })),
  ];
  const ranges: AxonRange[] = [];
  let first = 0;
  for (const { name, size, kind } of sources) {
    const delays = new Set([...projections, ...teachers].filter(({ from }) => from === name).map(({ delay }) => delay));
    for (const delay of [...delays].sort((a, b) => a - b)) {
      ranges.push({ first, size, source: { kind, name }, delay });
      first += size;
    }
  }
  return ranges;
}

function plasticityOf({ learning }: Network, { plastic }: Projection, scale: number): Pick<SynapseBlock, "plastic"> {
  if (plastic === undefined) return {};
  const { learns, second } = plastic;
  const unit = learning?.second.kind === "eligibility" ? 1 : scale;
  const values = second === undefined ? undefined : Int32Array.from(second.values, (value) => toLsb(value, unit));
  return { plastic: { learns, ...(values === undefined ? {} : { second: values }) } };
}

function learningOf(
  network: Network,
  axons: readonly AxonRange[],
  populations: readonly IndexRange[],
): Pick<IntegerNetwork, "learning" | "teachers"> {
  const { learning, teachers } = network;
  if (learning === undefined) return {};
  const rule: LearningRule = learningInLsb(network, learning, (_code, field, problem) => {
    throw new Error(`a checked network learns by what it cannot: ${field} ${problem}`);
  });
  if (teachers === undefined) return { learning: rule };
  return {
    learning: rule,
    teachers: teachers.map(({ from, to, delay }) => {
      const { first, size } = found(axons.find(({ source, delay: ticks }) => source.name === from && ticks === delay));
      return { axonFirst: first, count: size, neuronFirst: found(populations.find(({ name }) => name === to)).first };
    }),
  };
}

/** Values by neuron, 0 in populations whose thresholds stay. */
function adaptationOf(network: Network, scale: number): Pick<IntegerNetwork, "adaptation"> {
  const [first] = adaptingPopulations(network);
  if (first === undefined) return {};
  const { limit, period, shift } = first.neuron.adaptation;
  const column = (value: (adaptation: ThresholdAdaptation) => number | readonly number[]): Int32Array =>
    Int32Array.from(
      network.populations.flatMap(({ size, neuron: { adaptation } }) =>
        Array.from({ length: size }, (_, index) =>
          adaptation === undefined ? 0 : toLsb(forNeuron(value(adaptation), index), scale),
        ),
      ),
    );
  return {
    adaptation: {
      increment: column(({ increment }) => increment),
      initial: column(({ initial }) => initial),
      limit: toLsb(limit, scale),
      period,
      shift,
    },
  };
}

function neuronParameters(network: Network, scale: number): NeuronParameters {
  const earliest = firstTicks(network);
  const neurons = network.populations.flatMap((population) =>
    Array.from({ length: population.size }, (_, index) => ({ population, index })),
  );
  const column = (value: (population: Population, index: number) => number): number[] =>
    neurons.map(({ population, index }) => value(population, index));
  const lsb = (parameter: number | readonly number[], index: number): number =>
    toLsb(forNeuron(parameter, index), scale);

  return {
    count: neurons.length,
    threshold: Int32Array.from(column(({ neuron }, index) => lsb(neuron.threshold, index))),
    bias: Int32Array.from(column(({ neuron }, index) => lsb(neuron.bias, index))),
    leakKind: Uint8Array.from(
      column(({ neuron }) => leakKinds.indexOf(neuron.leak.kind === "decay" ? "mul12" : neuron.leak.kind)),
    ),
    leakAmount: Int32Array.from(
      column(({ neuron: { leak } }, index) => {
        if (leak.kind === "none") return 0;
        if (leak.kind === "linear") return lsb(leak.amount, index);
        if (leak.kind === "shift") return forNeuron(leak.shift, index);
        return Math.round(4096 * (1 - Math.exp(-network.timestepMs / forNeuron(leak.timeConstantMs, index))));
      }),
    ),
    resetKind: Uint8Array.from(column(({ neuron }) => resetKinds.indexOf(neuron.reset.kind))),
    resetValue: Int32Array.from(column(({ neuron }, index) => lsb(neuron.reset.value ?? neuron.threshold, index))),
    refractory: Int32Array.from(column(({ neuron }, index) => forNeuron(neuron.refractory, index))),
    firstTick: Int32Array.from(
      column(({ name, neuron }, index) => forNeuron(neuron.firstTick ?? earliest.get(name) ?? 0, index)),
    ),
  };
}
