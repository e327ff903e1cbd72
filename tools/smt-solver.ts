import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { SpikeforgeError } from "../diagnostics/index.ts";
import type { SmtReply, SmtRequest } from "./smt-messages.ts";
import { toolFailed } from "./tool-failure.ts";

/** The npm package with Z3 as WebAssembly; the same build on every platform. */
const npmPackage = "z3-solver";

/** A solver of SMT-LIB 2 in a thread of its own. */
export interface SmtSolver {
  /** `5.2.0`. */
  readonly version: string;
  /** A fresh context, with nothing declared in it. An abort while it is at work ends the whole solver. */
  context(signal?: AbortSignal): SmtContext;
  /** Gone: closed, aborted or crashed. */
  readonly isClosed: boolean;
  /** Ends the thread, whatever it is doing; what is under way rejects. */
  close(): Promise<void>;
}

export interface SmtContext {
  /**
   * Runs commands and returns what the solver prints: `sat`, `unsat`, `unknown`, values.
   *
   * @throws TOOL001 the solver died · the signal's reason on abort
   */
  ask(commands: string): Promise<string>;
  /** Forgets all of it. */
  close(): Promise<void>;
}

/**
 * Version of the solver that is installed. `from`: the file that Node looks for the package from; this one.
 *
 * @throws TOOL020 it is not
 */
export async function smtSolverVersion(from: string = import.meta.url): Promise<string> {
  try {
    const entry = createRequire(from).resolve(npmPackage);
    const text = await readFile(join(dirname(dirname(entry)), "package.json"), "utf8");
    return (JSON.parse(text) as { version: string }).version;
  } catch (cause) {
    throw new SpikeforgeError(
      {
        code: "TOOL020",
        place: "z3",
        found: `not found: the npm package ${npmPackage} is not installed`,
        mend: `type: npm install ${npmPackage}`,
      },
      { cause },
    );
  }
}

/**
 * Starts a solver.
 *
 * @throws TOOL020 the solver is not installed
 */
export async function openSmtSolver(): Promise<SmtSolver> {
  const version = await smtSolverVersion();
  const worker = new Worker(new URL("./smt-worker.mjs", import.meta.url), { execArgv: [] });
  worker.unref();
  let isClosed = false;
  worker.once("exit", () => {
    isClosed = true;
  });
  let contexts = 0;
  /** One request at a time: the solver is not reentrant. */
  let last: Promise<unknown> = Promise.resolve();
  const ask = (request: SmtRequest, signal: AbortSignal | undefined): Promise<string> => {
    const answer = last.then(() => {
      if (isClosed) throw toolFailed({ name: "z3", args: [], how: "it has been closed", stdout: "", stderr: "" });
      return converse(worker, request, signal);
    });
    last = answer.catch(() => undefined);
    return answer;
  };
  return {
    version,
    get isClosed() {
      return isClosed;
    },
    context(signal) {
      const context = contexts++;
      return {
        ask: (text) => ask({ context, text }, signal),
        close: async () => {
          if (!isClosed) await ask({ context, text: undefined }, undefined);
        },
      };
    },
    close: async () => {
      isClosed = true;
      await worker.terminate();
    },
  };
}

function converse(worker: Worker, request: SmtRequest, signal: AbortSignal | undefined): Promise<string> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void): void => {
      signal?.removeEventListener("abort", onAbort);
      worker.off("error", onError).off("exit", onExit).off("message", onMessage);
      worker.unref();
      settle();
    };
    const died = (how: string): void =>
      finish(() => reject(toolFailed({ name: "z3", args: [], how, stdout: "", stderr: "" })));
    const onAbort = (): void => {
      void worker.terminate(); // nothing else stops it
      finish(() => reject(signal?.reason));
    };
    const onError = (error: Error): void => died(`crashed: ${error.message}`);
    const onExit = (code: number): void => died(`its worker thread ended with code ${code}`);
    const onMessage = (reply: SmtReply): void => {
      if (reply.kind === "answer") finish(() => resolve(reply.text));
      else died(`crashed: ${reply.how}`);
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    worker.on("error", onError).on("exit", onExit).on("message", onMessage);
    worker.ref(); // an answer is awaited: the process must not end before
    worker.postMessage(request);
  });
}
