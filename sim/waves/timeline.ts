/** All instants of a stretch of samples at which something changes, in whole ticks: samples begin, clocks rise and fall. */
import type { Ticks } from "./ticks.ts";

export interface TimedStretch {
  readonly starts: Float64Array;
  /** When the last sample ends. */
  readonly end: number;
  /** Of each clock, the samples that begin with an edge of it. */
  readonly clocks: readonly { readonly period: number; readonly edges: Uint32Array }[];
}

export interface Timeline {
  /** Rising, each once; the last is the end of the stretch. */
  readonly ticks: Float64Array;
  /** Of each sample, the instant at which it begins. */
  readonly samples: Uint32Array;
  /** Of each clock, the instants at which its level changes, and the levels; the first is its level at the beginning. */
  readonly clocks: readonly { readonly at: Uint32Array; readonly levels: Uint8Array }[];
  /** Of each clock, the tick at which it falls after the end; undefined where it is low there. */
  readonly pending: readonly (number | undefined)[];
}

/** `pending` are the falls that the stretch before left over; clocks fall half a period after they rise. */
export function timelineOf(
  { starts, end, clocks }: TimedStretch,
  ticks: Ticks,
  pending: readonly (number | undefined)[] = [],
): Timeline {
  const last = ticks.of(end);
  const lines = clocks.map(({ period, edges }, clock) => {
    const falls: number[] = [];
    const before = pending[clock];
    if (before !== undefined) falls.push(before);
    for (const edge of edges) falls.push(ticks.of((starts[edge] ?? 0) + period / 2));
    const rises = edges[0] === 0;
    return {
      edges,
      falls,
      rise: rises ? 1 : 0,
      fall: 0,
      at: [0],
      levels: [rises || before !== undefined ? 1 : 0],
    };
  });
  const instants: number[] = [];
  const samples = new Uint32Array(starts.length);
  const instantAt = (tick: number): number => {
    if (instants[instants.length - 1] !== tick) instants.push(tick);
    return instants.length - 1;
  };
  /** Lets the clocks fall that do so before a tick, or at it. */
  const fallUntil = (tick: number): void => {
    for (;;) {
      let next = Number.POSITIVE_INFINITY;
      for (const { falls, fall } of lines) next = Math.min(next, falls[fall] ?? Number.POSITIVE_INFINITY);
      if (next > tick) return;
      const instant = instantAt(next);
      for (const line of lines) {
        if (line.falls[line.fall] !== next) continue;
        line.fall++;
        line.at.push(instant);
        line.levels.push(0);
      }
    }
  };
  for (let sample = 0; sample < starts.length; sample++) {
    const tick = ticks.of(starts[sample] ?? 0);
    fallUntil(tick);
    const instant = instantAt(tick);
    samples[sample] = instant;
    for (const line of lines) {
      if (line.edges[line.rise] !== sample) continue;
      line.rise++;
      line.at.push(instant);
      line.levels.push(1);
    }
  }
  fallUntil(last - 1);
  instantAt(last);
  return {
    ticks: Float64Array.from(instants),
    samples,
    clocks: lines.map(({ at, levels }) => ({ at: Uint32Array.from(at), levels: Uint8Array.from(levels) })),
    pending: lines.map(({ falls, fall }) => falls[fall]),
  };
}
