import type { Chunks } from "./chunks.ts";

/** What chunks are put on: the cores of a chip, or chips. */
export interface Bins {
  readonly count: number;
  /** Cost of a word from one to another; 0 from each to itself. */
  readonly distance: (from: number, to: number) => number;
  /** Where host inputs come in and spikes for the host leave. */
  readonly host: number;
  /** Of each. */
  readonly limits: BinLimits;
}

export interface BinLimits {
  readonly weightWords: number;
  readonly slots: number;
  readonly segments: number;
  readonly listEntries: number;
  readonly historyWords: number;
}

/** A bin that is too full must never pay. */
const overflowCost = 1e6;
/** Cost of a cut between neighbours of a population: more senders, more regions. */
const cutCost = 0.5;

/**
 * Chunks on bins with what that costs: cycles of the loads, words that go from bin to bin, and what is too much for a bin.
 * Says what a move would change, and moves.
 */
export class Filling {
  readonly binOf: Int32Array;
  readonly #problem: Chunks;
  readonly #bins: Bins;
  /** By chunk: nets that it listens to, and its own. */
  readonly #heard: readonly (readonly number[])[];
  readonly #own: Int32Array;
  /** By net and bin: listening chunks. */
  readonly #listening: Int32Array;
  readonly #loads: Float64Array;
  readonly #used: Readonly<Record<keyof BinLimits, Float64Array>>;
  readonly #idealLoad: number;

