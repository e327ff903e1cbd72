import type { Diagnostic } from "../diagnostics/index.ts";
import type { ParsedPins, PinFile, PinLine } from "./pin-line.ts";

/** Reads `set_io [options] net pin` lines; `#` begins a comment. Anything else is reported as BRD010. */
export function parsePcf(text: string, fileName: string): ParsedPins {
  const lines: PinLine[] = [];
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
    else lines.push({ net, pin, options: rest, line: index + 1 });
  }
  return { lines, statements: [], problems };
}

export function formatPcf({ lines }: PinFile): string {
  return lines.map(({ options, net, pin }) => `${["set_io", ...options, net, pin].join(" ")}\n`).join("");
}
