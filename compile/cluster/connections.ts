import type { IndexRange, IntegerNetwork, SynapseBlock } from "../../config/index.ts";
import { groupBy } from "./collect.ts";

/** Consecutive neurons of one population on one core: a population of the core. */
export interface Part {
  readonly population: string;
  /** Network neuron. */
  readonly first: number;
  readonly size: number;
  readonly chip: number;
  readonly core: number;
}

/** Who spikes: a host input, or a part. */
export type Source =
  | { readonly kind: "input"; readonly range: IndexRange }
  | { readonly kind: "part"; readonly part: Part };

/** A source's synapses onto a part. */
export interface Connection {
  readonly source: Source;
  /** Ticks from spike to input: 0 for host inputs. */
  readonly delay: number;
  readonly target: Part;
  /** One or more; rows are elements of the source, columns neurons of the target. */
  readonly blocks: readonly SynapseBlock[];
}

/** A source's elements: channels or neurons of the network. */
export const elementsOf = (source: Source): { readonly first: number; readonly size: number } =>
  source.kind === "input" ? source.range : source.part;

/**
 * Cuts every synapse block by the parts of its source and of its target. Pairs of parts without any synapse are not
 * connected. In the order of the network's blocks.
 */
export function connectionsOf(net: IntegerNetwork, parts: readonly Part[]): Connection[] {
  const partsOf = groupBy(parts, ({ population }) => population);
  const inputs = new Map(net.inputs.map((range): [string, Source] => [range.name, { kind: "input", range }]));
  const sourcesOf = new Map(
    [...partsOf].map(([name, own]) => [name, own.map((part): Source => ({ kind: "part", part }))]),
  );
  const found = new Map<Source, Map<string, { source: Source; delay: number; target: Part; blocks: SynapseBlock[] }>>();
  const numbers = new Map(parts.map((part, number) => [part, number]));
  for (const block of net.synapses) {
    const axons = net.axons.find(({ first, size }) => first === block.axonFirst && size === block.axonCount);
    const to = net.populations.find(({ first }) => first === block.neuronFirst);
    if (axons === undefined || to === undefined) {
      throw new Error(`a synapse block of "${net.name}" does not span an axon range and a population`);
    }
    const { kind, name } = axons.source;
    const input = inputs.get(name);
    const sources = kind === "population" ? (sourcesOf.get(name) ?? []) : input === undefined ? [] : [input];
    const range = (kind === "input" ? net.inputs : net.populations).find((each) => each.name === name);
    for (const source of sources) {
      const elements = elementsOf(source);
      const rows = { first: elements.first - (range?.first ?? 0), size: elements.size };
      for (const target of partsOf.get(to.name) ?? []) {
        const columns = { first: target.first - to.first, size: target.size };
        if (!hasSynapse(block, rows, columns)) continue;
        const ofSource = found.get(source) ?? new Map();
        found.set(source, ofSource);
        const key = `${axons.delay} ${numbers.get(target)}`;
        const connection = ofSource.get(key) ?? { source, delay: axons.delay, target, blocks: [] };
        ofSource.set(key, connection);
        connection.blocks.push(cut(block, rows, columns));
      }
    }
  }
  return [...found.values()].flatMap((ofSource) => [...ofSource.values()]);
}

interface Span {
  readonly first: number;
  readonly size: number;
}

function hasSynapse({ exists, neuronCount }: SynapseBlock, rows: Span, columns: Span): boolean {
  if (exists === undefined) return true;
  for (let row = rows.first; row < rows.first + rows.size; row++) {
    const start = row * neuronCount + columns.first;
    if (exists.subarray(start, start + columns.size).includes(1)) return true;
  }
  return false;
}

function cut(block: SynapseBlock, rows: Span, columns: Span): SynapseBlock {
  const { neuronCount, weights, exists } = block;
  const whole = rows.size === block.axonCount && columns.size === neuronCount;
  const copy = <T extends Int32Array | Uint8Array>(from: T, to: T): T => {
    for (let row = 0; row < rows.size; row++) {
      const start = (rows.first + row) * neuronCount + columns.first;
      to.set(from.subarray(start, start + columns.size), row * columns.size);
    }
    return to;
  };
  const size = rows.size * columns.size;
  return {
    axonFirst: block.axonFirst + rows.first,
    axonCount: rows.size,
    neuronFirst: block.neuronFirst + columns.first,
    neuronCount: columns.size,
    weights: whole ? weights : copy(weights, new Int32Array(size)),
    ...(exists === undefined ? {} : { exists: whole ? exists : copy(exists, new Uint8Array(size)) }),
  };
}
