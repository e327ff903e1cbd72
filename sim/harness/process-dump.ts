/** Who waits on what, for messages. */
import type { RunningProcess } from "./process.ts";
import type { Scheduler } from "./scheduler.ts";

/** One line for each process that has not ended. */
export function dumpOf({ alive, current, isIdle }: Scheduler): string[] {
  const lines = [...alive.values()].map(
    (process) => `${process.title} ${process === current ? "runs" : waitOf(process)}`,
  );
  if (lines.length === 0) return ["no process runs"];
  return isIdle ? [...lines, "none of them waits for the hardware"] : lines;
}

function waitOf({ state, trigger, since, home }: RunningProcess): string {
  if (state === "forked") return "has not started";
  if (state === "ready") return "is about to resume";
  if (trigger === undefined) return `waits for the next edge of ${home.name}`;
  return `waits for ${trigger.describe()} since cycle ${since}`;
}
