import type { AxonRange, IndexRange, IntegerNetwork, SynapseBlock } from "../config/index.ts";
import type { CoreTarget } from "./target.ts";

/** A list region: what an input's events, or a population's spikes after some delay, are appended to. */
export interface Region {
  readonly source: AxonRange["source"] | "nobody";
  /** 0 for inputs. */
  readonly delay: number;
  /** First entry within a bank and number of entries that it can ever hold in a tick. */
  readonly start: number;
  readonly size: number;
}

/** One synapse block as a population's groups walk it. */
export interface Walk {
  readonly block: SynapseBlock;
  /** Index of the region that its axons arrive in. */
  readonly region: number;
  readonly source: AxonRange["source"];
  readonly delay: number;
  /** Weight words of a group: one per axon, and one more per axon for second values. */
  readonly words: number;
  /** Plastic synapses: the word of the first axon's record. */
  readonly recordBase?: number;
}

export interface PlacedPopulation {
  readonly range: IndexRange;
  readonly firstSlot: number;
  /** Rows of U slots; the last may be padded. */
  readonly rows: number;
  /** Groups of L/U rows; the last may have fewer. */
  readonly groups: number;
  readonly walks: readonly Walk[];
  /** First of its history words of 16 neurons; absent when nobody listens with a delay of 2 or more. */
  readonly firstHistoryWord?: number;
}

/** Where everything goes, before any word is written. */
export interface Layout {
  readonly lanes: number;
  readonly updates: number;
  readonly regions: readonly Region[];
  readonly populations: readonly PlacedPopulation[];
  readonly rows: number;
  readonly groups: number;
  readonly listEntries: number;
  readonly segments: number;
  /** Records of plastic axons and weights. */
  readonly weightWords: number;
  /** Words of the records, which come first. */
  readonly recordWords: number;
  readonly historyWords: number;
  /** Steps of the delay program, without its end. */
  readonly delaySteps: number;
}

/** Neurons of a history word. */
export const historyWordBits = 16;
/** From this delay on, spikes come out of the history. */
const firstKeptDelay = 2;

/**
 * Lays a network out on lanes: every population starts at a row and at a group of its own; a group walks one segment per
 * synapse block into its population, the host's before its own core's, so that waiting for spikes comes last. Weight
 * words begin with the records of plastic axons, block by block.
 */
export function layOut(net: IntegerNetwork, { lanes, updates }: Pick<CoreTarget, "lanes" | "updates">): Layout {
  const regions = listRegions(net);
  const records = recordBases(net);
  let rows = 0;
  let historyWords = 0;
  const populations = net.populations.map((range): PlacedPopulation => {
    const walks = net.synapses
      .filter(({ neuronFirst }) => neuronFirst === range.first)
      .map((block) => walkOf(net, block, range, regions, records.bases))
      .sort((a, b) => a.region - b.region);
    const isRecorded = regions.some((region) => isFrom(region, range) && region.delay >= firstKeptDelay);
    const placed = {
      range,
      firstSlot: rows * updates,
      rows: Math.ceil(range.size / updates),
      groups: Math.ceil(range.size / lanes),
      walks,
      ...(isRecorded ? { firstHistoryWord: historyWords } : {}),
    };
    rows += placed.rows;
    if (isRecorded) historyWords += wordsOf(range);
    return placed;
  });
  const total = (count: (population: PlacedPopulation) => number): number =>
    populations.reduce((sum, population) => sum + count(population), 0);
  return {
    lanes,
    updates,
    regions,
    populations,
    rows,
    groups: total(({ groups }) => groups),
    listEntries: regions.reduce((sum, { size }) => sum + size, 0),
    segments: total(({ groups, walks }) => groups * Math.max(1, walks.length)),
    weightWords:
      records.words + total(({ groups, walks }) => groups * walks.reduce((sum, { words }) => sum + words, 0)),
    recordWords: records.words,
    historyWords,
    delaySteps: regions.reduce((sum, { delay, size }) => sum + (delay >= firstKeptDelay ? wordsOf({ size }) : 0), 0),
  };
}

