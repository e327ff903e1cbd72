/** Reads waveforms as `asciiWave` writes them, or as somebody writes them by hand. */
import { SpikeforgeError } from "../../diagnostics/index.ts";

export interface ExpectedWave {
  /** Of each column its cycle. */
  readonly cycles: readonly number[];
  readonly rows: readonly ExpectedRow[];
}

export interface ExpectedRow {
  readonly path: string;
  /** By column; `?`: anything. Of a line that is low or high `0` and `1`. */
  readonly cells: readonly string[];
}

/**
 * The first line has the numbers of the cycles, each where its column begins; every other line a name and what it is in
 * each column: `_` and `‾` for low and high, or values that `|` begins and ends. How wide columns are does not matter.
 * Throws SIM165.
 */
export function parseWave(text: string): ExpectedWave {
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !/^\s*[(^]/.test(line));
  const [head, ...rest] = lines;
  const columns = [...(head ?? "").matchAll(/\d+/g)].map(({ index, 0: number }) => ({
    at: index,
    cycle: Number(number),
  }));
  const [first] = columns;
  if (head === undefined || first === undefined || !/^\s*cycle\s/.test(head)) {
    throw malformed("the first line does not begin with cycle and the numbers of cycles");
  }
  const rows = rest.map((line) => {
    const path = line.slice(0, first.at).trim();
    const drawing = line.slice(first.at);
    if (path === "" || /\s/.test(path)) throw malformed(`no name before the first column: ${line.trim()}`);
    const cells = columns.map(({ at }) => cellAt(drawing, at - first.at));
    const missing = cells.indexOf("");
    if (missing >= 0) throw malformed(`${path} ends before cycle ${columns[missing]?.cycle}`);
    return { path, cells };
  });
  return { cycles: columns.map(({ cycle }) => cycle), rows };
}

function cellAt(drawing: string, at: number): string {
  if (!drawing.includes("|")) {
    const mark = drawing[at] ?? "";
    return "_\\".includes(mark) ? (mark === "" ? "" : "0") : "‾/".includes(mark) ? "1" : mark.trim();
  }
  const from = drawing.lastIndexOf("|", at);
  const to = drawing.indexOf("|", Math.max(at, from + 1));
  return drawing.slice(from + 1, to < 0 ? undefined : to).trim();
}

function malformed(found: string): SpikeforgeError {
  return new SpikeforgeError({
    code: "SIM165",
    place: "toEqualWaveform",
    found,
    mend: "take the text of toAscii() as a pattern",
  });
}
