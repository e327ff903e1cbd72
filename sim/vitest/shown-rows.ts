/** Which signals a failure shows, and how. */
import { asciiWave, bitsAt, samplesOf, type Wave, type WaveSignal } from "../waves/index.ts";
import { involvedSignals } from "./involved-signals.ts";
import type { Tested } from "./options.ts";
import type { Run } from "./run.ts";

/** More rows than this are not read. */
const mostRows = 24;

export interface Shown<D extends Tested> {
  readonly error: unknown;
  readonly run: Run<D>;
  /** First cycle. */
  readonly from: number;
  /** What the test wants to see; absent: ports, what the error speaks of, what the body has asked for. */
  readonly signals: readonly string[] | undefined;
}

export function shownRows<D extends Tested>(wave: Wave, { error, run, from, signals }: Shown<D>): string[] {
  const clocks = wave.clocks.length > 1 ? wave.clocks.map(({ name }) => name) : [];
  if (signals !== undefined) return asciiWave(wave, { from, signals: [...clocks, ...signals] }).split("\n");
  const known = new Map(wave.signals.map((signal) => [signal.path, signal]));
  const asked = [...involvedSignals(error, run.recorded.design), ...run.recorded.touched].filter((path) =>
    known.has(path),
  );
  const ports = wave.signals.filter(({ kind, path }) => !path.includes(".") && (kind === "input" || kind === "output"));
  const paths = [...new Set([...ports.map(({ path }) => path), ...asked])];
  const kept = chosenRows(paths, new Set(asked), (path) => changes(wave, known.get(path), from));
  const left = paths.length - kept.length;
  const text = asciiWave(wave, { from, signals: [...clocks, ...kept] }).split("\n");
  return left === 0 ? text : [...text, `(${left} more port${left === 1 ? "" : "s"} in the file)`];
}

/** Where there are too many: what was asked for first, then what moves. */
function chosenRows(
  paths: readonly string[],
  asked: ReadonlySet<string>,
  moves: (path: string) => boolean,
): readonly string[] {
  if (paths.length <= mostRows) return paths;
  const rank = (path: string): number => (asked.has(path) ? 0 : moves(path) ? 1 : 2);
  const best = [...paths].sort((a, b) => rank(a) - rank(b)).slice(0, mostRows);
  return paths.filter((path) => best.includes(path));
}

function changes(wave: Wave, signal: WaveSignal | undefined, from: number): boolean {
  if (signal === undefined) return false;
  const last = samplesOf(wave) - 1;
  const first = Math.min(last, Math.max(0, from - wave.firstCycle));
  const before = bitsAt(signal, first);
  for (let sample = first + 1; sample <= last; sample++) if (bitsAt(signal, sample) !== before) return true;
  return false;
}
