import type { ChildProcess } from "node:child_process";
import { lineSplitter } from "./line-splitter.ts";
import { assertRelativeNames, outputMissing, type Tool, type ToolRequest, type ToolResult } from "./tool.ts";
import { toolFailed } from "./tool-failure.ts";
import type { WasmReply, WasmRequest } from "./wasm-messages.ts";
import { converse, killWorker, startWorkerProcess } from "./worker-process.ts";

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

  async function converseWithWorker(task: WasmRequest["task"], request: ToolRequest): Promise<Conversation> {
    const { args, files, outputs, onLine, signal } = request;
    const worker = idle.pop() ?? start();
    const message: WasmRequest = { task, package: npmPackage, command: name, args, files, outputs };
    const printed = { stdout: "", stderr: "" };
    const lines = {
      stdout: lineSplitter((line) => onLine?.(line)),
      stderr: lineSplitter((line) => onLine?.(line)),
    };
    let reusable = false;
    try {
      const end = await converse(worker, {
        ...{ message, name, args, signal, printed },
        onReply(reply: WasmReply) {
          if (reply.kind !== "output") return reply;
          printed[reply.stream] += reply.text;
          lines[reply.stream].push(reply.text);
          return undefined;
        },
      });
      lines.stdout.end();
      lines.stderr.end();
      reusable = end.kind === "done" || !end.crashed || gaveUp(end.how, printed.stderr);
      return { ...printed, end };
    } finally {
      if (reusable) idle.push(worker);
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
