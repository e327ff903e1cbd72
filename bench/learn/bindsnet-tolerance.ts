/**
 * How far the chip's weights may be from BindsNET's: derived from the quantisation and the trains before anything is
 * measured. A bound only ever moves two weights closer together, so that errors of single changes add up at most. It is no
 * allowance for bounds that are reached in a tick in which an arrival and a post coincide: BindsNET looks at the bounds once
 * then, the chip after the depression and again after the potentiation.
 */
import type { Comparison } from "./bindsnet-cases.ts";
import { chipNetwork } from "./bindsnet-chip.ts";

/** All in weight LSB, for one synapse. */
export interface Allowance {
  /** What the chip's weight has less than BindsNET's by a known difference of the rules, where no bound is reached. */
  readonly explained: number;
  readonly tolerance: number;
}

/** Chance that rounding at random leaves the tolerance in any synapse of a comparison. */
const chance = 1e-6;
/** BindsNET computes in single precision. */
const singlePrecision = 2 ** -24;

export function allowances(comparison: Comparison): Allowance[] {
  const fraction = chipNetwork(comparison).network.learning?.fraction ?? 0;
  const { arrivals, posts, weights } = comparison.bindsnet;
  const synapses = weights.length * (weights[0]?.length ?? 0);
  return weights.flatMap((row, axon) =>
    row.map((_, neuron) => allowance(comparison, fraction, ticksOf(arrivals, axon), ticksOf(posts, neuron), synapses)),
  );
}

function allowance(
  { bindsnet, chip }: Comparison,
  fraction: number,
  arrivals: readonly number[],
  posts: readonly number[],
  synapses: number,
): Allowance {
  const { traces, nuPre, nuPost, timeConstantAfter, timeConstantBefore } = bindsnet;
  const { scale, rounding, window } = chip;
  const nearest = traces === "set";
  const potentiation = (age: number): number => nuPost * scale * Math.exp(-age / timeConstantAfter);
  const depression = (age: number): number => nuPre * scale * Math.exp(-age / timeConstantBefore);
  let changes = 0;
  let paired = 0;
  let beyondWindow = 0;
  let explained = 0;
  for (const tick of arrivals) {
    const before = ages(posts, tick - 1, nearest).map((age) => age + 1);
    const inside = before.filter((age) => age <= window);
    const lost = sumOf(inside, depression);
    if (inside.length > 0) changes += 1;
    paired += inside.length;
    // A trace that this tick's post has set to 1 has forgotten the post before; the chip pairs the arrival with it.
    if (nearest && posts.includes(tick)) explained += lost;
    else beyondWindow += sumOf(before, depression) - lost;
  }
  for (const tick of posts) {
    const before = ages(arrivals, tick, nearest);
    const inside = before.filter((age) => age <= window);
    if (inside.length > 0) changes += 1;
    paired += inside.length;
    beyondWindow += sumOf(before, potentiation) - sumOf(inside, potentiation);
  }
  const rounded =
    rounding === "nearest"
      ? changes / 2
      : // Hoeffding's bound: every change is off by less than one LSB, and by none in the mean.
        Math.sqrt((changes * Math.log((2 * synapses) / chance)) / 2);
  const firstWeight = 1 / 2;
  const table = paired / 2 ** (fraction + 1);
  const floats = 4 * changes * scale * singlePrecision;
  return { explained, tolerance: firstWeight + rounded + table + beyondWindow + floats };
}

/** Ages in tick `now` of the spikes up to then, its own included; of the last one only where no other counts. */
function ages(spikes: readonly number[], now: number, nearest: boolean): number[] {
  const all = spikes.filter((tick) => tick <= now).map((tick) => now - tick);
  return nearest ? all.slice(-1) : all;
}

const sumOf = (values: readonly number[], of: (value: number) => number): number =>
  values.reduce((sum, value) => sum + of(value), 0);

function ticksOf(train: readonly (readonly number[])[], element: number): number[] {
  return train.flatMap((active, tick) => (active.includes(element) ? [tick] : []));
}
