import { describe, expect, it } from "vitest";
import * as shows from "../../examples/learning/index.ts";
import { withCoreLearners } from "../support/core-learner.ts";

const open = shows.referenceLearner;
const pairings = ["presynaptic", "symmetric", "reduced", "all"] as const;

describe("STDP window", () => {
  it.each(shows.windowDesigns)("$name: every change within 1 LSB of the formula, clamped at the bounds", (design) => {
    const { middle, low, high } = shows.measureWindow(design, open);
    expect(middle.map(({ delta }) => delta)).toEqual(Array.from({ length: 101 }, (_, i) => i - 50));
    expect(shows.largestError(middle)).toBeLessThanOrEqual(1);
    expect(shows.largestError(low)).toBeLessThanOrEqual(1);
    expect(shows.largestError(high)).toBeLessThanOrEqual(1);
    // Near its bound a weight moves by a part of the formula only.
    expect(Math.min(...low.map(({ learned }) => learned))).toBe(0);
    expect(Math.max(...high.map(({ learned }) => learned))).toBe(design.high);
    expect(Math.max(...middle.map(({ learned, first }) => learned - first))).toBeGreaterThan(1);
    expect(Math.min(...middle.map(({ learned, first }) => learned - first))).toBeLessThan(-1);
  });

  it("is the same for every pairing, because there is one pair only", () => {
    const [, design] = shows.windowDesigns;
    if (design === undefined) throw new Error("no design");
    const measured = pairings.map((pairing) => shows.measureWindow({ ...design, pairing }, open));
    for (const each of measured) expect(each).toEqual(measured[0]);
  });

  it.each(shows.windowDesigns.slice(1))("$name: a core measures what the reference does", (design) => {
    const { result } = withCoreLearners((openCore) => shows.measureWindow(design, openCore));
    expect(result).toEqual(shows.measureWindow(design, open));
  });
});

describe("time series", () => {
  it.each([1, 7, 19])("seed %i: one neuron learns the marked ticks in under 200 presentations", (seed) => {
    const { learning, tested, series } = shows.learnTimeSeries(seed, open);
    const first = learning.slice(0, 5).reduce((sum, score) => sum + shows.mistakes(score), 0);
    expect(first).toBeGreaterThanOrEqual(10);
    expect(shows.isLearned(learning)).toBe(true);
    expect(learning.length).toBeLessThan(200);
    const marks = shows.tests * series.marked.length;
    expect(tested.hits).toBeGreaterThanOrEqual(0.95 * marks);
    expect(tested.falseAlarms).toBe(0);
    expect(tested.shuffledSpikes / (shows.tests * shows.period)).toBeLessThan(0.02);
  });

  it("without a teacher it learns nothing", () => {
    const silenced: shows.OpenLearner = (network) => {
      const learner = open(network);
      return { ...learner, tick: (active) => learner.tick(active.filter((channel) => channel < shows.channels)) };
    };
    const { learning, weights } = shows.learnTimeSeries(1, silenced);
    expect(shows.isLearned(learning)).toBe(false);
    expect([...weights].every((weight) => weight === 0)).toBe(true);
  });

  it("shuffled values are the same values", () => {
    const values = [3, 1, 2, 2, 0];
    const other = shows.shuffled(() => Math.random(), values);
    expect(other.toSorted()).toEqual(values.toSorted());
  });

  it("a core learns what the reference does", () => {
    const { result, cycles } = withCoreLearners((openCore) => shows.learnTimeSeries(14, openCore));
    expect(result).toEqual(shows.learnTimeSeries(14, open));
    expect(cycles).toBeGreaterThan(result.learning.length * 2 * shows.period);
  });
});

