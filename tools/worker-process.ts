import { type ChildProcess, fork, type Serializable } from "node:child_process";
import type { Socket } from "node:net";
import { killWithThisProcess } from "./run-process.ts";
import { toolFailed } from "./tool-failure.ts";

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

export interface WorkerRequest<Reply, Answer> {
  readonly message: Serializable;
  /** What errors call the program, and what it is called with. */
  readonly name: string;
  readonly args: readonly string[];
  readonly signal?: AbortSignal | undefined;
  /** What the program has printed, for errors; what Node itself prints (out of memory) is added to `stderr`. */
  readonly printed: { stdout: string; stderr: string };
  /** Looks at each reply, until one is the answer or is thrown upon. */
  onReply(reply: Reply): Answer | undefined;
}

/**
 * Sends one message and waits for its answer. This process lives on until it has come. An abort kills the worker, for
 * nothing else stops it.
 *
 * @throws TOOL001 the worker died · the signal's reason on abort · what `onReply` throws
 */
export function converse<Reply, Answer>(
  worker: ChildProcess,
  { message, name, args, signal, printed, onReply }: WorkerRequest<Reply, Answer>,
): Promise<Answer> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const release = killWithThisProcess(() => void worker.kill("SIGKILL"));
    const finish = (settle: () => void): void => {
      release();
      signal?.removeEventListener("abort", onAbort);
      // One by one: removeAllListeners would also take those that Node itself hangs on the process.
      worker.off("error", onError).off("close", onClose).off("message", onMessage);
      worker.stderr?.off("data", onStderr);
      holdOpen(worker, false);
      settle();
    };
    const onDeath = (how: string): void => finish(() => reject(toolFailed({ name, args, how, ...printed })));
    const onAbort = (): void => {
      void killWorker(worker);
      finish(() => reject(signal?.reason));
    };
    const onError = (error: Error): void => onDeath(`crashed: ${error.message}`);
    const onClose = (code: number | null, killedBy: NodeJS.Signals | null): void => onDeath(howItEnded(code, killedBy));
    const onStderr = (piece: string): void => {
      printed.stderr += piece;
    };
    const onMessage = (reply: Reply): void => {
      try {
        const answer = onReply(reply);
        if (answer !== undefined) finish(() => resolve(answer));
      } catch (error) {
        finish(() => reject(error));
      }
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    worker.on("error", onError).on("close", onClose).on("message", onMessage);
    worker.stderr?.on("data", onStderr);
    holdOpen(worker, true);
    worker.send(message);
  });
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

/** `its process was killed by SIGKILL`. */
const howItEnded = (code: number | null, killedBy: NodeJS.Signals | null): string =>
  killedBy === null ? `its process ended with code ${code}` : `its process was killed by ${killedBy}`;
