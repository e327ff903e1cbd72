/** A part of a wave as a table: rows of signals, a column for each sample. */
import { type Diagnostic, SpikeforgeError } from "../../diagnostics/index.ts";
import { nearestNames } from "../nearest.ts";
import { formatValue, type Radix } from "../typed-value.ts";
import { bitsAt, changeAt, cyclesOf, type Wave, type WaveClock, type WaveSignal } from "./wave.ts";

export interface TableOptions {
  /**
   * Signals, clocks, and scopes with all that is below them, by path, in the order in which they are shown; default:
   * the clocks and all signals.
   */
  readonly signals?: readonly string[];
  /** First and last cycle of the main clock, both included; default: the last 32 samples. */
  readonly from?: number;
  readonly to?: number;
  /** How numbers are written; by the path of a signal for single ones. Default `"typed"`. */
  readonly radix?: Radix | Readonly<Record<string, Radix>>;
}

export interface WaveTable {
  /** Of each column the cycle that begins with it; undefined where one goes on. */
  readonly cycles: readonly (number | undefined)[];
  readonly rows: readonly WaveRow[];
  /** Columns that were left out before the first one and after the last one. */
  readonly before: number;
  readonly after: number;
}

export type WaveRow =
  /** Whether the clock ticks at the beginning of each column. */
  | { readonly kind: "clock"; readonly path: string; readonly ticks: readonly boolean[] }
  /** One bit. */
  | { readonly kind: "level"; readonly path: string; readonly levels: readonly boolean[] }
  /** Values from one column on, for so many columns. */
  | { readonly kind: "bus"; readonly path: string; readonly runs: readonly WaveRun[] };

export interface WaveRun {
  readonly from: number;
  readonly columns: number;
  readonly text: string;
}

const usualColumns = 32;

/** Throws SIM140 for signals that the wave does not have, SIM145 for cycles that it does not have. */
export function waveTable(wave: Wave, { signals, from, to, radix = "typed" }: TableOptions = {}): WaveTable {
  const cycles = cyclesOf(wave);
  const { first, last } = samplesBetween(wave, cycles, from, to);
  const shown = signals === undefined ? [...wave.clocks, ...wave.signals] : chosen(wave, signals);
  const radixOf = (path: string): Radix => (typeof radix === "string" ? radix : (radix[path] ?? "typed"));
  return {
    cycles: Array.from({ length: last - first + 1 }, (_, i) => {
      const cycle = cycles[first + i];
      return i === 0 || cycle !== cycles[first + i - 1] ? cycle : undefined;
    }),
    rows: shown.map((each) =>
      "edges" in each ? clockRow(each, first, last) : signalRow(each, first, last, radixOf(each.path)),
    ),
    before: first,
    after: cycles.length - 1 - last,
  };
}

function samplesBetween(
  { firstCycle }: Wave,
  cycles: Float64Array,
  from: number | undefined,
  to: number | undefined,
): { readonly first: number; readonly last: number } {
  const lastCycle = cycles[cycles.length - 1] ?? firstCycle;
  const last = to === undefined ? cycles.length - 1 : cycles.findLastIndex((cycle) => cycle <= to);
  const usual = to === undefined ? Math.max(0, cycles.length - usualColumns) : Math.max(0, last - usualColumns + 1);
  const first = from === undefined ? usual : cycles.findIndex((cycle) => cycle >= from);
  if (first >= 0 && last >= first) return { first, last };
  throw new SpikeforgeError({
    code: "SIM145",
    place: "the wave",
    found: `no cycle from ${from ?? firstCycle} to ${to ?? lastCycle}`,
    mend: `it has the cycles ${firstCycle} to ${lastCycle}`,
  });
}

function chosen(wave: Wave, wishes: readonly string[]): (WaveClock | WaveSignal)[] {
  const problems: Diagnostic[] = [];
  const found = wishes.flatMap((wish): (WaveClock | WaveSignal)[] => {
    const clock = wave.clocks.find(({ name, paths }) => name === wish || paths.includes(wish));
    if (clock !== undefined) return [clock];
    const exact = wave.signals.filter(({ path }) => path === wish);
    const below = exact.length > 0 ? exact : wave.signals.filter(({ path }) => path.startsWith(`${wish}.`));
    if (below.length === 0) problems.push(notRecorded(wave, wish));
    return below;
  });
  if (problems.length > 0) throw new SpikeforgeError(problems);
  return found;
}

function notRecorded({ clocks, signals }: Wave, wish: string): Diagnostic {
  const nearest = nearestNames(wish, [...clocks.map(({ name }) => name), ...signals.map(({ path }) => path)], 3);
  return {
    code: "SIM140",
    place: wish,
    found: "the wave has no such signal",
    mend: nearest.length === 0 ? "it has none at all" : `nearest: ${nearest.join(", ")}`,
  };
}

function clockRow({ name, edges }: WaveClock, first: number, last: number): WaveRow {
  const ticking = new Set(edges);
  return {
    kind: "clock",
    path: name,
    ticks: Array.from({ length: last - first + 1 }, (_, i) => ticking.has(first + i)),
  };
}

function signalRow(signal: WaveSignal, first: number, last: number, radix: Radix): WaveRow {
  const { path, type, at } = signal;
  if (type.width === 1 && type.labels === undefined) {
    const levels = Array.from({ length: last - first + 1 }, (_, i) => bitsAt(signal, first + i) === 1n);
    return { kind: "level", path, levels };
  }
  const runs: WaveRun[] = [];
  for (let change = Math.max(0, changeAt(at, first)); change < at.length; change++) {
    const from = Math.max(first, at[change] ?? 0);
    const to = Math.min(last + 1, at[change + 1] ?? Number.POSITIVE_INFINITY);
    if (from > last) break;
    runs.push({ from: from - first, columns: to - from, text: formatValue(type, signal.bits[change] ?? 0, radix) });
  }
  return { kind: "bus", path, runs };
}
