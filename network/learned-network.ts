import { weightScaleOf } from "./lsb.ts";
import type { Network, Population, Projection, WeightMatrix } from "./network.ts";

/** What a network has learned, in LSB. */
export interface LearnedValues {
  /** By projection of the network, row-major; undefined for those that are not plastic. */
  readonly weights: readonly (Int32Array | undefined)[];
  /** Eligibilities or long-term weights, like `weights`; undefined where there are none. */
  readonly second: readonly (Int32Array | undefined)[];
  /** By how much thresholds are raised, by neuron; undefined where none adapt. */
  readonly adaptation?: Int32Array;
}

/**
 * The network with what it has learned: it goes on from there when it is run, written or built like any other. Its weight
 * scale is a number now, so that every value becomes the same LSB again.
 */
export function learnedNetwork(network: Network, { weights, second, adaptation }: LearnedValues): Network {
  const scale = weightScaleOf(network);
  let firstNeuron = 0;
  return {
    ...network,
    quantization: { ...network.quantization, weightScale: scale },
    projections: network.projections.map((projection, index) =>
      learnedProjection(network, projection, scale, weights[index], second[index]),
    ),
    populations: network.populations.map((population) => {
      const own = adaptation?.subarray(firstNeuron, firstNeuron + population.size);
      firstNeuron += population.size;
      return own === undefined ? population : raisedPopulation(population, own, scale);
    }),
  };
}

/** The network as it is, with nothing that learns: for systems of many cores, and for hardware that costs less. */
export function withoutLearning({ learning, teachers, ...network }: Network): Network {
  return {
    ...network,
    quantization: {
      ...network.quantization,
      weightScale: weightScaleOf({ ...network, ...(learning && { learning }) }),
    },
    projections: network.projections.map(({ plastic, ...projection }) => projection),
  };
}

function learnedProjection(
  { learning }: Network,
  projection: Projection,
  scale: number,
  weights: Int32Array | undefined,
  second: Int32Array | undefined,
): Projection {
  const { plastic } = projection;
  if (plastic === undefined || weights === undefined) return projection;
  const secondScale = learning?.second.kind === "eligibility" ? 1 : scale;
  return {
    ...projection,
    weights: inUnit(weights, scale, projection.weights),
    plastic: {
      ...plastic,
      ...(second === undefined ? {} : { second: inUnit(second, secondScale, projection.weights) }),
    },
  };
}

/** In single precision, which keeps every LSB of 16 bits and makes small files. */
function inUnit(values: Int32Array, scale: number, { rows, columns }: WeightMatrix): WeightMatrix {
  if (values.length !== rows * columns) throw new RangeError(`${values.length} values for ${rows} × ${columns}`);
  return { rows, columns, values: Float64Array.from(values, (value) => Math.fround(value * scale)) };
}

function raisedPopulation(population: Population, raised: Int32Array, scale: number): Population {
  const { neuron } = population;
  if (neuron.adaptation === undefined) return population;
  const initial = Array.from(raised, (value) => value * scale);
  return { ...population, neuron: { ...neuron, adaptation: { ...neuron.adaptation, initial } } };
}
