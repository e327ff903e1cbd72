import type {
  Adaptation,
  AxonRange,
  IndexRange,
  IntegerNetwork,
  NeuronParameters,
  SynapseBlock,
} from "../../config/index.ts";
import type { CoreTarget } from "../target.ts";
import { bundled, bundlesOf } from "./bundles.ts";
import { at } from "./collect.ts";
import type { Connection, Part, Source } from "./connections.ts";

/** Axons of a core whose source is not on it, and after how many periods its words become active. */
export interface OutsideAxons {
  readonly source: Source;
  /** 1: in the period of the word, as host events and spikes with a delay of 1 do. 2…15: so much later, less one. */
  readonly delay: number;
  /** Channel of the core's network for the source's first element; the others follow. */
  readonly channel: number;
}

/** The network of one core. */
export interface CoreNetwork {
  readonly net: IntegerNetwork;
  /** Network neuron of every neuron of the core. */
  readonly neurons: Int32Array;
  readonly outside: readonly OutsideAxons[];
}

/**
 * The network that a core computes: its parts are the populations. Synapses within the core keep their delays. All axons
 * from outside that the same parts listen to are one input, so that there are few list regions: host channels and spikes
 * alike, whatever their delay. Where that is still too many regions for the core, inputs are joined further.
 *
 * @param parts those on the core
 * @param connections those onto them
 * @param exported whether a part's spikes leave the core
 * @param target what the core may use
 */
export function coreNetwork(
  network: IntegerNetwork,
  name: string,
  parts: readonly Part[],
  connections: readonly Connection[],
  exported: (part: Part) => boolean,
  { lanes, limits }: CoreTarget,
): CoreNetwork {
  const populations = tile(parts.map((part) => ({ name: partName(part), size: part.size })));
  const rangeOf = (part: Part): IndexRange => {
    const range = populations[parts.indexOf(part)];
    if (range === undefined) throw new Error(`"${partName(part)}" is not on this core`);
    return range;
  };
  const isOwn = ({ source }: Connection): boolean => source.kind === "part" && parts.includes(source.part);
  const bundles = bundlesOf(
    connections.filter((connection) => !isOwn(connection)),
    parts,
    { lanes, most: limits.regions - ownRegions(parts, connections.filter(isOwn), connections) },
  );
  const inputs = tile(bundles.map(({ size }, number) => ({ name: `outside ${number}`, size })));

  const axons: AxonRange[] = [];
  const synapses: SynapseBlock[] = [];
  const axonRange = (source: AxonRange["source"], size: number, delay: number): AxonRange => {
    const known = axons.find((range) => range.source.name === source.name && range.delay === delay);
    if (known !== undefined) return known;
    const last = axons.at(-1);
    const range = { first: last === undefined ? 0 : last.first + last.size, size, source, delay };
    axons.push(range);
    return range;
  };
  for (const [number, bundle] of bundles.entries()) {
    const input = at(inputs, number);
    const range = axonRange({ kind: "input", name: input.name }, input.size, 0);
    for (const { part, count } of bundle.listeners) {
      for (let block = 0; block < count; block++) synapses.push(bundled(bundle, part, block, range, rangeOf(part)));
    }
  }
  for (const { source, delay, target, blocks } of connections.filter(isOwn)) {
    if (source.kind !== "part") continue;
    const range = axonRange({ kind: "population", name: partName(source.part) }, source.part.size, delay);
    for (const block of blocks) {
      synapses.push({ ...block, axonFirst: range.first, neuronFirst: rangeOf(target).first });
    }
  }
  const neurons = Int32Array.from(
    parts.flatMap(({ first, size }) => Array.from({ length: size }, (_, i) => first + i)),
  );
  return {
    net: {
      name,
      membraneBits: network.membraneBits,
      weightBits: network.weightBits,
      weightSign: network.weightSign,
      inputs,
      populations,
      outputs: parts.filter(exported).map(partName),
      axons,
      synapses,
      neurons: parametersOf(network.neurons, neurons),
      ...(network.adaptation === undefined ? {} : { adaptation: adaptationOf(network.adaptation, neurons) }),
    },
    neurons,
    outside: bundles.flatMap(({ members }, number) =>
      members.map(({ source, delay, first }) => ({ source, delay, channel: at(inputs, number).first + first })),
    ),
  };
}

/** List regions of a core besides those for what comes from outside. */
function ownRegions(parts: readonly Part[], own: readonly Connection[], all: readonly Connection[]): number {
  const heard = new Set(
    own.map(({ source, delay }) => `${source.kind === "part" ? parts.indexOf(source.part) : -1} ${delay}`),
  );
  const isSilent = (part: Part): boolean => !all.some(({ target }) => target === part);
  return heard.size + (parts.some(isSilent) ? 1 : 0);
}

/** What a part is called as a population of its core. */
export const partName = ({ population, first, size }: Part): string => `${population} ${first}…${first + size - 1}`;

function parametersOf(all: NeuronParameters, neurons: Int32Array): NeuronParameters {
  const words = (values: Int32Array): Int32Array => neurons.map((neuron) => values[neuron] ?? 0);
  const bytes = (values: Uint8Array): Uint8Array => Uint8Array.from(neurons, (neuron) => values[neuron] ?? 0);
  return {
    count: neurons.length,
    threshold: words(all.threshold),
    bias: words(all.bias),
    leakKind: bytes(all.leakKind),
    leakAmount: words(all.leakAmount),
    resetKind: bytes(all.resetKind),
    resetValue: words(all.resetValue),
    refractory: words(all.refractory),
    firstTick: words(all.firstTick),
  };
}

function adaptationOf(all: Adaptation, neurons: Int32Array): Adaptation {
  const words = (values: Int32Array): Int32Array => neurons.map((neuron) => values[neuron] ?? 0);
  return { ...all, increment: words(all.increment), initial: words(all.initial) };
}

function tile(named: readonly { readonly name: string; readonly size: number }[]): IndexRange[] {
  let first = 0;
  return named.map(({ name, size }) => {
    const range = { name, first, size };
    first += size;
    return range;
  });
}
