import type { ChildProcess } from "node:child_process";
import { lineSplitter } from "./line-splitter.ts";
import { killWithThisProcess } from "./run-process.ts";
import { assertRelativeNames, outputMissing, type Tool, type ToolRequest, type ToolResult } from "./tool.ts";
import { toolFailed } from "./tool-failure.ts";
import type { WasmReply, WasmRequest } from "./wasm-messages.ts";
import { holdOpen, howItEnded, killWorker, startWorkerProcess } from "./worker-process.ts";

/**
 * A tool from an npm package of the YoWASP project, run in a process of its own, since it blocks its thread.
 *
 * Its processes are kept between runs (the second run of a warm yosys takes half the time); they neither keep this
 * process alive nor outlive it. Runs at the same time get a process each; an abort kills its process.
 */
export function wasmTool(name: string, npmPackage: string, version: string): Tool {
  const idle: ChildProcess[] = [];
  let preparing: Promise<void> | undefined;
  let closing = new AbortController();

  const start = (): ChildProcess => {
    const worker = startWorkerProcess(new URL("./wasm-process.mjs", import.meta.url));
    worker.once("close", () => {
      const index = idle.indexOf(worker);
      if (index >= 0) idle.splice(index, 1);
    });
    return worker;
  };
  const take = (): ChildProcess => {
    const kept = idle.pop();
    if (kept !== undefined) holdOpen(kept, true);
    return kept ?? start();
  };
  const giveBack = (worker: ChildProcess): void => {
    holdOpen(worker, false);
    idle.push(worker);
  };

  async function converseWithWorker(task: WasmRequest["task"], request: ToolRequest): Promise<Conversation> {
    const { args, files, outputs } = request;
    const worker = take();
    let reusable = false;
    try {
      const conversation = await converse(
        worker,
        { task, package: npmPackage, command: name, args, files, outputs },
        request,
      );
      const { end, stderr } = conversation;
      reusable = end.kind === "done" || !end.crashed || gaveUp(end.how, stderr);
      return conversation;
    } finally {
      if (reusable) giveBack(worker);
      else await killWorker(worker);
    }
  }

  async function run(request: ToolRequest): Promise<ToolResult> {
    const { args, files, outputs, signal } = request;
    assertRelativeNames([...Object.keys(files), ...outputs]);
    await preparing;
    signal?.throwIfAborted();
    const started = performance.now();
    const { stdout, stderr, end } = await converseWithWorker("run", request);
    if (end.kind === "failed") {
      const how = gaveUp(end.how, stderr) ? "stopped with an error" : end.how;
      throw toolFailed({ name, args, how, stdout, stderr });
    }
    for (const output of outputs) if (end.files[output] === undefined) throw outputMissing(name, output);
    return { files: end.files, stdout, stderr, seconds: (performance.now() - started) / 1000 };
  }

  async function prepare(): Promise<void> {
    if (idle.length > 0) return;
    preparing ??= converseWithWorker("prepare", { args: [], files: {}, outputs: [], signal: closing.signal }).then(
      () => undefined,
      () => undefined, // the first run meets the same trouble and reports it
    );
    await preparing;
    preparing = undefined;
  }

  return {
    name,
    kind: "wasm",
    version,
    origin: `${npmPackage}@${version}`,
    run,
    prepare,
    close: async () => {
      closing.abort();
      closing = new AbortController();
      await preparing;
      await Promise.all(idle.splice(0).map(killWorker));
    },
  };
}

/** These builds have no C++ exceptions: a program that reports an error and throws it traps on `unreachable`. */
function gaveUp(how: string, stderr: string): boolean {
  return how === "crashed: unreachable" && /^ERROR: /m.test(stderr);
}

interface Conversation {
  readonly stdout: string;
  readonly stderr: string;
  readonly end: Exclude<WasmReply, { kind: "output" }>;
}

/** Sends one request and gathers the replies up to its end. Rejects when the process dies or the signal aborts. */
function converse(worker: ChildProcess, message: WasmRequest, request: ToolRequest): Promise<Conversation> {
  const { onLine, signal } = request;
  const text = { stdout: "", stderr: "" };
  const splitters = {
    stdout: lineSplitter((line) => onLine?.(line)),
    stderr: lineSplitter((line) => onLine?.(line)),
  };
  return new Promise((resolve, reject) => {
    const release = killWithThisProcess(() => void worker.kill("SIGKILL"));
    const finish = (settle: () => void) => {
      release();
      signal?.removeEventListener("abort", onAbort);
      // One by one: removeAllListeners would also take those that Node itself hangs on the process.
      worker.off("error", onError).off("close", onClose).off("message", onMessage);
      worker.stderr?.off("data", onStderr);
      settle();
    };
    const onAbort = () => finish(() => reject(signal?.reason));
    const onDeath = (how: string) =>
      finish(() => reject(toolFailed({ name: message.command, args: message.args, how, ...text })));
    const onError = (error: Error) => onDeath(`crashed: ${error.message}`);
    const onClose = (code: number | null, killedBy: NodeJS.Signals | null) => onDeath(howItEnded(code, killedBy));
    // What Node itself has to say: out of memory, for example.
    const onStderr = (piece: string) => {
      text.stderr += piece;
    };
    const onMessage = (reply: WasmReply) => {
      if (reply.kind === "output") {
        text[reply.stream] += reply.text;
        splitters[reply.stream].push(reply.text);
        return;
      }
      splitters.stdout.end();
      splitters.stderr.end();
      finish(() => resolve({ ...text, end: reply }));
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    worker.on("error", onError).on("close", onClose).on("message", onMessage);
    worker.stderr?.on("data", onStderr);
    worker.send(message);
  });
}
