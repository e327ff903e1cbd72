import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { runProcess } from "./run-process.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";
import { assertRelativeNames, outputMissing, type Tool, type ToolRequest, type ToolResult } from "./tool.ts";
import { byteLength, whileWriting } from "./write-refused.ts";

/** A program on this machine; each run has a private temporary folder as its working directory. */
export function nativeTool(name: string, path: string, version: string): Tool {
  return {
    name,
    kind: "native",
    version,
    origin: path,
    run: (request) => runInFolder({ name, command: path }, request),
    prepare: async () => undefined,
    close: async () => undefined,
  };
}

/** How a tool is started as a process. */
export interface ProgramCall {
  readonly name: string;
  readonly command: string;
  /** Arguments before those of the request. */
  readonly leading?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs a program with a private temporary folder as its working directory, in which are the request's files. */
export async function runInFolder(call: ProgramCall, request: ToolRequest): Promise<ToolResult> {
  assertRelativeNames([...Object.keys(request.files), ...request.outputs]);
  return withTemporaryFolder((folder) => runInside(folder, call, request));
}

async function runInside(folder: string, call: ProgramCall, request: ToolRequest): Promise<ToolResult> {
  const { name, command, leading = [], environment = {} } = call;
  const { args, outputs, onLine, signal } = request;
  const bytes = Object.values(request.files).reduce((sum, content) => sum + byteLength(content), 0);
  await whileWriting({ path: `${folder} (files for ${name})`, bytes }, async () => {
    for (const [file, content] of Object.entries(request.files)) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), content);
    }
  });
  const { stdout, stderr, seconds } = await runProcess({
    name,
    command,
    args: [...leading, ...args],
    cwd: folder,
    // What it leaves behind when it is killed goes with the folder.
    environment: { ...environment, TMPDIR: folder },
    signal,
    ...(onLine === undefined ? {} : { onLine }),
  });
  const files: Record<string, Uint8Array> = {};
  for (const output of outputs) {
    const content = await readFile(join(folder, output)).catch(() => undefined);
    if (content === undefined) throw outputMissing(name, output);
    files[output] = content;
  }
  return { files, stdout, stderr, seconds };
}
