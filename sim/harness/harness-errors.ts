/** What the harness refuses and reports. */
import { type Diagnostic, SpikeforgeError } from "../../diagnostics/index.ts";
import { shortLocation } from "../../hdlgen/site.ts";
import type { RunningProcess } from "./process.ts";
import type { Trigger } from "./trigger.ts";

type AnyProcess = Pick<RunningProcess, "name" | "site" | "state">;

const forkedAt = ({ site }: AnyProcess): string => `forked at ${shortLocation(site)}`;

/** A process ended with an error. The stack is that of the error, so that tools show the line that threw it. */
export function died(process: AnyProcess, cycle: number, error: unknown): Diagnostic {
  const what = error instanceof SpikeforgeError ? error.message : String(error);
  const thrown = thrownAt(error);
  return {
    code: "SIM100",
    place: process.name,
    found: `died in cycle ${cycle}: ${what}`,
    source: [...(thrown === undefined ? [] : [`thrown at ${thrown}`]), forkedAt(process)].filter(
      (line) => !what.includes(line),
    ),
  };
}

/** Something that went wrong at an edge. */
export interface Problem {
  readonly diagnostics: readonly Diagnostic[];
  readonly error: unknown;
  readonly from: "process" | "observer";
}

export function observerFailed(cycle: number, error: unknown): readonly Diagnostic[] {
  if (error instanceof SpikeforgeError) return error.diagnostics;
  return [{ code: "SIM100", place: "an onEdge callback", found: `threw in cycle ${cycle}: ${String(error)}` }];
}

/** All that went wrong at one edge, the first error as the cause. What a callback alone has thrown is thrown on. */
export function stepFailed(problems: readonly Problem[]): unknown {
  const [first, second] = problems;
  if (first?.from === "observer" && second === undefined) return first.error;
  const error = new SpikeforgeError(
    problems.flatMap(({ diagnostics }) => diagnostics),
    { cause: first?.error },
  );
  const frames = first?.error instanceof Error ? framesOf(first.error) : [];
  if (frames.length > 0) error.stack = [`${error.name}: ${error.message}`, ...frames].join("\n");
  return error;
}

const framesOf = ({ stack = "" }: Error): string[] => stack.split("\n").filter((line) => /^\s*at /.test(line));

/** Frames inside are the library's. */
const libraryFolder = new URL("../../", import.meta.url).pathname;
const ownRooms = ["sim/", "hdlgen/", "diagnostics/"].map((room) => libraryFolder + room);

/** `fifo.test.ts:20`: the innermost frame of the process, outside the library. */
function thrownAt(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  for (const frame of framesOf(error)) {
    // What resumed it, and with it the body of the test.
    if (frame.includes(`${libraryFolder}sim/harness/scheduler.`)) return undefined;
    if (/node:|node_modules/.test(frame) || ownRooms.some((room) => frame.includes(room))) continue;
    const [, file, line] = /([^/\\(]+):(\d+):\d+\)?$/.exec(frame) ?? [];
    if (file !== undefined) return `${file}:${line}`;
  }
  return undefined;
}

export function twoDrivers(pin: string, cycle: number, first: AnyProcess | undefined, second: AnyProcess | undefined) {
  const who = (process: AnyProcess | undefined): string =>
    process === undefined ? "the body of the test" : `${process.name} (${forkedAt(process)})`;
  return new SpikeforgeError({
    code: "SIM101",
    place: pin,
    found: `two drivers in cycle ${cycle}: ${who(first)} and ${who(second)}`,
    mend: "let one process drive an input, or wait for the process that drives it",
  });
}

export function limitReached(what: string, limit: number, cycle: number, dump: readonly string[]): SpikeforgeError {
  return new SpikeforgeError({
    code: "SIM102",
    place: `cycle ${cycle}`,
    found: `${what}: not within ${limit} cycles`,
    source: dump,
  });
}

export function timedOut(what: string, cycles: number, cycle: number): SpikeforgeError {
  return new SpikeforgeError({
    code: "SIM103",
    place: `cycle ${cycle}`,
    found: `no ${what} within ${cycles} cycles`,
  });
}

export function deadlock(what: string, cycle: number, dump: readonly string[]): SpikeforgeError {
  return new SpikeforgeError({
    code: "SIM104",
    place: `cycle ${cycle}`,
    found: `deadlock: the body waits for ${what}, and no process waits for the hardware`,
    source: dump,
  });
}

