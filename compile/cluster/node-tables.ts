import type { HardwareConfig, ImportEntry } from "../../config/index.ts";
import { at } from "./collect.ts";
import { elementsOf, type Part } from "./connections.ts";
import type { CoreNetwork, OutsideAxons } from "./core-network.ts";
import type { Route } from "./routes.ts";

/** AER words and numbers of delayed axons are added in so many bits. */
const baseRange = 2 ** 15;

/** Delayed axons are kept in words of so many, of one source and delay each. */
export const delayedWordBits = 16;

/** What an importer knows before the tables of all cores get their common length. */
export interface Imports {
  /** By route number, one after the other with rising delays. */
  readonly chains: ReadonlyMap<number, readonly Omit<ImportEntry, "next">[]>;
  /** AER word of bit 0 of every word of delayed axons. */
  readonly delayedWords: readonly number[];
}

/**
 * @param config the core's
 * @param firstSlot of a part on its core: words carry slots
 */
export function importsOf(
  { outside }: CoreNetwork,
  { channelWord }: HardwareConfig,
  routes: readonly Route[],
  firstSlot: (part: Part) => number,
): Imports {
  const numbers = new Map(routes.map(({ source }, number) => [elementsOf(source), number]));
  const chains = new Map<number, Omit<ImportEntry, "next">[]>();
  const delayedWords: number[] = [];
  const start = ({ source, delay, channel }: OutsideAxons): number => {
    const word = (first: number): number => at([...channelWord.subarray(first, first + 1)], 0);
    if (delay === 1) return word(channel);
    const axon = delayedWordBits * delayedWords.length;
    const { size } = elementsOf(source);
    for (let first = 0; first < size; first += delayedWordBits) delayedWords.push(word(channel + first));
    return axon;
  };
  for (const axons of outside.toSorted((a, b) => a.delay - b.delay)) {
    const { source, delay } = axons;
    const route = numbers.get(elementsOf(source));
    if (route === undefined) throw new Error("a core listens to a source that has no route");
    // The index of a word is a slot of the sender, or a channel of the input.
    const lowest = source.kind === "part" ? firstSlot(source.part) : 0;
    const chain = chains.get(route) ?? [];
    chains.set(route, chain);
    chain.push({ base: (start(axons) - lowest + baseRange) % baseRange, delay });
  }
  return { chains, delayedWords };
}

/** Entries that stand behind the heads. */
export function chainedEntries({ chains }: Imports): number {
  return [...chains.values()].reduce((sum, chain) => sum + chain.length - 1, 0);
}

/** The table of an importer: heads at their route's number, the others from `routes` on. */
export function importTable({ chains }: Imports, routes: number, entries: number): (ImportEntry | undefined)[] {
  const table = new Array<ImportEntry | undefined>(entries).fill(undefined);
  let free = routes;
  for (const [route, chain] of chains) {
    let place = route;
    for (const [i, entry] of chain.entries()) {
      const isLast = i === chain.length - 1;
      table[place] = isLast ? entry : { ...entry, next: free };
      if (isLast) continue;
      place = free;
      free += 1;
    }
  }
  return table;
}

/** Routes by row, for rows whose spikes somebody wants. */
export function exportTable(
  own: readonly { readonly route: number; readonly firstSlot: number; readonly size: number }[],
  updates: number,
  rows: number,
): (number | undefined)[] {
  const table = new Array<number | undefined>(rows).fill(undefined);
  for (const { route, firstSlot, size } of own) {
    const end = Math.ceil((firstSlot + size) / updates);
    table.fill(route, firstSlot / updates, end);
  }
  return table;
}