/** The population's region for a delay of 1, which spikes are appended to as they happen. */
export function loopBackRegion({ regions }: Layout, { range }: PlacedPopulation): number | undefined {
  const region = regions.findIndex((candidate) => isFrom(candidate, range) && candidate.delay === 1);
  return region < 0 ? undefined : region;
}

/** The population's regions that the delay program fills, with their delays. */
export function delayedRegions({ regions }: Layout, { range }: PlacedPopulation): { region: number; delay: number }[] {
  return regions.flatMap((candidate, region) =>
    isFrom(candidate, range) && candidate.delay >= firstKeptDelay ? [{ region, delay: candidate.delay }] : [],
  );
}

/** History words of a population. */
export function wordsOf({ size }: { readonly size: number }): number {
  return Math.ceil(size / historyWordBits);
}

/**
 * All inputs, then a region for each population and delay that someone listens to, then an empty region if a group has
 * nothing to walk.
 */
function listRegions(net: IntegerNetwork): Region[] {
  const heard = net.populations.flatMap(({ name }) =>
    net.axons.filter(({ source }) => source.kind === "population" && source.name === name),
  );
  let start = 0;
  const region = (source: Region["source"], delay: number, size: number): Region => {
    const placed = { source, delay, start, size };
    start += size;
    return placed;
  };
  const regions = [
    ...net.inputs.map(({ name, size }) => region({ kind: "input", name }, 0, size)),
    ...heard.map(({ source, delay, size }) => region(source, delay, size)),
  ];
  const isSilent = ({ first }: IndexRange): boolean => !net.synapses.some(({ neuronFirst }) => neuronFirst === first);
  if (net.populations.some(isSilent)) regions.push({ source: "nobody", delay: 0, start: 0, size: 0 });
  return regions;
}

function isFrom({ source }: Region, { name }: IndexRange): boolean {
  return source !== "nobody" && source.kind === "population" && source.name === name;
}

/** A block must be what `quantise` makes: all axons of one range onto all neurons of one population. */
function walkOf(
  net: IntegerNetwork,
  block: SynapseBlock,
  target: IndexRange,
  regions: readonly Region[],
  records: ReadonlyMap<SynapseBlock, number>,
): Walk {
  const axons = net.axons.find(({ first, size }) => first === block.axonFirst && size === block.axonCount);
  if (axons === undefined || block.neuronCount !== target.size) {
    throw new Error(`a synapse block onto "${target.name}" does not span a whole axon range and a whole population`);
  }
  const { source, delay } = axons;
  const recordBase = records.get(block);
  const planes = recordBase !== undefined && net.learning?.second.kind !== "none" ? 2 : 1;
  return {
    block,
    source,
    delay,
    region: regionOf(axons, regions),
    words: planes * block.axonCount,
    ...(recordBase === undefined ? {} : { recordBase }),
  };
}

/** Index of the region that a range of axons arrives in. */
export function regionOf({ source, delay }: Pick<AxonRange, "source" | "delay">, regions: readonly Region[]): number {
  return regions.findIndex(
    (candidate) =>
      candidate.source !== "nobody" &&
      candidate.source.kind === source.kind &&
      candidate.source.name === source.name &&
      candidate.delay === delay,
  );
}

/** The word of the first axon's record for every plastic block, and the words of all records. */
function recordBases({ synapses, learning }: IntegerNetwork) {
  const bases = new Map<SynapseBlock, number>();
  let words = 0;
  for (const block of synapses) {
    if (block.plastic === undefined || learning === undefined) continue;
    bases.set(block, words);
    words += block.axonCount;
  }
  return { bases, words };
}

/** The list entry of a source's first element: 0 for a channel, a slot for a neuron, a history bit for a delayed one. */
export function firstEntry(
  { source, delay }: Pick<AxonRange, "source" | "delay">,
  { populations }: Pick<Layout, "populations">,
): number {
  if (source.kind === "input") return 0;
  const population = populations.find(({ range }) => range.name === source.name);
  if (population === undefined) throw new Error(`no population "${source.name}"`);
  const { firstSlot, firstHistoryWord } = population;
  if (delay === 1) return firstSlot;
  if (firstHistoryWord === undefined) throw new Error(`"${source.name}" is heard with delay ${delay}, but not kept`);
  return historyWordBits * firstHistoryWord;
}
