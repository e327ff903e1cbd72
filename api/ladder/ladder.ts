/** The same session on every rung between the software model and the bitstream, each compared with the one above. */
import { join } from "node:path";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import { markAt, type ReplayDifference, replay, replayProgram } from "../../sim/netlist/index.ts";
import { describeTool, withTemporaryFolder } from "../../tools/index.ts";
import type { BoardBuild } from "../board-build.ts";
import type { CompiledNetwork } from "../compile-network.ts";
import type { InputTicks } from "../events.ts";
import type { LadderResult, LadderRung, PinDifference, RungName } from "./ladder-result.ts";
import { type RecordedSession, recordSession } from "./ladder-session.ts";
import {
  bitstreamRung,
  type LadderTools,
  netlistRung,
  type RungRequest,
  type RungSources,
  synthesisedBoard,
  unpackedBuild,
  verilogRung,
} from "./rung-models.ts";

export interface LadderOptions {
  /** The network's name in the result. */
  readonly name: string;
  readonly input: InputTicks;
  /** Of what is unknown after power-up. Default 1. */
  readonly seed?: number;
  /** Of placement. Default 1. */
  readonly placementSeed?: number;
  /** Of those below the embedded engine; default: all. */
  readonly rungs?: readonly LowerRung[];
  readonly tools: LadderTools;
  readonly onProgress?: (progress: LadderProgress) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface LadderProgress {
  /** Of the whole ladder, 0 to 1, never going back. */
  readonly fraction: number;
  readonly message: string;
}

/** A rung that repeats the session pin by pin. */
export type LowerRung = Exclude<RungName, "reference" | "embedded">;
export const lowerRungs = ["verilator", "netlist", "bitstream"] as const satisfies readonly LowerRung[];

/**
 * Runs a network's session on a board's design, rung by rung: the reference; the design on the embedded engine behind the
 * host's bytes; its Verilog, its netlist and its bitstream read back, in Verilator. Every output pin has to be equal in
 * every cycle after the reset. A difference is no error: the result says so.
 *
 * @throws CLI076 no ticks · SIM410 pins that a trace cannot hold · SIM411 a netlist that Verilator refuses · SIM412 a pin
 *   missing in the bitstream · SIM413 a replay that stopped · TOOL and FLOW errors of the tools
 */
export async function runLadder(
  compiled: CompiledNetwork,
  build: BoardBuild,
  options: LadderOptions,
): Promise<LadderResult> {
  const { input, tools, seed = 1, placementSeed = 1, rungs = lowerRungs, signal } = options;
  const onProgress = progressOf(options);
  if (input.length === 0) {
    throw new SpikeforgeError({ code: "CLI076", place: options.name, found: "no ticks to run", mend: "use --ticks" });
  }
  return withTemporaryFolder(async (folder) => {
    const trace = join(folder, "pins.trace");
    const session = await recordSession({
      compiled,
      build,
      input,
      seed,
      trace,
      signal,
      onProgress,
    });
    const { pins, lockCycles, from } = session;
    const request: RungRequest = {
      build,
      pins,
      lockCycles,
      seed: placementSeed,
      tools,
      signal,
      onProgress,
    };
    const found: LadderRung[] = [referenceRung(session), embeddedRung(session)];
    const climb = async (name: LowerRung, sources: RungSources): Promise<void> => {
      onProgress(`${name}: building`);
      const saves = session.facts.cycles > longRun ? "run" : "build";
      const program = await replayProgram(sources.model, { signal, saves });
      onProgress(`${name}: replaying ${session.facts.cycles} cycles`);
      const outcome = await replay(program, { pins, trace, from, seed, signal });
      const difference = outcome.difference && placed(outcome.difference, session);
      found.push({
        name,
        status: difference === undefined ? "equal" : "different",
        what: descriptions[name],
        cycles: outcome.cycles,
        seconds: { build: sources.seconds + program.seconds, run: outcome.seconds },
        ...(sources.cells === undefined ? {} : { cells: sources.cells }),
        ...(difference === undefined ? {} : { difference }),
      });
    };
    const asked = (name: LowerRung): boolean => {
      if (rungs.includes(name)) return true;
      found.push({ name, status: "left out", what: descriptions[name] });
      return false;
    };
    if (asked("verilator")) await climb("verilator", await verilogRung(request));
    const isPlaced = tools.family === "ice40" && rungs.includes("bitstream");
    const synthesised = rungs.includes("netlist") || isPlaced ? await synthesisedBoard(request) : undefined;
    if (asked("netlist") && synthesised !== undefined) await climb("netlist", await netlistRung(request, synthesised));
    if (tools.family === "ecp5") {
      found.push({ name: "bitstream", status: "impossible", what: noWayBack });
    } else if (asked("bitstream") && synthesised !== undefined) {
      if (tools.icebox === undefined) throw new Error("a ladder down to the bitstream needs icebox");
      const unpacked = await unpackedBuild(request, tools.flow, synthesised);
      await climb("bitstream", await bitstreamRung(request, unpacked, tools.icebox));
    }
    const { board, clock } = build;
    return {
      network: options.name,
      board: board.id,
      device: board.device,
      clockMHz: clock.clockMHz,
      baud: clock.baud,
      seeds: { simulation: seed, placement: placementSeed },
      session: session.facts,
      pins: pins.outputs,
      rungs: found,
      equal: found.every(({ status }) => status !== "different"),
      tools: Object.fromEntries(Object.values(tools.flow).map((tool) => [tool.name, describeTool(tool)])),
    };
  });
}

/** Cycles from which on a compiler that optimises saves more time than it takes. */
const longRun = 3_000_000;

/** How much of the time has passed when a step begins, by how its message begins. */
const begins: readonly (readonly [string, number])[] = [
  ["loading", 0],
  ["verilator", 0.05],
  ["synthesis", 0.12],
  ["netlist", 0.4],
  ["place and route", 0.65],
  ["reading the bitstream back", 0.85],
  ["bitstream", 0.9],
];

function progressOf({ onProgress }: LadderOptions): (message: string) => void {
  let fraction = 0;
  return (message) => {
    fraction = Math.max(fraction, begins.find(([beginning]) => message.startsWith(beginning))?.[1] ?? 0);
    onProgress?.({ fraction, message });
  };
}

const descriptions: Readonly<Record<LowerRung, string>> = {
  verilator: "the Verilog that goes into synthesis, in Verilator; every output pin in every cycle",
  netlist:
    "the netlist that goes into place and route, its cells as yosys describes them, in Verilator; every output pin in every cycle",
  bitstream:
    "the bitstream, unpacked and read back into Verilog by icebox_vlog, in Verilator; every output pin in every cycle",
};
const noWayBack = "no tool makes Verilog of an ECP5 bitstream: the netlist before place and route is the last rung";

const referenceRung = ({ facts }: RecordedSession): LadderRung => ({
  name: "reference",
  status: "equal",
  what: `the software model; ${facts.ticks} ticks are what the others are compared with`,
});

const embeddedRung = ({ facts, from, seconds, mismatch }: RecordedSession): LadderRung => ({
  name: "embedded",
  status: mismatch === undefined ? "equal" : "different",
  what: "the board's design on the embedded engine, behind the bytes of the host link; every output spike, and all state after the last tick",
  cycles: facts.cycles - from,
  seconds: { build: 0, run: seconds },
  ...(mismatch === undefined ? {} : { difference: { found: mismatch } }),
});

function placed({ cycle, pins }: ReplayDifference, { marks }: RecordedSession): PinDifference {
  const [first] = pins;
  if (first === undefined) throw new Error("a difference without a pin");
  const place = markAt(marks, cycle) ?? { step: "starting up", request: 0, command: "none" };
  const { name, expected, found } = first;
  return { cycle, pin: name, expected, found, pins: pins.map((pin) => pin.name), ...place };
}
