/** A trace of pins on another model of the same design: the first cycle in which an output differs. */
import { SpikeforgeError } from "../../diagnostics/index.ts";
import { runProcess } from "../../tools/index.ts";
import type { TracePins } from "./pin-trace.ts";
import type { ReplayProgram } from "./replay-program.ts";

export interface ReplayRequest {
  readonly pins: TracePins;
  /** Path of the trace. */
  readonly trace: string;
  /** The first cycle to be compared: before it, what is unknown after power-up may be seen. */
  readonly from: number;
  /** Of what is unknown after power-up. */
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
}

export interface ReplayOutcome {
  /** In which every output was equal. */
  readonly cycles: number;
  readonly seconds: number;
  readonly difference?: ReplayDifference;
}

export interface ReplayDifference {
  readonly cycle: number;
  /** Every output that differs in this cycle. */
  readonly pins: readonly { readonly name: string; readonly expected: 0 | 1; readonly found: 0 | 1 }[];
}

/** Runs a program on a trace. Throws SIM413 where it does not come to an end. */
export async function replay(program: ReplayProgram, request: ReplayRequest): Promise<ReplayOutcome> {
  const { pins, trace, from, seed, signal } = request;
  const { exitCode, stdout, stderr, seconds } = await runProcess({
    name: "replay",
    command: program.path,
    args: [trace, String(from), String(seed)],
    cwd: program.images,
    signal,
    onFailure: "return",
  });
  const last = stdout.trim().split("\n").at(-1) ?? "";
  const [cycles, cycle, expected = 0, found = 0] = last.split(" ").map(Number);
  if ((exitCode !== 0 && exitCode !== 1) || cycles === undefined || !/^\d+( \d+)*$/.test(last)) {
    throw new SpikeforgeError({
      code: "SIM413",
      place: "replay",
      found: `stopped before its end (exit code ${exitCode})`,
      source: (stdout + stderr).trim().split("\n").slice(-5),
      mend: "an assertion of the design, or a cell's model, has stopped it",
    });
  }
  if (exitCode === 0 || cycle === undefined) return { cycles, seconds };
  const bit = (word: number, index: number): 0 | 1 => (((word >>> index) & 1) === 1 ? 1 : 0);
  const differing = pins.outputs.flatMap((name, index) => {
    const pin = { name, expected: bit(expected, index), found: bit(found, index) };
    return pin.expected === pin.found ? [] : [pin];
  });
  return { cycles, seconds, difference: { cycle, pins: differing } };
}
