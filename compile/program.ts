import type { CoreShape, DelayStep, Group, IntegerNetwork, Segment } from "../config/index.ts";
import {
  delayedRegions,
  historyWordBits,
  type Layout,
  loopBackRegion,
  type PlacedPopulation,
  type Walk,
  wordsOf,
} from "./layout.ts";

/** What a tick walks and where its spikes go. */
export interface CoreProgram {
  readonly segments: readonly Segment[];
  readonly groups: readonly Group[];
  readonly delaySteps: readonly DelayStep[];
  readonly weights: Int32Array;
}

/** Writes the program and the weight words, group-major: a group's words follow each other in the order it walks. */
export function programOf(net: IntegerNetwork, layout: Layout, shape: CoreShape): CoreProgram {
  const words = new WeightWords(layout);
  const groups: Group[] = [];
  const segments: Segment[] = [];
  for (const population of layout.populations) {
    for (let group = 0; group < population.groups; group++) {
      const walked = population.walks.map((walk): Segment => {
        const weightBase = modulo(words.count - firstEntry(walk, layout), shape.weightWords);
        words.append(walk, group);
        return segment(walk.region, weightBase, walk.source.kind === "population");
      });
      const own = walked.length > 0 ? walked : [emptySegment(layout)];
      segments.push(...withLast(own, (last) => ({ ...last, lastOfGroup: true })));
      groups.push(groupOf(net, layout, population, group));
    }
  }
  return {
    segments: withLast(segments, (last) => ({ ...last, lastOfTick: true })),
    groups: withLast(groups, (last) => ({ ...last, lastOfTick: true })),
    delaySteps: layout.populations.flatMap((population) => delayStepsOf(layout, population)),
    weights: words.values,
  };
}

function segment(region: number, weightBase: number, wait: boolean): Segment {
  return { region, weightBase, wait, lastOfGroup: false, lastOfTick: false };
}

/** What a group without synapses walks: a region that nobody appends to. */
function emptySegment({ regions }: Layout): Segment {
  return segment(
    regions.findIndex(({ source }) => source === "nobody"),
    0,
    false,
  );
}

function groupOf(net: IntegerNetwork, layout: Layout, population: PlacedPopulation, group: number): Group {
  const rowsPerGroup = layout.lanes / layout.updates;
  const region = loopBackRegion(layout, population);
  return {
    rows: Math.min(rowsPerGroup, population.rows - group * rowsPerGroup),
    lastOfPopulation: group === population.groups - 1,
    lastOfTick: false,
    report: net.outputs.includes(population.range.name),
    record: population.firstHistoryWord !== undefined,
    ...(region === undefined ? {} : { loopBackRegion: region }),
  };
}

function delayStepsOf(layout: Layout, population: PlacedPopulation): DelayStep[] {
  const { firstHistoryWord, range } = population;
  if (firstHistoryWord === undefined) return [];
  return delayedRegions(layout, population).flatMap(({ region, delay }) =>
    Array.from({ length: wordsOf(range) }, (_, word) => ({ word: firstHistoryWord + word, delay, region })),
  );
}

/** The list entry of a source's first element: 0 for a channel, a slot for a neuron, a history bit for a delayed one. */
function firstEntry({ source, delay }: Walk, { populations }: Layout): number {
  if (source.kind === "input") return 0;
  const population = populations.find(({ range }) => range.name === source.name);
  if (population === undefined) throw new Error(`no population "${source.name}"`);
  const { firstSlot, firstHistoryWord } = population;
  if (delay === 1) return firstSlot;
  if (firstHistoryWord === undefined) throw new Error(`"${source.name}" is heard with delay ${delay}, but not kept`);
  return historyWordBits * firstHistoryWord;
}

/** Weight words in the order they are walked. */
class WeightWords {
  readonly values: Int32Array;
  readonly #lanes: number;
  #count = 0;

  constructor({ lanes, weightWords }: Layout) {
    this.values = new Int32Array(weightWords * lanes);
    this.#lanes = lanes;
  }

  get count(): number {
    return this.#count;
  }

  /** One word per axon: its weights onto the group's neurons. */
  append({ block }: Walk, group: number): void {
    for (let axon = 0; axon < block.axonCount; axon++) {
      const first = axon * block.neuronCount + group * this.#lanes;
      const end = Math.min(first + this.#lanes, (axon + 1) * block.neuronCount);
      this.values.set(block.weights.subarray(first, end), (this.#count + axon) * this.#lanes);
    }
    this.#count += block.axonCount;
  }
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}

function withLast<T>(items: readonly T[], change: (last: T) => T): T[] {
  const last = items.at(-1);
  if (last === undefined) throw new Error("a core has at least one group, and a group at least one segment");
  return items.with(-1, change(last));
}
