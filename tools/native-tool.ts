import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { runProcess } from "./run-process.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";
import { assertRelativeNames, outputMissing, type Tool, type ToolRequest, type ToolResult } from "./tool.ts";

/** A program on this machine; each run has a private temporary folder as its working directory. */
export function nativeTool(name: string, path: string, version: string): Tool {
  return {
    name,
    kind: "native",
    version,
    origin: path,
    run: (request) => withTemporaryFolder((folder) => runInside(folder, name, path, request)),
    prepare: async () => undefined,
    close: async () => undefined,
  };
}

async function runInside(folder: string, name: string, path: string, request: ToolRequest): Promise<ToolResult> {
  const { args, outputs, onLine, signal } = request;
  assertRelativeNames([...Object.keys(request.files), ...outputs]);
  for (const [file, content] of Object.entries(request.files)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), content);
  }
  const { stdout, stderr, seconds } = await runProcess({
    name,
    command: path,
    args,
    cwd: folder,
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
