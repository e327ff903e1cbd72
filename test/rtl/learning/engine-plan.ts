/** Random programs of the learning engine, and what happens to them. */
import { type CoreShape, type Fabric, fabrics, type LearningEntry, type LearningShape } from "../../../config/index.ts";
import type { LearnParameters } from "../../../rtl/learning/learn-ports.ts";
import { Random } from "../../support/random.ts";
import { coreShape } from "../core/core-shape.ts";

export interface EngineTick {
  /** Between this tick and the one before. */
  readonly before: "nothing" | "flush" | "clear" | "switch";
  /** Entry to switch on or off. */
  readonly entry: number;
  /** Slots with a post, as the masks show them. */
  readonly posts: ReadonlySet<number>;
  /** List entries by region. */
  readonly events: readonly (readonly number[])[];
  /** Cycles after `start` until the own lists are ready. */
  readonly ready: number;
}

export interface EnginePlan {
  readonly parameters: LearnParameters;
  readonly learning: LearningShape;
  readonly window: number;
  readonly age: number;
  /** 0: never. */
  readonly period: number;
  readonly target: number;
  readonly scale: number;
  readonly entries: readonly LearningEntry[];
  readonly ticks: readonly EngineTick[];
}

export interface PlanWishes {
  readonly fabric?: Fabric;
  readonly learning?: Partial<LearningShape>;
  readonly ticks?: number;
}

const slots = 64;
const mostLanes = 64;
const regions = 4;
const regionEntries = 32;

export function drawPlan(seed: number, { fabric, learning: wish = {}, ticks = 24 }: PlanWishes = {}): EnginePlan {
  const random = new Random(seed);
  const learning = randomLearning(random, wish);
  const need = learning.kind === "pairs" ? learning.historyBits : 1;
  const bits = random.pick(([1, 2, 4, 8, 16] as const).filter((n) => n * mostLanes >= need));
  const lanes = random.pick([1, 2, 4, 8, 16, 32, mostLanes].filter((n) => n * bits >= need && n * bits <= 512));
  const shape: CoreShape = coreShape({
    ...{ lanes, updates: 1, weightBits: bits, weightSign: random.pick(["signed", "unsigned"] as const), learning },
    ...{ slots, groups: Math.max(2, slots / lanes), regions, listEntries: regions * regionEntries, weightWords: 1024 },
  });
  const parameters: LearnParameters = {
    ...{ shape, fabric: fabric ?? random.pick(fabrics) },
    maskBits: random.pick([1, 2, 4, 8, 16].filter((n) => n <= lanes && lanes / n <= 16)),
    latency: { posts: between(random, 1, 5), mask: between(random, 1, 4) },
  };
  const { historyBits, slowPeriod } = learning;
  const populations = randomPopulations(random, lanes);
  const entries = randomEntries(random, populations, learning);
  return {
    ...{ parameters, learning, entries },
    window: random.pick([between(random, 1, 10), historyBits - slowPeriod - 1]),
    age: random.pick([0, 5, 1000, 65_520, 65_535]),
    period: learning.normalise ? random.pick([0, 16]) : 0,
    ...{ target: between(random, -100, 2000), scale: between(random, 0, 8) },
    ticks: Array.from({ length: ticks }, () => randomTick(random, entries, populations)),
  };
}

function randomLearning(random: Random, wish: Partial<LearningShape>): LearningShape {
  const second = random.pick(["none", "none", "eligibility"] as const);
  return {
    ...{ kind: random.pick(["pairs", "pairs", "pairs", "sdsp"] as const), pairing: "presynaptic" },
    ...{ historyBits: random.pick([32, 64, 128] as const), slowPeriod: random.pick([8, 16] as const), second },
    posts: random.pick(["spikes", "spikes", "teacher"] as const),
    ...{ soft: false, modulated: false, rounding: "nearest", perPost: random.chance(0.3), perPre: random.chance(0.3) },
    ...{ normalise: random.chance(0.3), drift: false, projections: random.pick([1, 2, 4]) },
    ...wish,
  };
}

type Population = Pick<LearningEntry, "firstGroup" | "groups" | "firstSlot" | "neurons">;

/** Populations fill whole groups, but for their last one. */
function randomPopulations(random: Random, lanes: number): Population[] {
  const found: Population[] = [];
  for (let firstGroup = 0; firstGroup < slots / lanes; ) {
    const groups = between(random, 1, Math.min(3, slots / lanes - firstGroup) + 1);
    const neurons = between(random, (groups - 1) * lanes + 1, groups * lanes + 1);
    found.push({ firstGroup, groups, firstSlot: firstGroup * lanes, neurons });
    firstGroup += groups;
  }
  return found;
}

function randomEntries(random: Random, populations: readonly Population[], learning: LearningShape): LearningEntry[] {
  let place = between(random, 0, 20);
  const teaches = learning.kind === "pairs" && learning.posts === "teacher";
  let axonFirst = between(random, 0, 60_000);
  return Array.from({ length: between(random, 1, learning.projections + 1) }, () => {
    const population = random.pick(populations);
    const axons = between(random, 1, 25);
    const planes = learning.second === "none" ? 1 : 2;
    const recordBase = place;
    const weightBase = place + axons + between(random, 0, 3);
    const groupStride = planes * axons + between(random, 0, 3);
    place = weightBase + population.groups * groupStride;
    axonFirst += 100;
    const neuronFirst = between(random, 0, slots - population.neurons + 1);
    return {
      ...{
        enabled: random.chance(0.8),
        own: random.chance(0.5),
        teach: teaches && random.chance(0.3),
        region: between(random, 0, regions),
      },
      ...{ axons, firstEntry: between(random, 0, 6), recordBase, weightBase, groupStride },
      ...{ ...population, axonFirst, neuronFirst, planeOffset: planes === 2 ? axons : 0 },
    };
  });
}

function randomTick(random: Random, entries: readonly LearningEntry[], populations: readonly Population[]): EngineTick {
  const density = random.pick([0, 0.05, 0.4]);
  const busy = random.pick([0, 0.1, 0.5]);
  const some = (count: number, chance: number): number[] =>
    Array.from({ length: count }, (_, i) => i).filter(() => random.chance(chance));
  return {
    before: random.pick(["nothing", "nothing", "nothing", "nothing", "nothing", "flush", "clear", "switch"] as const),
    entry: between(random, 0, entries.length),
    posts: new Set(populations.flatMap(({ firstSlot, neurons }) => some(neurons, density).map((n) => firstSlot + n))),
    events: Array.from({ length: regions }, () => some(regionEntries, busy)),
    ready: random.pick([1, 1, 5]),
  };
}

const between = (random: Random, low: number, end: number): number => random.integer(low, end - 1);