describe("reward", () => {
  const seeds = Array.from({ length: 20 }, (_, i) => i + 1);

  it("20 seeds choose the good arm more often than by chance, p < 0.001", () => {
    const runs = seeds.map((seed) => shows.learnFromReward(seed, open));
    expect(shows.beatsChance(runs).p).toBeLessThan(0.001);
    const choices = runs.reduce((sum, { goodChoices }) => sum + goodChoices, 0);
    expect(choices / (runs.length * shows.judgedTrials)).toBeGreaterThan(0.8);
    for (const { weights } of runs) expect(weights.good).toBeGreaterThan(weights.bad);
  });

  it.each(["coin", "none"] as const)("reward by %s teaches nothing", (rewardBy) => {
    const runs = seeds.map((seed) => shows.learnFromReward(seed, open, rewardBy));
    expect(shows.beatsChance(runs).p).toBeGreaterThan(0.001);
  });

  it("without modulation the weights stay", () => {
    expect(shows.learnFromReward(3, open, "none").weights).toEqual({ good: 40, bad: 40 });
  });

  it("a core chooses and learns what the reference does", () => {
    const { result } = withCoreLearners((openCore) => shows.learnFromReward(2, openCore));
    expect(result).toEqual(shows.learnFromReward(2, open));
  });

  it("sign test: tails of the binomial distribution", () => {
    expect(shows.signTest(0, 20)).toBe(1);
    expect(shows.signTest(20, 20)).toBe(2 ** -20);
    expect(shows.signTest(18, 20)).toBe((1 + 20 + 190) / 2 ** 20);
    expect(shows.signTest(2, 3)).toBe(0.5);
    // The fewest seeds of 20 that are enough.
    expect(shows.signTest(18, 20)).toBeLessThan(0.001);
    expect(shows.signTest(17, 20)).toBeGreaterThan(0.001);
  });
});

describe("memory", () => {
  const { pairings: paired, modulation, ticks } = shows.memoryProtocol;

  it("a change fades without modulation", () => {
    const samples = shows.memoryOfPairings("absent", open);
    const peak = Math.max(...samples.map(({ weight }) => weight));
    expect(peak).toBeGreaterThan(shows.restingWeight + 50);
    expect(samples.every(({ longTerm }) => longTerm === shows.restingWeight)).toBe(true);
    expect(samples[ticks - 1]?.weight).toBe(shows.restingWeight);
  });

  it("it persists with modulation, and becomes long-term", () => {
    const samples = shows.memoryOfPairings("present", open);
    const before = samples[modulation.from - 1];
    const after = samples[modulation.to - 1];
    const last = samples[ticks - 1];
    if (before === undefined || after === undefined || last === undefined) throw new Error("too few samples");
    expect(paired.from + paired.count * paired.every).toBeLessThanOrEqual(modulation.from);
    expect(before.longTerm).toBe(shows.restingWeight);
    expect(after.longTerm).toBeGreaterThan(shows.restingWeight + 40);
    expect(last).toEqual({ ...after, tick: ticks - 1 });
  });

  it.each(["present", "absent"] as const)("modulation %s: a core remembers what the reference does", (kind) => {
    const { result } = withCoreLearners((openCore) => shows.memoryOfPairings(kind, openCore));
    expect(result).toEqual(shows.memoryOfPairings(kind, open));
  });

  it("facilitation: responses of a train grow, and come back in a pause", () => {
    const responses = shows.responsesToTrain("facilitation", open);
    expect(responses.slice(0, 4)).toEqual([125, 156, 195, 230]);
    expect(Math.max(...responses)).toBe(250);
    expect((responses.at(-1) ?? 0) / (responses[0] ?? 0)).toBeCloseTo(1.09, 2);
  });

  it("depression: responses of a train fall, and come back in a pause", () => {
    const responses = shows.responsesToTrain("depression", open);
    expect(responses.slice(0, 4)).toEqual([75, 56, 42, 38]);
    expect(responses.at(-1)).toBe(75);
  });

  it.each(["facilitation", "depression"] as const)("%s: a core responds as the reference does", (kind) => {
    const { result } = withCoreLearners((openCore) => shows.responsesToTrain(kind, openCore));
    expect(result).toEqual(shows.responsesToTrain(kind, open));
  });
});
