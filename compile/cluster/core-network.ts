import type { AxonRange, IndexRange, IntegerNetwork, NeuronParameters, SynapseBlock } from "../../config/index.ts";
import { at, groupBy } from "./collect.ts";
import { type Connection, elementsOf, type Part, type Source } from "./connections.ts";

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
 * alike, whatever their delay.
 *
 * @param parts those on the core
 * @param connections those onto them
 * @param exported whether a part's spikes leave the core
 */
export function coreNetwork(
  network: IntegerNetwork,
  name: string,
  parts: readonly Part[],
  connections: readonly Connection[],
  exported: (part: Part) => boolean,
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
    },
    neurons,
    outside: bundles.flatMap(({ members }, number) =>
      members.map(({ source, delay, first }) => ({ source, delay, channel: at(inputs, number).first + first })),
    ),
  };
}

/** What a part is called as a population of its core. */
export const partName = ({ population, first, size }: Part): string => `${population} ${first}…${first + size - 1}`;

/** Axons that the same parts listen to. */
interface Bundle {
  /** The parts with the number of their blocks. */
  readonly listeners: readonly { readonly part: Part; readonly count: number }[];
  readonly members: readonly Member[];
  /** Axons of all members. */
  readonly size: number;
}

interface Member {
  readonly source: Source;
  readonly delay: number;
  /** First axon within the bundle. */
  readonly first: number;
  /** By listening part. */
  readonly blocks: ReadonlyMap<Part, readonly SynapseBlock[]>;
}

function bundlesOf(connections: readonly Connection[], parts: readonly Part[]): Bundle[] {
  // A source is one object for all of its connections.
  const heard = new Map<Source, Map<number, Map<Part, readonly SynapseBlock[]>>>();
  for (const { source, delay, target, blocks } of connections) {
    const byDelay = heard.get(source) ?? new Map<number, Map<Part, readonly SynapseBlock[]>>();
    heard.set(source, byDelay);
    const later = Math.max(1, delay);
    const byPart = byDelay.get(later) ?? new Map<Part, readonly SynapseBlock[]>();
    byDelay.set(later, byPart);
    byPart.set(target, blocks);
  }
  const members = [...heard].flatMap(([source, byDelay]) =>
    [...byDelay].map(([delay, blocks]): Member => ({ source, delay, first: 0, blocks })),
  );
  const counts = ({ blocks }: Member): number[] => parts.map((part) => blocks.get(part)?.length ?? 0);
  const grouped = groupBy(members, (member) => counts(member).join(" "));
  return [...grouped.values()].map((group): Bundle => {
    const [any] = group;
    const listeners = any === undefined ? [] : counts(any).map((count, i) => ({ part: at(parts, i), count }));
    let size = 0;
    const placed = group.map((member): Member => {
      const first = size;
      size += elementsOf(member.source).size;
      return { ...member, first };
    });
    return { listeners: listeners.filter(({ count }) => count > 0), members: placed, size };
  });
}

/** The members' blocks onto a part, one below the other. */
function bundled({ members }: Bundle, part: Part, number: number, axons: AxonRange, target: IndexRange): SynapseBlock {
  const weights = new Int32Array(axons.size * target.size);
  const exists = new Uint8Array(axons.size * target.size);
  for (const { source, blocks, first } of members) {
    const block = blocks.get(part)?.[number];
    if (block === undefined) throw new Error(`"${partName(part)}" does not listen to all of its bundle`);
    const start = first * target.size;
    weights.set(block.weights, start);
    if (block.exists === undefined) exists.fill(1, start, start + elementsOf(source).size * target.size);
    else exists.set(block.exists, start);
  }
  return {
    axonFirst: axons.first,
    axonCount: axons.size,
    neuronFirst: target.first,
    neuronCount: target.size,
    weights,
    ...(exists.includes(0) ? { exists } : {}),
  };
}

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

function tile(named: readonly { readonly name: string; readonly size: number }[]): IndexRange[] {
  let first = 0;
  return named.map(({ name, size }) => {
    const range = { name, first, size };
    first += size;
    return range;
  });
}
