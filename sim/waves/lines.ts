/** The values of one variable along a timeline. */
import type { Timeline } from "./timeline.ts";
import type { WaveSignal } from "./wave.ts";

export interface Line {
  readonly at: Uint32Array;
  readonly bits: Uint8Array | Uint32Array | BigUint64Array;
  /** The instants of the samples that `at` names; absent: it names instants. */
  readonly instants: Uint32Array | undefined;
}

/** Clocks first, then signals: by the handles of variables. */
export function linesOf(timeline: Timeline, signals: readonly Pick<WaveSignal, "at" | "bits">[]): readonly Line[] {
  return [
    ...timeline.clocks.map(({ at, levels }) => ({ at, bits: levels, instants: undefined })),
    ...signals.map(({ at, bits }) => ({ at, bits, instants: timeline.samples })),
  ];
}

/** The value with which a line begins. */
export const firstValue = ({ bits }: Line): number | bigint => bits[0] ?? 0;

/** Calls with every change after `before`, undefined for none, in rising order of instants; returns the last value. */
export function forEachChange(
  { at, bits, instants }: Line,
  before: number | bigint | undefined,
  visit: (instant: number, value: number | bigint) => void,
): number | bigint {
  const last = at.length - 1;
  let value = before;
  for (let i = 0; i <= last; i++) {
    const next = bits[i] ?? 0;
    const instant = instantOf(at, instants, i);
    // Of the values at one instant, between edges of several clocks, only the last one lasts.
    if (next === value || (i < last && instantOf(at, instants, i + 1) === instant)) continue;
    visit(instant, next);
    value = next;
  }
  return value ?? 0;
}

function instantOf(at: Uint32Array, instants: Uint32Array | undefined, i: number): number {
  const place = at[i] ?? 0;
  return instants === undefined ? place : (instants[place] ?? 0);
}