export function notATrigger(process: AnyProcess, value: unknown): SpikeforgeError {
  const isIterator = typeof value === "object" && value !== null && "next" in value;
  const isPromise = typeof value === "object" && value !== null && "then" in value;
  const what = isIterator ? "a generator" : isPromise ? "a promise" : value === null ? "null" : `a ${typeof value}`;
  const mend = isIterator
    ? "write yield* to run it here, or tb.fork(…) to run it beside"
    : "yield a trigger, a process, or nothing for the next edge";
  return new SpikeforgeError({
    code: "SIM105",
    place: process.name,
    found: `yields ${what}, which nobody can wait for`,
    mend,
    source: [forkedAt(process)],
  });
}

export function foreignTrigger(what: string): SpikeforgeError {
  return new SpikeforgeError({
    code: "SIM105",
    place: what,
    found: "belongs to another testbench",
    mend: "make the trigger with the testbench that runs the process",
  });
}

export function stuck(process: AnyProcess | undefined, cycle: number, what: string): SpikeforgeError {
  return new SpikeforgeError({
    code: "SIM106",
    place: process?.name ?? "body",
    found: `${what} in cycle ${cycle}, and time does not pass`,
    mend: process === undefined ? "step in the loop" : "yield in the loop",
    ...(process === undefined ? {} : { source: [forkedAt(process)] }),
  });
}

export function neverStarted(process: AnyProcess): Diagnostic {
  return {
    code: "SIM107",
    place: process.name,
    found: "forked, and the test ended before its first edge",
    mend: "step after the fork",
    source: [forkedAt(process)],
  };
}

export function neverAwaited(trigger: Trigger<unknown>, process: AnyProcess | undefined): Diagnostic {
  return {
    code: "SIM108",
    place: process?.name ?? "body",
    found: `${trigger.describe()} was made and nobody waited for it`,
    mend: process === undefined ? "in the body, use tb.wait(…)" : "yield it",
    ...(process === undefined ? {} : { source: [forkedAt(process)] }),
  };
}

export function neverRun(name: string, madeAt: string): Diagnostic {
  return {
    code: "SIM109",
    place: name,
    found: "called, and what it returned was neither forked nor run with yield*",
    mend: "write yield* in front of the call, or tb.fork(…) around it",
    source: [`called at ${madeAt}`],
  };
}

export function notFinished({ name, state, site }: AnyProcess): SpikeforgeError {
  return new SpikeforgeError({
    code: "SIM110",
    place: name,
    found: `it has no result: it ${state === "died" ? "died" : state === "killed" ? "was killed" : "has not ended"}`,
    mend: "tb.join(process) waits for it, yield* process in another process",
    source: [`forked at ${shortLocation(site)}`],
  });
}

export function wasKilled(process: AnyProcess): SpikeforgeError {
  return new SpikeforgeError({
    code: "SIM110",
    place: process.name,
    found: "who waits for it waits in vain: it was killed",
    source: [forkedAt(process)],
  });
}

export function cannotKill(process: AnyProcess, found: string, mend: string): SpikeforgeError {
  return new SpikeforgeError({ code: "SIM111", place: process.name, found, mend, source: [forkedAt(process)] });
}

export function notHolder(lock: string, who: string, holder: string | undefined): SpikeforgeError {
  return new SpikeforgeError({
    code: "SIM112",
    place: lock,
    found: `released by ${who}, but ${holder === undefined ? "nobody" : holder} holds it`,
  });
}

/** `what` is `step(…)`. */
export function bodyOnly(what: string, process: AnyProcess | undefined): SpikeforgeError {
  return new SpikeforgeError({
    code: "SIM113",
    place: process?.name ?? "a condition or an onEdge callback",
    found: `${what} moves time, which only the body of the test may`,
    mend: process === undefined ? "conditions and callbacks only look" : "yield instead",
    ...(process === undefined ? {} : { source: [forkedAt(process)] }),
  });
}

export function onlyLooks(what: string): SpikeforgeError {
  return new SpikeforgeError({
    code: "SIM114",
    place: what,
    found: "changed in a condition or an onEdge callback, which may only look",
    mend: "fork a process",
  });
}

export function badCount(what: string, count: number): SpikeforgeError {
  return new SpikeforgeError({
    code: "SIM115",
    place: what,
    found: `${count} is not a whole number of at least 1`,
  });
}

export function ended(): SpikeforgeError {
  return new SpikeforgeError({
    code: "SIM116",
    place: "testbench",
    found: "used after close()",
    mend: "open another one",
  });
}
