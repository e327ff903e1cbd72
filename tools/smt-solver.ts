import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { SpikeforgeError } from "../diagnostics/index.ts";
import type { SmtReply, SmtRequest } from "./smt-messages.ts";
import { toolFailed } from "./tool-failure.ts";
import { converse, holdOpen, killWorker, startWorkerProcess } from "./worker-process.ts";

/** The npm package with Z3 as WebAssembly; the same build on every platform. */
const npmPackage = "z3-solver";

/** What errors call it. */
const z3 = { name: "z3", args: [] };

/** A solver of SMT-LIB 2 in a process of its own. */
export interface SmtSolver {
  /** `5.2.0`. */
  readonly version: string;
  /** A fresh context, with nothing declared in it. An abort while it is at work ends the whole solver. */
  context(signal?: AbortSignal): SmtContext;
  /** Gone: closed, aborted or crashed. */
  readonly isClosed: boolean;
  /** Ends the process, whatever it is doing; what is under way rejects. */
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
  const worker = startWorkerProcess(new URL("./smt-process.mjs", import.meta.url));
  holdOpen(worker, false);
  const isClosed = () => worker.killed || worker.exitCode !== null || worker.signalCode !== null;
  let contexts = 0;
  /** One request at a time: the solver is not reentrant. */
  let last: Promise<unknown> = Promise.resolve();
  const ask = (request: SmtRequest, signal: AbortSignal | undefined): Promise<string> => {
    const answer = last.then(() => {
      if (isClosed()) throw toolFailed({ ...z3, how: "it has been closed", stdout: "", stderr: "" });
      const printed = { stdout: "", stderr: "" };
      return converse(worker, {
        ...{ ...z3, message: request, signal, printed },
        onReply: (reply: SmtReply) => {
          if (reply.kind === "answer") return reply.text;
          throw toolFailed({ ...z3, how: `crashed: ${reply.how}`, ...printed });
        },
      });
    });
    last = answer.catch(() => undefined);
    return answer;
  };
  return {
    version,
    get isClosed() {
      return isClosed();
    },
    context(signal) {
      const context = contexts++;
      return {
        ask: (text) => ask({ context, text }, signal),
        close: async () => {
          if (!isClosed()) await ask({ context, text: undefined }, undefined);
        },
      };
    },
    close: () => killWorker(worker),
  };
}
