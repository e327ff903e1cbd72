import { type HardwareConfig, listIndexBits } from "../../config/index.ts";

/** Who is active in a tick. */
export interface TickActivity {
  /** Host channels with an event. */
  readonly channels: readonly number[];
  /** Neurons that fire. */
  readonly neurons: readonly number[];
}

/** What a tick brings to a core. */
export interface TickLoad {
  /** Events that come from outside. */
  readonly events: number;
  /** List entries by region. */
  readonly entries: Int32Array;
  /** Spikes by row of U slots. */
  readonly spikes: Int32Array;
  /** Spikes that each step of the delay program appends for the tick after this one; empty without delays. */
  readonly delayed: Int32Array;
}

/** Neurons of a history word. */
const wordBits = 16;

/** Turns activity into loads, tick by tick: spikes become entries of later ticks. */
export class LoadCounter {
  readonly #config: HardwareConfig;
  readonly #regionOfChannel: Int32Array;
  /** Slots of every history word. */
  readonly #slotsOfWord: readonly SlotRange[];
  /** By tick: by slot 1 where a neuron fired. */
  readonly #fired: Uint8Array[] = [];

  constructor(config: HardwareConfig) {
    this.#config = config;
    const indexBits = listIndexBits(config.shape);
    this.#regionOfChannel = config.channelWord.map((word) => word >> indexBits);
    this.#slotsOfWord = historyWords(config);
  }

  next({ channels, neurons }: TickActivity): TickLoad {
    const { shape, slots, slotOfNeuron, groups, delaySteps } = this.#config;
    const tick = this.#fired.length;
    const fired = new Uint8Array(slots.length);
    for (const neuron of neurons) fired[at(slotOfNeuron, neuron)] = 1;
    this.#fired.push(fired);
    const spikes = spikesByRow(fired, shape.updates);
    const entries = new Int32Array(shape.regions);
    for (const channel of channels) add(entries, at(this.#regionOfChannel, channel), 1);
    const before = this.#fired[tick - 1];
    if (before !== undefined) {
      let slot = 0;
      for (const { rows, loopBackRegion } of groups) {
        const end = slot + rows * shape.updates;
        if (loopBackRegion !== undefined) add(entries, loopBackRegion, sum(before.subarray(slot, end)));
        slot = end;
      }
    }
    for (const { word, delay, region } of delaySteps) add(entries, region, this.#due(word, tick - delay));
    const delayed = Int32Array.from(delaySteps, ({ word, delay }) => this.#due(word, tick + 1 - delay));
    return { events: channels.length, entries, spikes, delayed };
  }

  /** Spikes of a history word in a tick. */
  #due(word: number, tick: number): number {
    const fired = this.#fired[tick];
    const range = this.#slotsOfWord[word];
    if (range === undefined) throw new Error(`no history word ${word}`);
    return fired === undefined ? 0 : sum(fired.subarray(range.first, range.end));
  }
}

interface SlotRange {
  readonly first: number;
  readonly end: number;
}

/** Words of recorded populations follow each other; the last one of a population may hold fewer neurons. */
function historyWords({ groups, shape }: HardwareConfig): SlotRange[] {
  const words: SlotRange[] = [];
  let slot = 0;
  let first = 0;
  for (const { rows, record, lastOfPopulation } of groups) {
    slot += rows * shape.updates;
    if (!lastOfPopulation) continue;
    if (record) {
      for (let at = first; at < slot; at += wordBits) words.push({ first: at, end: Math.min(at + wordBits, slot) });
    }
    first = slot;
  }
  return words;
}

function spikesByRow(fired: Uint8Array, updates: number): Int32Array {
  return Int32Array.from({ length: fired.length / updates }, (_, row) =>
    sum(fired.subarray(row * updates, (row + 1) * updates)),
  );
}

const sum = (values: Uint8Array): number => values.reduce((total, value) => total + value, 0);

function at(values: Int32Array, index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError(`index ${index} of ${values.length}`);
  return value;
}

function add(counts: Int32Array, index: number, count: number): void {
  counts[index] = at(counts, index) + count;
}