  constructor(problem: Chunks, bins: Bins, binOf: Int32Array) {
    const { chunks, nets } = problem;
    this.#problem = problem;
    this.#bins = bins;
    this.binOf = binOf.slice();
    const heard: number[][] = chunks.map(() => []);
    this.#own = new Int32Array(chunks.length).fill(-1);
    for (const [number, { chunk, listeners }] of nets.entries()) {
      for (const listener of listeners) heard[listener]?.push(number);
      if (chunk !== undefined) this.#own[chunk] = number;
    }
    this.#heard = heard;
    this.#listening = new Int32Array(nets.length * bins.count);
    this.#loads = new Float64Array(bins.count);
    const perBin = (): Float64Array => new Float64Array(bins.count);
    this.#used = {
      weightWords: perBin(),
      slots: perBin(),
      segments: perBin(),
      listEntries: perBin(),
      historyWords: perBin(),
    };
    this.#idealLoad = Math.max(1, chunks.reduce((sum, { load }) => sum + load, 0) / bins.count);
    for (const [chunk, bin] of this.binOf.entries()) this.#put(chunk, bin, 1);
  }

  /** Cycles that the loads and the words that travel stand for; what is too much for a bin is far more. */
  cost(): number {
    const { chunks, nets } = this.#problem;
    const { limits, count, host, distance } = this.#bins;
    let cost = this.#loads.reduce((sum, load) => sum + (load * load) / this.#idealLoad, 0);
    for (const [number, net] of nets.entries()) {
      const from = net.chunk === undefined ? host : this.#bin(net.chunk);
      if (net.host && net.chunk !== undefined) cost += net.words * distance(from, host);
      for (let bin = 0; bin < count; bin++) {
        if (bin !== from && this.#listeners(number, bin) > 0) cost += net.words * distance(from, bin);
      }
    }
    for (const chunk of chunks.keys()) cost += (cutCost / 2) * this.#cuts(chunk, this.#bin(chunk));
    for (const what of Object.keys(limits) as (keyof BinLimits)[]) {
      const limit = limits[what];
      for (const used of this.#used[what]) cost += (overflowCost * Math.max(0, used - limit)) / Math.max(1, limit);
    }
    return cost;
  }

  /** What moving a chunk would add to the cost. */
  change(chunk: number, to: number): number {
    const from = this.#bin(chunk);
    if (from === to) return 0;
    const { load, weightWords, slots, segments, historyWords } = this.#chunk(chunk);
    // Loads count by their squares: the fullest bin decides how long a tick is.
    const uneven = (2 * load * (this.#at(this.#loads, to) - this.#at(this.#loads, from) + load)) / this.#idealLoad;
    const { cost, left, entered } = this.#travel(chunk, to);
    const overflow = (what: keyof BinLimits, leave: number, enter = leave): number =>
      this.#overflow(what, from, -leave) + this.#overflow(what, to, enter);
    const overfull =
      overflow("weightWords", weightWords) +
      overflow("slots", slots) +
      overflow("segments", segments) +
      overflow("historyWords", historyWords) +
      overflow("listEntries", left, entered);
    return uneven + cost + overflowCost * overfull;
  }

  /** What moving a chunk would add to the cost of words that travel, whatever there is room for. */
  travel(chunk: number, to: number): number {
    return this.#travel(chunk, to).cost;
  }

  /** With list entries that are no longer needed in the one bin, and are in the other. */
  #travel(chunk: number, to: number): { cost: number; left: number; entered: number } {
    const from = this.#bin(chunk);
    let cost = this.#sendingFrom(chunk, to) - this.#sendingFrom(chunk, from);
    cost += cutCost * (this.#cuts(chunk, to) - this.#cuts(chunk, from));
    let [left, entered] = [0, 0];
    for (const number of this.#heard[chunk] ?? []) {
      const net = this.#problem.nets[number];
      if (net === undefined) continue;
      const source = net.chunk === undefined ? this.#bins.host : this.#bin(net.chunk);
      // What a chunk hears of itself never travels.
      const words = net.chunk === chunk ? 0 : net.words;
      if (this.#listeners(number, from) === 1) {
        cost -= words * this.#bins.distance(source, from);
        left += net.entries;
      }
      if (this.#listeners(number, to) === 0) {
        cost += words * this.#bins.distance(source, to);
        entered += net.entries;
      }
    }
    return { cost, left, entered };
  }

  move(chunk: number, to: number): void {
    this.#put(chunk, this.#bin(chunk), -1);
    this.#put(chunk, to, 1);
    this.binOf[chunk] = to;
  }

  /** Cost of the words that a chunk sends, if it were in a bin. */
  #sendingFrom(chunk: number, bin: number): number {
    const number = this.#at(this.#own, chunk);
    const net = this.#problem.nets[number];
    if (net === undefined) return 0;
    const here = this.#bin(chunk);
    const self = net.listeners.includes(chunk);
    let distance = net.host ? this.#bins.distance(bin, this.#bins.host) : 0;
    for (let other = 0; other < this.#bins.count; other++) {
      if (other === bin) continue;
      // What hears itself moves too.
      const listeners = this.#listeners(number, other) - (self && other === here ? 1 : 0);
      if (listeners > 0) distance += this.#bins.distance(bin, other);
    }
    return net.words * distance;
  }

  /** Neighbours of its population that are in another bin. */
  #cuts(chunk: number, bin: number): number {
    const { population } = this.#chunk(chunk);
    return [chunk - 1, chunk + 1].filter((neighbour) => {
      const other = this.#problem.chunks[neighbour];
      return other?.population === population && this.#bin(neighbour) !== bin;
    }).length;
  }

  /** Share of a bin's limit by which it would be more overfull. */
  #overflow(what: keyof BinLimits, bin: number, added: number): number {
    const limit = this.#bins.limits[what];
    const used = this.#at(this.#used[what], bin);
    return (Math.max(0, used + added - limit) - Math.max(0, used - limit)) / Math.max(1, limit);
  }

  #put(chunk: number, bin: number, sign: 1 | -1): void {
    const { load, weightWords, slots, segments, historyWords } = this.#chunk(chunk);
    const add = (sums: Float64Array, amount: number): void => {
      sums[bin] = this.#at(sums, bin) + sign * amount;
    };
    add(this.#loads, load);
    add(this.#used.weightWords, weightWords);
    add(this.#used.slots, slots);
    add(this.#used.segments, segments);
    add(this.#used.historyWords, historyWords);
    for (const number of this.#heard[chunk] ?? []) {
      const place = number * this.#bins.count + bin;
      const before = this.#at(this.#listening, place);
      this.#listening[place] = before + sign;
      const first = sign === 1 ? before === 0 : before === 1;
      if (first) add(this.#used.listEntries, this.#problem.nets[number]?.entries ?? 0);
    }
  }

  #listeners(net: number, bin: number): number {
    return this.#at(this.#listening, net * this.#bins.count + bin);
  }

  #bin(chunk: number): number {
    return this.#at(this.binOf, chunk);
  }

  #chunk(number: number): Chunks["chunks"][number] {
    const chunk = this.#problem.chunks[number];
    if (chunk === undefined) throw new RangeError(`chunk ${number}`);
    return chunk;
  }

  #at(values: Int32Array | Float64Array, index: number): number {
    const value = values[index];
    if (value === undefined) throw new RangeError(`index ${index} of ${values.length}`);
    return value;
  }
}
