import type { IndexRange, IntegerNetwork } from "../../../config/index.ts";
import { historyWordBits } from "../../layout.ts";
import type { CoreTarget } from "../../target.ts";
import { groupBy } from "../collect.ts";
import { connectionsOf, elementsOf, type Part } from "../connections.ts";

/** What is put on cores as a whole: consecutive groups of one population. */
export interface Chunk {
  readonly population: number;
  /** Network neuron. */
  readonly first: number;
  readonly size: number;
  /** Expected cycles of a tick. */
  readonly load: number;
  readonly weightWords: number;
  readonly slots: number;
  readonly segments: number;
  /** Words of its own spikes' history, should somebody on its core hear them after 2 or more ticks. */
  readonly historyWords: number;
}

/** A sender with its listeners: a chunk, or a host input. */
export interface Net {
  /** Number of the sending chunk; undefined for a host input. */
  readonly chunk?: number;
  /** Expected words of a tick. */
  readonly words: number;
  /** Listening chunks, each once. */
  readonly listeners: readonly number[];
  /** The host wants its words. */
  readonly host: boolean;
  /** List entries that it takes on a core that listens. */
  readonly entries: number;
}

export interface Chunks {
  readonly chunks: readonly Chunk[];
  readonly nets: readonly Net[];
}

/** Cycles of a group besides its entries, and the fewest of a segment; see the cycles of the core. */
const groupCycles = 6;
const segmentCycles = 4;

/**
 * Cuts populations into chunks with about a `pieces`-th of the network's expected work each, in whole groups.
 *
 * @param rate expected share of channels and neurons that are active in a tick
 */
export function chunksOf(net: IntegerNetwork, { lanes, updates }: CoreTarget, rate: number, pieces: number): Chunks {
  const axons = new Map(net.axons.map((range) => [range.first, range]));
  const fanIn = net.populations.map(({ first }) =>
    net.synapses.filter(({ neuronFirst }) => neuronFirst === first).map(({ axonFirst }) => axons.get(axonFirst)),
  );
  const groupLoad = fanIn.map((ranges) =>
    ranges.reduce((sum, range) => sum + Math.max(segmentCycles, rate * (range?.size ?? 0)), groupCycles),
  );
  const groupsOf = ({ size }: IndexRange): number => Math.ceil(size / lanes);
  const total = net.populations.reduce((sum, range, i) => sum + groupsOf(range) * (groupLoad[i] ?? 0), 0);
  const parts = net.populations.flatMap((range, population) => {
    const groups = groupsOf(range);
    const pieceCount = Math.round((groups * (groupLoad[population] ?? 0) * pieces) / total);
    return evenly(groups, Math.min(groups, Math.max(1, pieceCount))).map(({ first, count }) => ({
      population,
      first: range.first + first * lanes,
      size: Math.min(count * lanes, range.size - first * lanes),
    }));
  });
  const places = parts.map(
    (part): Part => ({
      ...part,
      population: net.populations[part.population]?.name ?? "",
      chip: 0,
      core: 0,
    }),
  );
  const numbers = new Map(places.map((place, number) => [place, number]));
  const connections = connectionsOf(net, places);
  const onto = groupBy(connections, ({ target }) => numbers.get(target) ?? 0);
  const chunks = parts.map(({ population, first, size }, number): Chunk => {
    const groups = Math.ceil(size / lanes);
    const heard = onto.get(number) ?? [];
    const rows = heard.reduce((sum, { source, blocks }) => {
      return sum + blocks.length * elementsOf(source).size;
    }, 0);
    return {
      population,
      first,
      size,
      load: groups * (groupLoad[population] ?? 0),
      weightWords: groups * rows,
      slots: Math.ceil(size / updates) * updates,
      segments: groups * Math.max(1, fanIn[population]?.length ?? 0),
      historyWords: heardLate(connections, places[number]) ? Math.ceil(size / historyWordBits) : 0,
    };
  });
  const bySource = groupBy(connections, ({ source }) => (source.kind === "part" ? source.part : source.range));
  const netOf = (key: Part | IndexRange, size: number, host: boolean, chunk?: number): Net => {
    const own = bySource.get(key) ?? [];
    return {
      ...(chunk === undefined ? {} : { chunk }),
      words: rate * size,
      listeners: [...new Set(own.map(({ target }) => numbers.get(target) ?? 0))],
      host,
      entries: size * new Set(own.map(({ delay }) => delay)).size,
    };
  };
  return {
    chunks,
    nets: [
      ...net.inputs.map((range) => netOf(range, range.size, false)),
      ...places.map((place, number) => netOf(place, place.size, net.outputs.includes(place.population), number)),
    ],
  };
}

function heardLate(connections: ReturnType<typeof connectionsOf>, part: Part | undefined): boolean {
  return connections.some(({ source, delay }) => source.kind === "part" && source.part === part && delay > 1);
}

/** Cuts 0…total−1 into pieces that differ by at most 1. */
function evenly(total: number, pieces: number): { first: number; count: number }[] {
  const start = (piece: number): number => Math.floor((piece * total) / pieces);
  return Array.from({ length: pieces }, (_, piece) => ({
    first: start(piece),
    count: start(piece + 1) - start(piece),
  }));
}
