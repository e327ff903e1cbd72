import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { SpikeforgeError } from "../diagnostics/index.ts";
import { lineSplitter } from "./line-splitter.ts";
import { toolFailed, toolTimedOut } from "./tool-failure.ts";

export interface ProcessRequest {
  /** A name on `PATH` or a path. */
  readonly command: string;
  readonly args: readonly string[];
  /** What errors call the program; the command by default. */
  readonly name?: string;
  readonly cwd?: string;
  /** Added to (or replacing parts of) this process's environment. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Each whole line as it is printed, from both streams. */
  readonly onLine?: (line: string) => void;
  /** Each piece of its output as it comes, both streams: progress that is drawn over and over has no whole lines. */
  readonly onText?: (text: string) => void;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutSeconds?: number;
  /** `"return"` hands a failing exit code back instead of throwing TOOL001, for callers that read the output. */
  readonly onFailure?: "throw" | "return";
}

export interface ProcessResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  readonly seconds: number;
}

/**
 * Runs a native program to its end without blocking, with all its output captured.
 *
 * The program leads a process group of its own, and the whole group is killed on abort, on timeout and when this
 * process ends: a cancelled `g++` leaves no `cc1plus` behind.
 *
 * @throws TOOL001 it failed (with its last lines) · TOOL002 timeout · TOOL003 it cannot be started · the signal's reason on abort
 */
export async function runProcess(request: ProcessRequest): Promise<ProcessResult> {
  const { command, args, signal, timeoutSeconds } = request;
  const name = request.name ?? command;
  signal?.throwIfAborted();
  const started = performance.now();
  const child = spawn(command, [...args], {
    cwd: request.cwd,
    env: { ...process.env, ...request.environment },
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  const kill = () => killGroup(child);
  const release = killWithThisProcess(kill);
  let timedOut = false;
  const timer =
    timeoutSeconds === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          kill();
        }, timeoutSeconds * 1000);
  signal?.addEventListener("abort", kill, { once: true });
  try {
    child.stdin.on("error", () => undefined); // a program that ends without reading its input is judged by its exit code
    child.stdin.end(request.input ?? "");
    const { stdout, stderr, exitCode, killedBy } = await captured(child, request);
    signal?.throwIfAborted();
    if (timedOut) throw toolTimedOut(name, args, timeoutSeconds ?? 0, stdout + stderr);
    if (exitCode !== 0 && (request.onFailure !== "return" || killedBy !== null)) {
      const how = killedBy === null ? `exit code ${exitCode}` : `killed by ${killedBy}`;
      throw toolFailed({ name, args, how, stdout, stderr });
    }
    return { stdout, stderr, exitCode, seconds: (performance.now() - started) / 1000 };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", kill);
    release();
  }
}

interface Captured {
  stdout: string;
  stderr: string;
  exitCode: number;
  killedBy: NodeJS.Signals | null;
}

function captured(child: ChildProcess, { command, name, onLine, onText }: ProcessRequest): Promise<Captured> {
  const text = { stdout: "", stderr: "" };
  return new Promise((resolve, reject) => {
    for (const stream of ["stdout", "stderr"] as const) {
      const lines = lineSplitter((line) => onLine?.(line));
      child[stream]?.setEncoding("utf8");
      child[stream]?.on("data", (piece: string) => {
        text[stream] += piece;
        onText?.(piece);
        lines.push(piece);
      });
      child[stream]?.on("end", () => lines.end());
    }
    child.on("error", (cause: NodeJS.ErrnoException) => {
      reject(
        new SpikeforgeError(
          {
            code: "TOOL003",
            place: name ?? command,
            found: `cannot be started as ${command} (${cause.code ?? cause.message})`,
            mend: "install it, or put its folder on PATH",
          },
          { cause },
        ),
      );
    });
    child.on("close", (exitCode, killedBy) => resolve({ ...text, exitCode: exitCode ?? -1, killedBy }));
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL"); // the group is gone already, or the platform has none
  }
}

/** The last one comes when the terminal is closed. */
const endingSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Calls `kill` when this process ends or is told to end; returns what undoes that. */
export function killWithThisProcess(kill: () => void): () => void {
  // One listener for each program at work is no leak; without a limit (0), none is to be set.
  const allow = (more: number) =>
    process.getMaxListeners() > 0 && process.setMaxListeners(process.getMaxListeners() + more);
  let isReleased = false;
  const release = () => {
    if (isReleased) return;
    isReleased = true;
    allow(-1);
    process.off("exit", kill);
    for (const signal of endingSignals) process.off(signal, onSignal);
  };
  const onSignal = (signal: NodeJS.Signals) => {
    kill();
    release();
    // Our listener suppressed the default, which is to end; whoever else listens decides for himself. Ending by
    // `exit` lets temporary folders be removed.
    if (process.listenerCount(signal) === 0) process.exit(128 + constants.signals[signal]);
  };
  allow(1);
  process.on("exit", kill);
  for (const signal of endingSignals) process.on(signal, onSignal);
  return release;
}
