import { Worker } from "node:worker_threads";
import { lineSplitter } from "./line-splitter.ts";
import { assertRelativeNames, outputMissing, type Tool, type ToolRequest, type ToolResult } from "./tool.ts";
import { toolFailed } from "./tool-failure.ts";
import type { WasmReply, WasmRequest } from "./wasm-messages.ts";

/**
 * A tool from an npm package of the YoWASP project, run in a worker thread because it blocks its thread.
 *
 * Workers are kept between runs (the second run of a warm yosys takes half the time); they do not keep the process
 * alive. Runs at the same time get a worker each; an abort ends its worker.
 */
export function wasmTool(name: string, npmPackage: string, version: string): Tool {
  const idle: Worker[] = [];
  let preparing: Promise<void> | undefined;
  let closing = new AbortController();

  const start = (): Worker => {
    // The caller's loader flags (tsx, vitest) are not needed in there and would slow its start.
    const worker = new Worker(new URL("./wasm-worker.mjs", import.meta.url), { execArgv: [] });
    worker.once("exit", () => {
      const index = idle.indexOf(worker);
      if (index >= 0) idle.splice(index, 1);
    });
    return worker;
  };
  const take = (): Worker => {
    const kept = idle.pop();
    kept?.ref();
    return kept ?? start();
  };
  const giveBack = (worker: Worker): void => {
    worker.unref();
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
      else await worker.terminate();
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
      await Promise.all(idle.splice(0).map((worker) => worker.terminate()));
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

/** Sends one request and gathers the replies up to its end. Rejects when the worker dies or the signal aborts. */
function converse(worker: Worker, message: WasmRequest, request: ToolRequest): Promise<Conversation> {
  const { onLine, signal } = request;
  const text = { stdout: "", stderr: "" };
  const splitters = {
    stdout: lineSplitter((line) => onLine?.(line)),
    stderr: lineSplitter((line) => onLine?.(line)),
  };
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void) => {
      signal?.removeEventListener("abort", onAbort);
      // One by one: removeAllListeners would also take those that Node itself hangs on the worker.
      worker.off("error", onError).off("exit", onExit).off("message", onMessage);
      settle();
    };
    const onAbort = () => finish(() => reject(signal?.reason));
    const onDeath = (how: string) =>
      finish(() => reject(toolFailed({ name: message.command, args: message.args, how, ...text })));
    const onError = (error: Error) => onDeath(`crashed: ${error.message}`);
    const onExit = (code: number) => onDeath(`its worker thread ended with code ${code}`);
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
    worker.on("error", onError).on("exit", onExit).on("message", onMessage);
    worker.postMessage(message);
  });
}
