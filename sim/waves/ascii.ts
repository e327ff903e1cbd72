/** Waves as text: for snapshots of tests, for messages, for pages. */

import { samplesOf, type Wave } from "./wave.ts";
import { type TableOptions, type WaveRow, type WaveTable, waveTable } from "./wave-table.ts";

export interface AsciiOptions extends TableOptions {
  /** Notes below cycles, by the number of the cycle. */
  readonly markers?: Readonly<Record<number, string>>;
}

const narrowest = 4;
const low = "_";
const high = "‾";

/**
 * A wave as text, one line for each signal: clocks and single bits as lines that rise and fall, other values in cells
 * that are as wide as they hold. Columns are cycles; with several clocks a column begins at each edge of any of them.
 * Throws SIM140 and SIM145.
 */
export function asciiWave(wave: Wave, { markers = {}, ...options }: AsciiOptions = {}): string {
  const table = waveTable(wave, options);
  const widths = columnWidths(table);
  const begins = widths.map((_, column) => widths.slice(0, column).reduce((sum, width) => sum + width, 0));
  const names = ["cycle", ...table.rows.map(({ path }) => path)];
  const indent = Math.max(...names.map(({ length }) => length)) + 2;
  const line = (name: string, drawing: string): string => `${name.padEnd(indent)}${drawing}`.trimEnd();
  const notes = Object.entries(markers).map(([cycle, text]) => {
    const column = table.cycles.indexOf(Number(cycle));
    return line("", column < 0 ? `cycle ${cycle}: ${text}` : `${" ".repeat(begins[column] ?? 0)}^ ${text}`);
  });
  return [
    ...leftOut(wave, table),
    line("cycle", table.cycles.map((cycle, i) => String(cycle ?? "").padEnd(widths[i] ?? 0)).join("")),
    ...table.rows.map((row) => line(row.path, drawn(row, widths))),
    ...notes,
  ].join("\n");
}

function leftOut(wave: Wave, { cycles, before, after }: WaveTable): string[] {
  if (before === 0 && after === 0) return [];
  const what = wave.clocks.length > 1 ? "edges" : "cycles";
  const which =
    after === 0 ? `the last ${cycles.length}` : before === 0 ? `the first ${cycles.length}` : `${cycles.length}`;
  return [`(${which} of ${samplesOf(wave)} ${what})`];
}

/** As wide as the values and the numbers of cycles need, column by column, so that a long value widens only its own. */
function columnWidths({ cycles, rows }: WaveTable): number[] {
  const widths = cycles.map((cycle) => Math.max(narrowest, String(cycle ?? "").length + 1));
  const runs = rows.flatMap((row) => (row.kind === "bus" ? row.runs : []));
  for (const { from, columns, text } of [...runs].sort((a, b) => a.columns - b.columns)) {
    const has = widths.slice(from, from + columns).reduce((sum, width) => sum + width, 0);
    for (let missing = text.length + 3 - has, column = 0; missing > 0; missing--, column++) {
      const at = from + (column % columns);
      widths[at] = (widths[at] ?? 0) + 1;
    }
  }
  return widths;
}

function drawn(row: WaveRow, widths: readonly number[]): string {
  if (row.kind === "clock") return row.ticks.map((ticks, i) => clockCell(ticks, widths[i] ?? 0)).join("");
  if (row.kind === "level") {
    return row.levels.map((level, i) => levelCell(level, row.levels[i - 1], widths[i] ?? 0)).join("");
  }
  const cells = row.runs.map(({ from, columns, text }) => {
    const width = widths.slice(from, from + columns).reduce((sum, each) => sum + each, 0);
    return `| ${text}`.padEnd(width);
  });
  return `${cells.join("")}|`;
}

function clockCell(ticks: boolean, width: number): string {
  if (!ticks) return low.repeat(width);
  const half = Math.floor(width / 2);
  return `/${high.repeat(half - 1)}\\${low.repeat(width - half - 1)}`;
}

function levelCell(level: boolean, before: boolean | undefined, width: number): string {
  const line = (level ? high : low).repeat(width - 1);
  if (before === undefined || before === level) return line + (level ? high : low);
  return (level ? "/" : "\\") + line;
}
