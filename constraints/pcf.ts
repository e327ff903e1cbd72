import type { Diagnostic } from "../diagnostics/index.ts";
import { type Board, boardPins } from "./board.ts";

/** One `set_io` line. */
export interface PcfLine {
  readonly net: string;
  readonly pin: string;
  /** Its options as written, for example `-pullup yes`. */
  readonly options: readonly string[];
  readonly line: number;
}

/** Reads `set_io [options] net pin` lines; `#` begins a comment. Anything else is reported as BRD010. */
export function parsePcf(
  text: string,
  fileName: string,
): { lines: readonly PcfLine[]; problems: readonly Diagnostic[] } {
  const lines: PcfLine[] = [];
  const problems: Diagnostic[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const words = raw.replace(/#.*/, "").trim().split(/\s+/);
    const [command, ...rest] = words;
    if (command === "") continue;
    const pin = rest.pop();
    const net = rest.pop();
    const problem = (found: string) =>
      problems.push({
        code: "BRD010",
        place: `${fileName}:${index + 1}`,
        found,
        mend: "write: set_io [-pullup yes] net pin",
      });
    if (command !== "set_io" || pin === undefined || net === undefined || net.startsWith("-"))
      problem(`"${raw.trim()}" is not a set_io line`);
    else if (lines.some((line) => line.net === net)) problem(`net ${net} is constrained twice`);
    else if (lines.some((line) => line.pin === pin)) problem(`pin ${pin} is used twice`);
    else lines.push({ net, pin, options: rest, line: index + 1 });
  }
  return { lines, problems };
}

export function formatPcf(lines: readonly PcfLine[]): string {
  return lines.map(({ options, net, pin }) => `${["set_io", ...options, net, pin].join(" ")}\n`).join("");
}

/** BRD011 for each pin on which a board's facts and its .pcf differ. The file may constrain more nets than the facts name. */
export function comparePcf(board: Board, lines: readonly PcfLine[]): readonly Diagnostic[] {
  return boardPins(board).flatMap(({ net, pin }) => {
    const line = lines.find((candidate) => candidate.net === net);
    if (line?.pin === pin) return [];
    const found = line === undefined ? `${net} is not constrained` : `${net} is on pin ${line.pin}`;
    return [
      {
        code: "BRD011",
        place: line === undefined ? board.pcfFile : `${board.pcfFile}:${line.line}`,
        found: `${found}, but the facts of board "${board.id}" say pin ${pin}`,
        mend: "make the .pcf and the board's facts agree",
      },
    ];
  });
}
