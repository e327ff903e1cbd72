import { SpikeforgeError } from "../diagnostics/index.ts";

/** What is known about a program that did not succeed. */
export interface ToolFailure {
  readonly name: string;
  readonly args: readonly string[];
  /** `exit code 1`, `killed by SIGSEGV`, `crashed: memory access out of bounds`. */
  readonly how: string;
  readonly stdout: string;
  readonly stderr: string;
}

const linesKept = 20;

/** TOOL001: the program, its arguments, how it ended and the last lines that it said. */
export function toolFailed(failure: ToolFailure, options?: ErrorOptions): SpikeforgeError {
  const { name, args, how } = failure;
  return new SpikeforgeError(
    {
      code: "TOOL001",
      place: name,
      found: `${how}, called as: ${[name, ...args].map(quoted).join(" ")}`,
      source: lastLines(failure),
    },
    options,
  );
}

/** TOOL002: the program ran longer than it was given. */
export function toolTimedOut(name: string, args: readonly string[], seconds: number, output: string): SpikeforgeError {
  return new SpikeforgeError({
    code: "TOOL002",
    place: name,
    found: `stopped after ${seconds} s, called as: ${[name, ...args].map(quoted).join(" ")}`,
    source: output.trimEnd().split("\n").slice(-linesKept),
  });
}

/** Most tools say what is wrong on stderr; when that is short, the end of stdout comes before it. */
function lastLines({ stdout, stderr }: ToolFailure): string[] {
  const errors = nonEmptyLines(stderr).slice(-linesKept);
  const before = linesKept - errors.length;
  const lines = [...(before > 0 ? nonEmptyLines(stdout).slice(-before) : []), ...errors];
  return lines.length > 0 ? lines : ["(it printed nothing)"];
}

/** Of a line that was drawn over and over, what stood there at the end. */
function nonEmptyLines(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.slice(line.lastIndexOf("\r") + 1))
    .filter((line) => line.trim() !== "");
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
