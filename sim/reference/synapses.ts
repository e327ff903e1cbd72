import type { AxonRange, IntegerNetwork, SynapseBlock } from "../../config/index.ts";

/** One axon's weights onto the consecutive neurons of one block. */
interface Row {
  readonly weights: Int32Array;
  /** Index of the row's first weight. */
  readonly start: number;
  readonly neuronFirst: number;
  readonly neuronCount: number;
}

interface Listener {
  readonly axonFirst: number;
  readonly delay: number;
}

/** Who drives which axon, and what an active axon does: lines 1 and 3 of docs/decisions/0001. */
export class Synapses {
  /** By host channel: the axons that it drives in the same tick. */
  readonly axonsOfChannel: readonly (readonly number[])[];
  /** Population ranges that drive axons, each with its delay. */
  readonly #listeners: readonly { first: number; end: number; listener: Listener }[];
  readonly #rows: readonly (readonly Row[])[];
  /** Existing synapses by axon. */
  readonly #fanOut: Float64Array;

  /** `weightsOf` gives the weights of a block, where they may change. */
  constructor(net: IntegerNetwork, weightsOf: (block: number) => Int32Array) {
    const axonCount = net.axons.reduce((count, range) => Math.max(count, range.first + range.size), 0);
    const rows: Row[][] = Array.from({ length: axonCount }, () => []);
    this.#fanOut = new Float64Array(axonCount);
    for (const [index, block] of net.synapses.entries()) {
      const weights = weightsOf(index);
      for (let row = 0; row < block.axonCount; row++) {
        const { neuronFirst, neuronCount } = block;
        const axon = block.axonFirst + row;
        rows[axon]?.push({ weights, start: row * neuronCount, neuronFirst, neuronCount });
        this.#fanOut[axon] = (this.#fanOut[axon] ?? 0) + existingSynapses(block, row);
      }
    }
    this.#rows = rows;
    this.axonsOfChannel = axonsOfChannels(net);
    this.#listeners = net.axons
      .filter(({ source }) => source.kind === "population")
      .map((range) => {
        const { first, size } = sourceOf(net, range);
        return { first, end: first + size, listener: { axonFirst: range.first, delay: range.delay } };
      });
  }

  /** Calls `visit` for every axon that becomes active `delay` ticks after one of the spikes of a tick. */
  forAxonsAfter(spikes: readonly number[], delay: number, visit: (axon: number) => void): void {
    for (const { first, end, listener } of this.#listeners) {
      if (listener.delay !== delay) continue;
      for (const neuron of spikes) {
        if (neuron >= first && neuron < end) visit(listener.axonFirst + neuron - first);
      }
    }
  }

  /** Adds the axon's weights to the neurons' sums and returns the number of synaptic operations. */
  accumulate(axon: number, sums: Float64Array): number {
    for (const row of this.#rows[axon] ?? []) addRow(row, sums);
    return this.#fanOut[axon] ?? 0;
  }
}

/** The inner loop of the model. */
function addRow({ weights, start, neuronFirst, neuronCount }: Row, sums: Float64Array): void {
  const end = start + neuronCount;
  let neuron = neuronFirst;
  for (let index = start; index < end; index++) {
    sums[neuron] = (sums[neuron] as number) + (weights[index] as number);
    neuron += 1;
  }
}

function existingSynapses({ exists, neuronCount }: SynapseBlock, row: number): number {
  if (exists === undefined) return neuronCount;
  const start = row * neuronCount;
  return exists.subarray(start, start + neuronCount).reduce((sum, bit) => sum + bit, 0);
}

function sourceOf(net: IntegerNetwork, { source }: AxonRange) {
  const ranges = source.kind === "input" ? net.inputs : net.populations;
  const range = ranges.find(({ name }) => name === source.name);
  if (range === undefined) throw new Error(`axon range names an unknown ${source.kind} "${source.name}"`);
  return range;
}

function axonsOfChannels(net: IntegerNetwork): number[][] {
  const channels = net.inputs.reduce((count, { first, size }) => Math.max(count, first + size), 0);
  const axons: number[][] = Array.from({ length: channels }, () => []);
  for (const range of net.axons) {
    if (range.source.kind !== "input") continue;
    if (range.delay !== 0) throw new Error(`input "${range.source.name}" has an axon range with delay ${range.delay}`);
    const { first } = sourceOf(net, range);
    for (let index = 0; index < range.size; index++) axons[first + index]?.push(range.first + index);
  }
  return axons;
}
