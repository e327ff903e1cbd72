/**
 * One neuron learns when to fire: at the marked moments of a series that repeats, and not when the same values come in
 * another order. A teacher marks the moments while the neuron learns; its spikes do not drive the neuron.
 */
import { type IntegerNetwork, lif, network, quantise, resume, shiftLeak, zeroReset } from "../../index.ts";
import { type Draw, seeded } from "../circuits/random.ts";
import type { Learner, OpenLearner } from "./learner.ts";

/** Ticks of the series, one value each. */
export const period = 48;
const marks = 3;
const levels = 20;
/** Steps from one value to the next: a large or small fall, none, a small or large rise. */
const slopes = 5;
const smallStep = 2;
export const channels = levels * slopes;

/** A series, and the ticks of it in which the neuron should fire. */
export interface MarkedSeries {
  readonly values: readonly number[];
  readonly marked: readonly number[];
}

/** Ten waves of one to ten periods each, with random amplitudes and phases; marks are at least six ticks apart. */
export function randomSeries(draw: Draw): MarkedSeries {
  const waves = Array.from({ length: 10 }, (_, i) => ({
    frequency: (2 * Math.PI * (i + 1)) / period,
    amplitude: draw() + 0.2,
    phase: draw() * 2 * Math.PI,
  }));
  const raw = Array.from({ length: period }, (_, tick) =>
    waves.reduce((sum, { amplitude, frequency, phase }) => sum + amplitude * Math.sin(frequency * tick + phase), 0),
  );
  const [low, high] = [Math.min(...raw), Math.max(...raw)];
  const values = raw.map((value) => Math.min(levels - 1, Math.floor(((value - low) / (high - low)) * levels)));
  const marked: number[] = [];
  while (marked.length < marks) {
    const tick = Math.floor(draw() * period);
    if (tick >= 5 && marked.every((other) => Math.abs(other - tick) >= 6)) marked.push(tick);
  }
  return { values, marked: marked.sort((a, b) => a - b) };
}

/** The same values in another order. */
export function shuffled(draw: Draw, values: readonly number[]): number[] {
  return values
    .map((value) => ({ value, key: draw() }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value);
}

/** The channel that is active in a tick: it stands for a value and for the step from the value before. */
export function channelAt(values: readonly number[], tick: number): number {
  const value = values[tick] ?? 0;
  const step = value - (values[(tick + period - 1) % period] ?? 0);
  const largest = (slopes - 1) / 2;
  const slope = Math.sign(step) * Math.min(largest, Math.ceil(Math.abs(step) / smallStep));
  return value * slopes + slope + largest;
}

const threshold = 200;
const weightLimit = 127;

/**
 * ReSuMe: the teacher's events add e^(−Δ/τ) to the weights of the channels that were active Δ ticks before, the neuron's
 * own spikes take as much away, until both come in the same ticks. τ is that of the membrane.
 */
export function timeSeriesNetwork(): IntegerNetwork {
  const learning = resume({
    ...{ amplitude: 3, tauMs: 3.5, window: 20 },
    ...{ bounds: { low: -weightLimit, high: weightLimit }, rounding: "nearest" },
  });
  const built = network("time_series", { weightBits: 8, membraneBits: 16, weightScale: 1 })
    .input("series", channels)
    .input("teacher", 1)
    .population("cell", { size: 1, neuron: lif({ threshold, leak: shiftLeak(2), reset: zeroReset() }) })
    .project("series", "cell", { weights: Array.from({ length: channels }, () => [0]), plastic: true })
    .teach("teacher", "cell")
    .learning(learning)
    .output("cell")
    .build();
  return quantise(built);
}

/** What the neuron did in one presentation of the series, or in several. */
export interface Score {
  /** Ticks of the series in which it fired. */
  readonly firedAt: readonly number[];
  /** How many of them are marked, and how many are not. */
  readonly hits: number;
  readonly falseAlarms: number;
  /** Spikes in as many ticks of shuffled values. */
  readonly shuffledSpikes: number;
}

export interface TimeSeriesRun {
  readonly series: MarkedSeries;
  /**
   * By presentation: what it did while it learned. Each is followed by one of shuffled values, without a teacher. The lesson
   * ends when `inARow` of them were without a mistake.
   */
  readonly learning: readonly Score[];
  /** Sums over `tests` presentations without a teacher, with learning off. */
  readonly tested: Omit<Score, "firedAt">;
  readonly weights: Int32Array;
}

export const mostPresentations = 199;
const inARow = 5;
export const tests = 20;

export function learnTimeSeries(seed: number, open: OpenLearner): TimeSeriesRun {
  const draw = seeded(seed);
  const series = randomSeries(draw);
  const learner = open(timeSeriesNetwork());
  const present = (teacher: "teaches" | "absent") =>
    presentation(learner, series, shuffled(draw, series.values), teacher);
  const learning: Score[] = [];
  while (learning.length < mostPresentations && !isLearned(learning)) learning.push(present("teaches"));
  learner.setLearning(0, false);
  const tested = total(Array.from({ length: tests }, () => present("absent")));
  return { series, learning, tested, weights: learner.weights(0) };
}

function presentation(
  learner: Learner,
  { values, marked }: MarkedSeries,
  others: readonly number[],
  teacher: "teaches" | "absent",
): Score {
  const teacherChannel = channels;
  const firedAt: number[] = [];
  for (let tick = 0; tick < period; tick++) {
    const taught = marked.includes(tick) && teacher === "teaches" ? [teacherChannel] : [];
    if (learner.tick([channelAt(values, tick), ...taught]).length > 0) firedAt.push(tick);
  }
  let shuffledSpikes = 0;
  for (let tick = 0; tick < period; tick++) shuffledSpikes += learner.tick([channelAt(others, tick)]).length;
  const hits = firedAt.filter((tick) => marked.includes(tick)).length;
  return { firedAt, hits, falseAlarms: firedAt.length - hits, shuffledSpikes };
}

function total(scores: readonly Score[]): Omit<Score, "firedAt"> {
  const sum = (of: (score: Score) => number): number => scores.reduce((all, score) => all + of(score), 0);
  return {
    hits: sum(({ hits }) => hits),
    falseAlarms: sum(({ falseAlarms }) => falseAlarms),
    shuffledSpikes: sum((score) => score.shuffledSpikes),
  };
}

/** Marks that were missed, and spikes where there should be none. */
export function mistakes({ hits, falseAlarms, shuffledSpikes }: Score): number {
  return marks - hits + falseAlarms + shuffledSpikes;
}

/** Whether the last `inARow` presentations were without a mistake. */
export function isLearned(learning: readonly Score[]): boolean {
  return learning.length >= inARow && learning.slice(-inARow).every((score) => mistakes(score) === 0);
}
