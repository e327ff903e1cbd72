/** Where the time of a run on a board goes, and what limits it. */

import type { ClockPlan } from "./board-build.ts";
import type { LineUsage } from "./board-connection.ts";

export interface LinkReport {
  readonly ticks: number;
  /** By the board's time: the clock on the wall, or simulated cycles. */
  readonly seconds: number;
  readonly ticksPerSecond: number;
  readonly inferences: number;
  /** End to end: state reset, input, ticks, output. */
  readonly inferencesPerSecond: number;
  readonly bytesToBoard: number;
  readonly bytesToHost: number;
  readonly requests: number;
  /** Requests sent again. */
  readonly repeated: number;
  /** Cycles of the core for a tick, as the simulated core takes for the first ticks of this input. */
  readonly coreCyclesPerTick: number;
  /** Shares of the seconds, 0…1. */
  readonly shares: {
    /** Bits on the line. */
    readonly line: number;
    /** The core computes: ticks × cycles / clock. */
    readonly core: number;
    /** What is left: the board takes frames apart; the computer, its USB and the bridge pass them on. */
    readonly rest: number;
  };
  /** The largest share. */
  readonly limit: "line" | "core" | "rest";
  /** What the core alone would do, if its input were there. */
  readonly coreInferencesPerSecond: number;
}

export interface MeasuredRun {
  readonly before: LineUsage;
  readonly after: LineUsage;
  readonly ticks: number;
  readonly inferences: number;
  readonly clock: Pick<ClockPlan, "clockMHz">;
  readonly coreCyclesPerTick: number;
  /** Free-running ticks overlap with the line: then shares need not add up to 1, and nothing is left to others. */
  readonly pace: "stepped" | "freeRunning";
}

/** Stepped: request, ticks and answer follow each other, so that the shares add up. */
export function linkReport({
  before,
  after,
  ticks,
  inferences,
  clock,
  coreCyclesPerTick,
  pace,
}: MeasuredRun): LinkReport {
  const seconds = after.seconds - before.seconds;
  const bytesToBoard = after.bytes.toBoard - before.bytes.toBoard;
  const bytesToHost = after.bytes.toHost - before.bytes.toHost;
  const coreSeconds = (ticks * coreCyclesPerTick) / (clock.clockMHz * 1e6);
  const share = (part: number) => (seconds === 0 ? 0 : Math.min(1, part / seconds));
  const line = share(after.lineSeconds - before.lineSeconds);
  const core = share(coreSeconds);
  const rest = pace === "stepped" ? Math.max(0, 1 - line - core) : 0;
  const largest = Math.max(line, core, rest);
  return {
    ticks,
    seconds,
    ticksPerSecond: perSecond(ticks, seconds),
    inferences,
    inferencesPerSecond: perSecond(inferences, seconds),
    bytesToBoard,
    bytesToHost,
    requests: after.counts.requests - before.counts.requests,
    repeated: after.counts.repeated - before.counts.repeated,
    coreCyclesPerTick,
    shares: { line, core, rest },
    limit: line === largest ? "line" : core === largest ? "core" : "rest",
    coreInferencesPerSecond: perSecond(inferences, coreSeconds),
  };
}

const perSecond = (count: number, seconds: number): number => (seconds === 0 ? 0 : count / seconds);
