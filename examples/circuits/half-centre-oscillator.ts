/**
 * A two-cell rhythm generator, the half-centre oscillator of Graham Brown: two cells with a steady drive inhibit each
 * other, and each tires. An interneuron counts the spikes of its cell and answers a burst of them with one long-lasting
 * inhibition: its cell falls silent and sets the other one free. After one kick they take turns without any input.
 */
import { lif, network, shiftLeak, zeroReset } from "../../index.ts";
import type { Activity, Circuit } from "./activity.ts";
import { mean, variance } from "./activity.ts";
import { oneToOne, weightsBy } from "./weights.ts";

/** Spikes of a burst, and what a cell is driven by in each tick. */
export const burstSpikes = 6;
const drive = 8;
const threshold = 32;

export function halfCentreOscillator({ ticks = 1200 } = {}): Circuit {
  const built = network("half_centre_oscillator", { weightBits: 8, membraneBits: 16, weightScale: 1 })
    .input("kick", 1)
    .population("cells", { size: 2, neuron: lif({ threshold, leak: shiftLeak(4), bias: drive, reset: zeroReset() }) })
    .population("fatigue", { size: 2, neuron: lif({ threshold: burstSpikes, reset: zeroReset() }) })
    .project("kick", "cells", { weights: [[threshold, 0]] })
    .project("cells", "cells", { weights: weightsBy(2, 2, (pre, post) => (pre === post ? 0 : -threshold)) })
    .project("cells", "fatigue", { weights: oneToOne(2, 1) })
    .project("fatigue", "cells", { weights: oneToOne(2, -128), delay: 2 })
    .output("cells")
    .build();
  return { network: built, input: Array.from({ length: ticks }, (_, tick) => (tick === 0 ? [0] : [])) };
}

/** Spikes of one cell that the other one does not interrupt. */
export interface Burst {
  readonly cell: number;
  readonly from: number;
  /** The tick of the last spike. */
  readonly to: number;
  readonly spikes: number;
}

/** The bursts of both cells in the order of their first spikes. */
export function bursts(activity: Activity): Burst[] {
  const found: Burst[] = [];
  for (const [tick, cells] of activity.of("cells").entries()) {
    for (const cell of cells) {
      const last = found.at(-1);
      if (last?.cell === cell) found[found.length - 1] = { ...last, to: tick, spikes: last.spikes + 1 };
      else found.push({ cell, from: tick, to: tick, spikes: 1 });
    }
  }
  return found;
}

/** Of the rhythm, from the left cell's bursts: its period in ticks, how regular it is, and when the right cell starts. */
export function rhythm(all: readonly Burst[]) {
  const starts = (cell: number): number[] => all.filter((burst) => burst.cell === cell).map(({ from }) => from);
  const left = starts(0);
  const periods = left.slice(1).map((start, index) => start - (left[index] ?? 0));
  const period = mean(periods);
  const phases = starts(1).flatMap((start) => {
    const before = left.filter((each) => each <= start).at(-1);
    return before === undefined ? [] : [(start - before) / period];
  });
  return { period, irregularity: Math.sqrt(variance(periods)) / period, phase: mean(phases) };
}
