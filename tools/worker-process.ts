import { type ChildProcess, fork } from "node:child_process";
import type { Socket } from "node:net";

/**
 * Starts a process that answers messages one after the other, for WebAssembly programs that block their thread: in a
 * thread of this process, one that is ended in the midst of WebAssembly now and then takes the whole of Node with it.
 *
 * `module`: a plain `.mjs` file, so that the same one is loaded under tsx, vitest and the compiled package.
 */
export function startWorkerProcess(module: URL): ChildProcess {
  const worker = fork(module, {
    // The caller's loader flags (tsx, vitest) are not needed in there and would slow its start.
    execArgv: [],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  worker.stderr?.setEncoding("utf8");
  return worker;
}

/** Whether this process lives on for the worker's sake. */
export function holdOpen(worker: ChildProcess, hold: boolean): void {
  for (const handle of [worker, worker.channel, worker.stderr as Socket | null]) {
    if (hold) handle?.ref();
    else handle?.unref();
  }
}

/** Kills it, whatever it is doing; resolves when it is gone. */
export async function killWorker(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  holdOpen(worker, true);
  const ended = new Promise((resolve) => worker.once("exit", resolve));
  worker.kill("SIGKILL");
  await ended;
}

/** `its process was killed by SIGKILL`: what errors say of a worker that is gone. */
export const howItEnded = (code: number | null, killedBy: NodeJS.Signals | null): string =>
  killedBy === null ? `its process ended with code ${code}` : `its process was killed by ${killedBy}`;
