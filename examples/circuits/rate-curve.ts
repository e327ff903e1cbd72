/** How fast a circuit's cells fire, by how fast its input does. */
import type { InputTicks } from "../../index.ts";
import type { Activity } from "./activity.ts";
import { bernoulliInput } from "./random.ts";

/** Input rates in spikes per channel and tick, one after the other; each begins with ticks that are not counted. */
export interface Sweep {
  readonly rates: readonly number[];
  readonly ticks: number;
  readonly settleTicks: number;
}

export const sweep: Sweep = { rates: [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4], ticks: 400, settleTicks: 80 };

export function sweepInput({ rates, ticks }: Sweep, channels: number, seed: number): InputTicks {
  return bernoulliInput(
    { ticks: rates.length * ticks, channels, seed },
    (tick) => rates[Math.floor(tick / ticks)] ?? 0,
  );
}

/** Spikes per cell and tick at every input rate. */
export function rateCurve(activity: Activity, { rates, ticks, settleTicks }: Sweep, population = "cells"): number[] {
  return rates.map((_, step) =>
    activity.rate(population, { from: step * ticks + settleTicks, to: (step + 1) * ticks }),
  );
}

/** Output spikes per input spike between two input rates of a curve. */
export function slope({ rates }: Sweep, curve: readonly number[], from: number, to: number): number {
  const [a, b] = [rates.indexOf(from), rates.indexOf(to)];
  return ((curve[b] ?? Number.NaN) - (curve[a] ?? Number.NaN)) / (to - from);
}
