import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Children of a process whose command line has `text` in it. Linux. */
export function childrenOf(parent: number, text: string): number[] {
  const children = readFileSync(`/proc/${parent}/task/${parent}/children`, "utf8");
  const pids = children.split(" ").filter((pid) => pid !== "");
  return pids.filter((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(text)).map(Number);
}

/** Waits until a process is gone, and says whether it is. A killed one that nobody waits for stays as a zombie in some containers: gone. */
export async function isGone(pid: number, seconds: number): Promise<boolean> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    if (!isRunning(pid)) return true;
    if (performance.now() > deadline) return false;
    await sleep(20);
  }
}

function isRunning(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
