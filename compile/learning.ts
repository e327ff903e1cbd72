import type {
  CoreShape,
  HardwareConfig,
  IntegerNetwork,
  LearningEntry,
  LearningRule,
  LearningShape,
  TeachBlock,
} from "../config/index.ts";
import { firstEntry, type Layout, type PlacedPopulation, regionOf, type Walk } from "./layout.ts";

/** Program entries that the learning engine can have. */
export const mostLearningEntries = 16;

/** What of a network's learning changes gates; undefined for a network that does not learn. */
export function learningShapeOf(net: IntegerNetwork): LearningShape | undefined {
  const { learning } = net;
  if (learning === undefined) return undefined;
  const { rule, historyBits, slowPeriod, soft, modulated, rounding, second, perPre, normalise } = learning;
  const isPairs = rule.kind === "pairs";
  return {
    kind: rule.kind,
    pairing: isPairs ? rule.pairing : "presynaptic",
    posts: isPairs ? rule.posts : "spikes",
    historyBits,
    slowPeriod,
    soft,
    modulated,
    rounding,
    second: second.kind,
    perPost: isPairs && rule.perPost !== 0,
    perPre: perPre.change !== 0,
    normalise: normalise.period > 0,
    drift: !isPairs && rule.drift.amount > 0,
    projections: 2 ** Math.ceil(Math.log2(Math.max(1, learningEntryCount(net)))),
  };
}

/** Plastic projections and runs of teaching axons. */
export function learningEntryCount({ synapses, teachers = [], learning }: IntegerNetwork): number {
  if (learning === undefined) return 0;
  return synapses.filter(({ plastic }) => plastic !== undefined).length + teachers.length;
}

/** What the learning engine is loaded with: plastic projections in the order of the network, then what teaches. */
export function learningOf(net: IntegerNetwork, layout: Layout, shape: CoreShape): HardwareConfig["learning"] {
  const { learning: rule, teachers = [] } = net;
  if (rule === undefined) return undefined;
  const plastic = layout.populations.flatMap((population) => {
    let before = 0;
    return population.walks.flatMap((walk) => {
      const entry = plasticEntry(walk, before, population, layout, rule);
      before += walk.words;
      return entry === undefined ? [] : [{ order: net.synapses.indexOf(walk.block), entry }];
    });
  });
  const entries = plastic.sort((a, b) => a.order - b.order).map(({ entry }) => entry);
  if (shape.learning === undefined) throw new Error("a network that learns on a core that does not");
  return { rule, entries: [...entries, ...teachers.map((block) => teachEntry(net, block, layout))] };
}

/** `before`: words of the group's walks that come before this one. */
function plasticEntry(
  walk: Walk,
  before: number,
  population: PlacedPopulation,
  layout: Layout,
  { second }: LearningRule,
): LearningEntry | undefined {
  const { block, recordBase, region, source } = walk;
  if (recordBase === undefined) return undefined;
  return {
    ...targets(population, layout),
    enabled: block.plastic?.learns === true,
    own: source.kind === "population",
    teach: false,
    region,
    axons: block.axonCount,
    firstEntry: firstEntry(walk, layout),
    recordBase,
    weightBase: firstWord(population, layout) + before,
    axonFirst: block.axonFirst,
    planeOffset: second.kind === "none" ? 0 : block.axonCount,
  };
}

function teachEntry(net: IntegerNetwork, { axonFirst, count, neuronFirst }: TeachBlock, layout: Layout): LearningEntry {
  const axons = net.axons.find(({ first, size }) => first === axonFirst && size === count);
  const population = layout.populations.find(({ range }) => range.first === neuronFirst);
  if (axons === undefined || population?.range.size !== count) {
    throw new Error("teaching axons that are not a whole range onto a whole population");
  }
  return {
    ...targets(population, layout),
    enabled: true,
    own: axons.source.kind === "population",
    teach: true,
    region: regionOf(axons, layout.regions),
    axons: count,
    firstEntry: firstEntry(axons, layout),
    recordBase: 0,
    weightBase: 0,
    axonFirst,
    planeOffset: 0,
  };
}

/** Where a population's neurons and their weights stand. */
function targets(population: PlacedPopulation, { populations }: Layout) {
  const { range, firstSlot, groups, walks } = population;
  const index = populations.indexOf(population);
  return {
    groupStride: walks.reduce((sum, { words }) => sum + words, 0),
    firstGroup: populations.slice(0, index).reduce((sum, before) => sum + before.groups, 0),
    groups,
    firstSlot,
    neurons: range.size,
    neuronFirst: range.first,
  };
}

/** The weight word with which a population's first group begins. */
function firstWord(population: PlacedPopulation, { populations, recordWords }: Layout): number {
  return populations
    .slice(0, populations.indexOf(population))
    .reduce(
      (sum, { groups, walks }) => sum + groups * walks.reduce((words, walk) => words + walk.words, 0),
      recordWords,
    );
}
