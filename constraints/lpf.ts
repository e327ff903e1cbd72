import type { Diagnostic } from "../diagnostics/index.ts";
import type { ParsedPins, PinFile, PinLine } from "./pin-line.ts";

/** One statement of the file, which may be spread over lines. */
interface Statement {
  readonly text: string;
  /** Where it begins. */
  readonly line: number;
}

const locate = /^LOCATE\s+COMP\s+("?)([\w.[\]]+)\1\s+SITE\s+("?)(\w+)\3$/i;
const buffer = /^IOBUF\s+PORT\s+("?)([\w.[\]]+)\1((?:\s+\w+=\w+)+)$/i;
/** What concerns the whole device or is without meaning to nextpnr; it is handed on. */
const ofTheDevice = /^(SYSCONFIG\s|BLOCK\s)/i;

const example = "write: LOCATE COMP net SITE pin; and IOBUF PORT net IO_TYPE=LVCMOS33;";

/**
 * Reads `LOCATE COMP net SITE pin;` and `IOBUF PORT net KEY=VALUE …;`, names with or without quotes; `#` and `//` begin a
 * comment. SYSCONFIG and BLOCK statements are kept as they are. Anything else is reported as BRD010, FREQUENCY too: the
 * clock is the build's.
 */
export function parseLpf(text: string, fileName: string): ParsedPins {
  const located = new Map<string, PinLine>();
  const buffers = new Map<string, { readonly options: readonly string[]; readonly line: number }>();
  const kept: string[] = [];
  const problems: Diagnostic[] = [];
  for (const { text: statement, line } of statementsOf(text)) {
    const problem = (found: string, mend = example) =>
      problems.push({ code: "BRD010", place: `${fileName}:${line}`, found, mend });
    const [, , comp, , site] = locate.exec(statement) ?? [];
    const [, , port, settings] = buffer.exec(statement) ?? [];
    if (comp !== undefined && site !== undefined) {
      if (located.has(comp)) problem(`net ${comp} is located twice`);
      else located.set(comp, { net: comp, pin: site, options: [], line });
    } else if (port !== undefined && settings !== undefined) {
      if (buffers.has(port)) problem(`net ${port} has two IOBUF statements`, "write all its settings in one");
      else buffers.set(port, { options: settings.trim().split(/\s+/), line });
    } else if (/^FREQUENCY\s/i.test(statement))
      problem(`"${statement}" asks for a clock`, "leave it out: every build is held to the clock that it is asked for");
    else if (ofTheDevice.test(statement)) kept.push(statement);
    else problem(`"${statement}" is neither LOCATE nor IOBUF`);
  }
  for (const [net, { line }] of buffers)
    if (!located.has(net))
      problems.push({
        code: "BRD010",
        place: `${fileName}:${line}`,
        found: `net ${net} has an IOBUF statement and no LOCATE`,
        mend: example,
      });
  const lines = [...located.values()].map((each) => ({ ...each, options: buffers.get(each.net)?.options ?? [] }));
  return { lines, statements: kept, problems };
}

/** Statements end at a semicolon; white space and line ends between their words are one space. */
function statementsOf(text: string): readonly Statement[] {
  const found: Statement[] = [];
  let words = "";
  let begin = 0;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const pieces = raw.replace(/(#|\/\/).*/, "").split(";");
    for (const [at, piece] of pieces.entries()) {
      if (words === "" && piece.trim() !== "") begin = index + 1;
      words = `${words} ${piece}`.trim();
      if (at === pieces.length - 1) continue;
      if (words !== "") found.push({ text: words.replace(/\s+/g, " "), line: begin });
      words = "";
    }
  }
  // A last statement without its semicolon is nothing that nextpnr reads.
  if (words !== "") found.push({ text: `${words.replace(/\s+/g, " ")} (without a semicolon)`, line: begin });
  return found;
}

export function formatLpf({ lines, statements }: PinFile): string {
  return [
    ...statements,
    ...lines.flatMap(({ net, pin, options }) => [
      `LOCATE COMP "${net}" SITE "${pin}"`,
      ...(options.length === 0 ? [] : [`IOBUF PORT "${net}" ${options.join(" ")}`]),
    ]),
  ]
    .map((statement) => `${statement};\n`)
    .join("");
}
