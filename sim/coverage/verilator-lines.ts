/**
 * What Verilator's own coverage says about the lines of the TypeScript: its points name lines of the Verilog, and the
 * printer has written beside each assignment where it comes from. An opinion that shares nothing with our counters.
 */

/** A point as a verilated model reports it: a block of statements, or a bit that changed. */
export interface VerilogPoint {
  readonly kind: "line" | "branch" | "toggle";
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly scope: string;
  readonly count: number;
}

/** An assignment of the Verilog, by the line of the TypeScript that it comes from. */
export interface CountedLine {
  /** `file:line`, as the comments have it. */
  readonly location: string;
  /** Hierarchical name of the instance, the top module's name first. */
  readonly scope: string;
  /** What is assigned. */
  readonly target: string;
  /** How often the block around it ran: clocked ones once an edge, combinational ones whenever something changed. */
  readonly count: number;
  readonly block: "clocked" | "combinational";
}

/**
 * Counts of assignments in `always` blocks, by instance. `sources` is the Verilog that ran, printed with source
 * comments, by file name.
 */
export function verilatorLines(
  points: readonly VerilogPoint[],
  sources: Readonly<Record<string, string>>,
): CountedLine[] {
  const blocks = new Map<string, VerilogPoint[]>();
  for (const point of points) {
    if (point.kind === "toggle") continue;
    const key = keyOf(point.file, point.line, point.name);
    blocks.set(key, [...(blocks.get(key) ?? []), point]);
  }
  return Object.entries(sources).flatMap(([file, text]) =>
    assignmentsOf(text).flatMap(({ location, target, around, block }) => {
      const found = namesOf[around.kind].flatMap((name) => blocks.get(keyOf(file, around.line, name)) ?? []);
      return found.map(({ scope, count }) => ({ location, scope, target, count, block }));
    }),
  );
}

const keyOf = (file: string, line: number, name: string): string => `${file.replace(/^.*\//, "")}:${line} ${name}`;

interface Header {
  readonly kind: "block" | "if" | "else" | "case" | "other";
  /** Of an `else`: that of its `if`. */
  readonly line: number;
}

/** What Verilator calls the block behind a header; an `if` before an `else if` is an `elsif`. */
const namesOf: Readonly<Record<Header["kind"], readonly string[]>> = {
  block: ["block"],
  if: ["if", "elsif"],
  else: ["else"],
  case: ["case"],
  other: [],
};

interface Assignment {
  readonly location: string;
  readonly target: string;
  readonly around: Header;
  readonly block: CountedLine["block"];
}

/** Assignments inside `always` that say where they come from. Reads the layout that the printer writes, and no other. */
function assignmentsOf(text: string): Assignment[] {
  const found: Assignment[] = [];
  const open: Header[] = [];
  let block: CountedLine["block"] = "clocked";
  for (const { code, comment, line } of logicalLines(text)) {
    let rest = code;
    if (/^always\b/.test(rest)) {
      block = rest.startsWith("always @*") ? "combinational" : "clocked";
      open.length = 0;
    }
    let around = open.at(-1);
    if (/^end else if\b/.test(rest)) {
      open.pop();
      rest = rest.replace(/^end else /, "");
    } else if (/^end else\b/.test(rest)) {
      const before = open.pop();
      open.push({ kind: "else", line: before?.line ?? line });
      continue;
    } else if (/^end(case)?$/.test(rest)) {
      open.pop();
      continue;
    }
    const header = headerOf(rest, line);
    if (header !== undefined) {
      if (rest.endsWith("begin") || header.kind === "other") {
        open.push(header);
        continue;
      }
      around = header;
      rest = rest.replace(/^.*\) (?=[\w[\]]+(\[[^\]]*\])? <?= )/, "").replace(/^\w+: /, "");
    }
    const [, target] = /^(\w+)(?:\[.*?\])? <?= /.exec(rest) ?? [];
    if (target !== undefined && comment !== undefined && around !== undefined) {
      found.push({ location: comment, target, around, block });
    }
  }
  return found;
}

function headerOf(code: string, line: number): Header | undefined {
  if (/^always\b/.test(code)) return { kind: "block", line };
  if (/^if \(/.test(code)) return { kind: "if", line };
  if (/^case \(/.test(code) || /^initial\b/.test(code)) return { kind: "other", line };
  return /^[\w']+:( |$)/.test(code) ? { kind: "case", line } : undefined;
}

interface LogicalLine {
  readonly code: string;
  /** `file:line` of the TypeScript. */
  readonly comment: string | undefined;
  /** The first of its lines, from 1 on. */
  readonly line: number;
}

/** Joins what the printer has broken for being too long. */
function* logicalLines(text: string): Generator<LogicalLine> {
  let code = "";
  let comment: string | undefined;
  let start = 0;
  for (const [index, physical] of text.split("\n").entries()) {
    const [, before = "", , place] = /^(.*?)(\s*\/\/ (.*))?$/.exec(physical) ?? [];
    const trimmed = before.trim();
    if (place !== undefined && /:\d+$/.test(place)) comment = place;
    if (trimmed === "" || trimmed.startsWith("`")) continue;
    if (code === "") start = index + 1;
    code = code === "" ? trimmed : `${code} ${trimmed}`;
    if (!/(;|\bbegin|\bend|\bendcase|\)|:)$/.test(trimmed) || (trimmed.endsWith(")") && !isWhole(code))) continue;
    yield { code, comment, line: start };
    [code, comment] = ["", undefined];
  }
}

/** A `case (…)` stands alone on its line; everything else goes on after a bracket. */
const isWhole = (code: string): boolean => /^case \(/.test(code) && count(code, "(") === count(code, ")");
const count = (text: string, character: string): number => text.split(character).length - 1;
