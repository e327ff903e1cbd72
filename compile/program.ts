import type {
  CoreShape,
  DelayStep,
  Group,
  IntegerNetwork,
  SecondValue,
  Segment,
  SynapseBlock,
} from "../config/index.ts";
import {
  delayedRegions,
  firstEntry,
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

/**
 * Writes the program and the weight words: behind the records of plastic axons, group-major. A group's words follow each
 * other in the order it walks; the second values of plastic synapses follow their weights.
 */
export function programOf(net: IntegerNetwork, layout: Layout, shape: CoreShape): CoreProgram {
  const words = new WeightWords(layout, net.learning?.second.kind);
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

/** Weight words in the order they are walked. Records are 0: nothing has arrived. */
class WeightWords {
  readonly values: Int32Array;
  readonly #lanes: number;
  readonly #second: SecondValue["kind"];
  #count: number;

  constructor({ lanes, weightWords, recordWords }: Layout, second: SecondValue["kind"] = "none") {
    this.values = new Int32Array(weightWords * lanes);
    this.#lanes = lanes;
    this.#second = second;
    this.#count = recordWords;
  }

  get count(): number {
    return this.#count;
  }

  /** One word per axon: its weights onto the group's neurons; then, of plastic synapses, its second values onto them. */
  append({ block, words }: Walk, group: number): void {
    this.#appendPlane(block, block.weights, group);
    if (words > block.axonCount) this.#appendPlane(block, secondValues(block, this.#second), group);
  }

  #appendPlane({ axonCount, neuronCount }: SynapseBlock, values: Int32Array, group: number): void {
    for (let axon = 0; axon < axonCount; axon++) {
      const first = axon * neuronCount + group * this.#lanes;
      const end = Math.min(first + this.#lanes, (axon + 1) * neuronCount);
      this.values.set(values.subarray(first, end), (this.#count + axon) * this.#lanes);
    }
    this.#count += axonCount;
  }
}

/** An eligibility is 0 at first, a long-term weight the weight, unless they are given. */
function secondValues({ plastic, weights }: SynapseBlock, kind: SecondValue["kind"]): Int32Array {
  return plastic?.second ?? (kind === "longTerm" ? weights : new Int32Array(weights.length));
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}

function withLast<T>(items: readonly T[], change: (last: T) => T): T[] {
  const last = items.at(-1);
  if (last === undefined) throw new Error("a core has at least one group, and a group at least one segment");
  return items.with(-1, change(last));
}
