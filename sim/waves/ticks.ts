/** A wave's times in whole numbers, as files have them. */
import { type TimeUnit, timeUnits, type Wave } from "./wave.ts";

export interface Ticks {
  /** Ten to the power of it, in seconds, is one tick. */
  readonly exponent: number;
  readonly unit: TimeUnit;
  /** The tick of a time. */
  of(time: number): number;
}

/** What decides whether times, and the middles between them, are whole. */
export type Timed = Pick<Wave, "timeUnit"> & { readonly periods: readonly number[] };

/**
 * Times as they are where all clocks have even periods; else in thousandths of the unit, so that the falling edges and
 * odd fractions of made clocks can be told apart.
 */
export function ticksOf({ timeUnit, periods }: Timed): Ticks {
  const isEven = periods.every((period) => period % 2 === 0);
  const at = timeUnits.indexOf(timeUnit);
  const finer = timeUnits[at + 1];
  if (isEven || finer === undefined) return { exponent: -3 * at, unit: timeUnit, of: (time) => Math.round(time) };
  return { exponent: -3 * (at + 1), unit: finer, of: (time) => Math.round(time * 1000) };
}
