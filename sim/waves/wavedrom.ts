/** Waves for WaveDrom, which draws timing diagrams for pages. */

import { scopePathOf, type Wave } from "./wave.ts";
import { type TableOptions, type WaveRow, waveTable } from "./wave-table.ts";

export interface WaveDromOptions extends TableOptions {
  /** Text above the diagram. */
  readonly title?: string;
}

/** WaveJSON, as WaveDrom reads it. */
export interface WaveDrom {
  readonly signal: readonly WaveDromEntry[];
  readonly head?: { readonly text?: string; readonly tick?: number };
}

export type WaveDromEntry = WaveDromLane | WaveDromGroup;

export interface WaveDromLane {
  readonly name: string;
  /** One character for each column; `.` goes on with the one before. */
  readonly wave: string;
  /** Texts of the `=` in `wave`, in order. */
  readonly data?: readonly string[];
}

/** Name first, then what is in it. */
export type WaveDromGroup = readonly [string, ...WaveDromEntry[]];

/**
 * A wave as WaveDrom takes it: signals of instances in groups, values with their labels. To be written with
 * `JSON.stringify`. Throws SIM140 and SIM145.
 */
export function toWaveDrom(wave: Wave, { title, ...options }: WaveDromOptions = {}): WaveDrom {
  const table = waveTable(wave, options);
  const root = new Group();
  for (const row of table.rows) root.add(scopePathOf(row.path), laneOf(row));
  // Numbers above the columns are cycles, where each column is one.
  const tick = wave.clocks.length > 1 ? undefined : table.cycles[0];
  const head = { ...(title === undefined ? {} : { text: title }), ...(tick === undefined ? {} : { tick }) };
  return { signal: root.entries(), ...(Object.keys(head).length === 0 ? {} : { head }) };
}

/** The lanes of a scope, in the order in which its rows came. */
class Group {
  readonly #entries: (WaveDromLane | { readonly name: string; readonly group: Group })[] = [];

  add(scope: string, lane: WaveDromLane): void {
    if (scope === "") {
      this.#entries.push(lane);
      return;
    }
    const [name = "", ...rest] = scope.split(".");
    const last = this.#entries.find((entry) => "group" in entry && entry.name === name);
    const group = last !== undefined && "group" in last ? last.group : new Group();
    if (last === undefined) this.#entries.push({ name, group });
    group.add(rest.join("."), lane);
  }

  entries(): WaveDromEntry[] {
    return this.#entries.map((entry) => ("group" in entry ? [entry.name, ...entry.group.entries()] : entry));
  }
}

function laneOf(row: WaveRow): WaveDromLane {
  const name = row.path.slice(row.path.lastIndexOf(".") + 1);
  if (row.kind === "clock") return { name, wave: brief(row.ticks.map((ticks) => (ticks ? "p" : "l"))) };
  if (row.kind === "level") return { name, wave: brief(row.levels.map((level) => (level ? "1" : "0"))) };
  return {
    name,
    wave: row.runs.map(({ columns }) => `=${".".repeat(columns - 1)}`).join(""),
    data: row.runs.map(({ text }) => text),
  };
}

const brief = (states: readonly string[]): string =>
  states.map((state, i) => (i > 0 && state === states[i - 1] ? "." : state)).join("");
