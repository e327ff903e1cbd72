import type { NodeConfig, SystemConfig } from "../../config/index.ts";
import type { TickActivity } from "../plan/tick-load.ts";
import { delayedWordBits } from "./node-tables.ts";

/** Words of one period, by route. */
export type PeriodWords = ReadonlyMap<number, readonly number[]>;

/** Turns activity of a network into the words of its routes: host events at once, spikes a period later. */
export class WordCounter {
  readonly #system: SystemConfig;
  #before: readonly number[] = [];

  constructor(system: SystemConfig) {
    this.#system = system;
  }

  /** Indices by route of the next period. */
  next({ channels, neurons }: TickActivity): PeriodWords {
    const { channelRoute, channelIndex, places, clusters } = this.#system;
    const words = new Map<number, number[]>();
    const add = (route: number | undefined, index: number): void => {
      if (route === undefined || route < 0) return;
      const known = words.get(route);
      if (known === undefined) words.set(route, [index]);
      else known.push(index);
    };
    for (const channel of channels) add(channelRoute[channel], channelIndex[channel] ?? 0);
    for (const neuron of this.#before) {
      const place = places[neuron];
      if (place === undefined) throw new RangeError(`neuron ${neuron}`);
      const node = clusters[place.chip]?.nodes[place.core];
      add(node?.exports[Math.floor(place.slot / node.config.shape.updates)], place.slot);
    }
    this.#before = neurons;
    return words;
  }
}

const wheelSlots = 16;
const aerRange = 2 ** 15;

/** What a core takes from the fabric, as channels of its own network: its import table with delays. */
export class CoreEvents {
  readonly #node: NodeConfig;
  readonly #channels: ReadonlyMap<number, number>;
  readonly #wheel: number[][] = Array.from({ length: wheelSlots }, () => []);
  #period = 0;

  constructor(node: NodeConfig) {
    this.#node = node;
    this.#channels = new Map(Array.from(node.config.channelWord, (word, channel) => [word, channel]));
  }

  /** Channels of the core that are active in the next tick. */
  next(words: PeriodWords): number[] {
    const slot = this.#period % wheelSlots;
    const active = this.#wheel[slot] ?? [];
    this.#wheel[slot] = [];
    for (const [route, indices] of words) {
      for (let entry = this.#node.imports[route]; entry !== undefined; ) {
        const { base, delay, next } = entry;
        const channels = indices.map((index) => this.#channel((base + index) % aerRange, delay));
        if (delay === 1) active.push(...channels);
        else this.#wheel[(this.#period + delay - 1) % wheelSlots]?.push(...channels);
        entry = next === undefined ? undefined : this.#node.imports[next];
      }
    }
    this.#period += 1;
    return active;
  }

  #channel(axon: number, delay: number): number {
    const first = this.#node.delayedWords[Math.floor(axon / delayedWordBits)] ?? 0;
    const word = delay === 1 ? axon : first + (axon % delayedWordBits);
    const channel = this.#channels.get(word);
    if (channel === undefined) throw new Error(`no channel of "${this.#node.config.name}" has the word ${word}`);
    return channel;
  }
}
