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

/** Calls with every change after the first value, in rising order of instants. */
export function forEachChange(line: Line, visit: (instant: number, value: number | bigint) => void): void {
  const { at, bits, instants } = line;
  const last = at.length - 1;
  let value = firstValue(line);
  for (let i = 1; i <= last; i++) {
    const next = bits[i] ?? 0;
    const instant = instantOf(at, instants, i);
    // Of the values at one instant, between edges of several clocks, only the last one lasts.
    if (next === value || (i < last && instantOf(at, instants, i + 1) === instant)) continue;
    visit(instant, next);
    value = next;
  }
}

function instantOf(at: Uint32Array, instants: Uint32Array | undefined, i: number): number {
  const place = at[i] ?? 0;
  return instants === undefined ? place : (instants[place] ?? 0);
}
