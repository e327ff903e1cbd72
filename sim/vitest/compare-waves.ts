/** Compares a wave with what was expected of it, and shows where they part. */
import { SpikeforgeError } from "../../diagnostics/index.ts";
import type { IrType } from "../../hdlgen/ir.ts";
import { formatValue, type Radix } from "../typed-value.ts";
import { asciiWave, bitsAt, cyclesOf, samplesOf, type Wave, type WaveSignal } from "../waves/index.ts";
import { type ExpectedWave, parseWave } from "./expected-wave.ts";

export interface WaveComparisonOptions {
  /** How numbers are written in an expected text; by the path of a signal for single ones. */
  readonly radix?: Radix | Readonly<Record<string, Radix>>;
}

/** Of one signal: what it is and what it should be, by column. */
interface ComparedRow {
  readonly path: string;
  readonly isLevel: boolean;
  readonly found: readonly string[];
  readonly expected: readonly string[];
}

/** Columns before and after the first difference that are shown. */
const [shownBefore, shownAfter] = [7, 4];

/**
 * Undefined where they are equal, else a text: the first cycle that differs, and both waveforms lined up. What is expected
 * is a text as `toAscii` gives it, or a wave. Only its signals and cycles are compared; `?` in a text is anything.
 *
 * Throws SIM140 for signals that the wave does not have, SIM165 for a text that is no waveform.
 */
export function waveDifference(
  wave: Wave,
  expected: string | Wave,
  { radix = "typed" }: WaveComparisonOptions = {},
): string | undefined {
  const radixOf = (path: string): Radix => (typeof radix === "string" ? radix : (radix[path] ?? "typed"));
  const clocks = new Set(wave.clocks.flatMap(({ name, paths }) => [name, ...paths]));
  const wanted = typeof expected === "string" ? parseWave(expected) : tableOf(expected, radixOf);
  const rows = wanted.rows.filter(({ path }) => !clocks.has(path));
  const cycles = cyclesOf(wave);
  const samples = samplesOfCycles(cycles, wanted.cycles);
  const absent = wanted.cycles.find((_, i) => samples[i] === undefined);
  if (absent !== undefined) {
    return `cycle ${absent} is expected; the waveform has the cycles ${cycles[0]} to ${cycles[cycles.length - 1]}`;
  }
  const compared = rows.map(({ path, cells }): ComparedRow => {
    const signal = signalAt(wave, path);
    const isLevel = signal.type.width === 1 && signal.type.labels === undefined;
    const found = samples.map((sample) => textOf(signal.type, bitsAt(signal, sample ?? 0), radixOf(path)));
    return { path, isLevel, found, expected: cells };
  });
  const first = wanted.cycles.findIndex((_, column) => compared.some((row) => differs(row, column)));
  return first < 0 ? undefined : differenceText(wave, wanted.cycles, compared, first);
}

const differs = ({ found, expected }: ComparedRow, column: number): boolean =>
  expected[column] !== "?" && found[column] !== expected[column];

const textOf = (type: IrType, bits: bigint, radix: Radix): string =>
  type.width === 1 && type.labels === undefined ? String(bits) : formatValue(type, bits, radix);

function tableOf(wave: Wave, radixOf: (path: string) => Radix): ExpectedWave {
  const samples = Array.from({ length: samplesOf(wave) }, (_, sample) => sample);
  return {
    cycles: [...cyclesOf(wave)],
    rows: wave.signals.map((signal) => ({
      path: signal.path,
      cells: samples.map((sample) => textOf(signal.type, bitsAt(signal, sample), radixOf(signal.path))),
    })),
  };
}

/** With several clocks a cycle has a sample for each edge: the first one of an expected cycle is the first one there. */
function samplesOfCycles(cycles: Float64Array, wanted: readonly number[]): (number | undefined)[] {
  let before: number | undefined;
  let sample = -1;
  return wanted.map((cycle) => {
    sample = cycle === before ? sample + 1 : cycles.indexOf(cycle);
    before = cycle;
    return cycles[sample] === cycle ? sample : undefined;
  });
}

function signalAt(wave: Wave, path: string): WaveSignal {
  const signal = wave.signals.find((each) => each.path === path);
  if (signal !== undefined) return signal;
  asciiWave(wave, { signals: [path] }); // says which signals there are
  throw new SpikeforgeError({ code: "SIM165", place: path, found: "it is a scope: a row is a signal" });
}

function differenceText(wave: Wave, cycles: readonly number[], rows: readonly ComparedRow[], first: number): string {
  const all = rows.filter((row) => differs(row, first));
  const what = all.map(({ path, found, expected }) => `${path} is ${found[first]}, expected ${expected[first]}`);
  const from = Math.max(0, first - shownBefore);
  const to = Math.min(cycles.length, first + shownAfter + 1);
  const signals = rows.flatMap((row) => {
    const isSame = row.expected.slice(from, to).every((_, i) => !differs(row, from + i));
    const { path, isLevel } = row;
    const found = drawnSignal(path, isLevel, row.found.slice(from, to));
    return isSame ? [found] : [found, drawnSignal("  expected", isLevel, row.expected.slice(from, to))];
  });
  const shown: Wave = {
    top: wave.top,
    timeUnit: wave.timeUnit,
    starts: Float64Array.from({ length: to - from }, (_, i) => i),
    end: to - from,
    firstCycle: cycles[from] ?? 0,
    clocks: [],
    signals,
  };
  const marked = asciiWave(shown, { from: cycles[from] ?? 0, markers: { [cycles[first] ?? 0]: "differs first" } });
  return [`in cycle ${cycles[first]} ${what.join("; ")}`, "", marked].join("\n");
}

/** A signal whose values are texts: an enumeration of them. */
function drawnSignal(path: string, isLevel: boolean, cells: readonly string[]): WaveSignal {
  const isPlain = isLevel && !cells.includes("?");
  const labels = isPlain ? undefined : [...new Set(cells)];
  const bits = cells.map((cell) => (labels === undefined ? Number(cell) : labels.indexOf(cell)));
  const changes = bits.flatMap((each, i) => (i === 0 || each !== bits[i - 1] ? [i] : []));
  return {
    name: path,
    path,
    kind: "net",
    type: { kind: "uint", width: isPlain ? 1 : 32, ...(labels === undefined ? {} : { labels }) },
    at: Uint32Array.from(changes),
    bits: Uint32Array.from(changes, (i) => bits[i] ?? 0),
  };
}
