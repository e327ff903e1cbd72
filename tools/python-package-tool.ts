import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { arch, cpus } from "node:os";
import { join } from "node:path";
import { filledAside } from "./debian-packages.ts";
import { runInFolder } from "./native-tool.ts";
import { runProcess } from "./run-process.ts";
import type { Tool, ToolRequest, ToolResult } from "./tool.ts";

/** A command of a YoWASP package that lies in a private folder. */
export interface PythonPackageCommand {
  readonly name: string;
  /** Path of the Python that runs it. */
  readonly python: string;
  /** Folder of the packages. */
  readonly folder: string;
  /** The pinned package: `yowasp-yosys==0.69.0.0.post1233`. */
  readonly requirement: string;
  readonly onProgress?: ((message: string) => void) | undefined;
}

/**
 * A WebAssembly build of a tool from PyPI, run as a process of its own: runs at the same time share nothing but the
 * compiled code, which is only read.
 *
 * That code is made once, by the first run or by `prepare` (a minute for yosys, seconds for the others), and kept beside
 * the packages. It is put there whole: the packages' own way writes it in place, where another process could read half
 * of it.
 */
export function pythonPackageTool(command: PythonPackageCommand): Tool {
  const { name, python, folder, requirement, onProgress } = command;
  const [, version = ""] = requirement.split("==");
  const script = join(folder, "bin", `yowasp-${name}`);
  const compiled = join(folder, "compiled", `${name}-${processorKey()}`);
  let preparing: Promise<void> | undefined;
  let closing = new AbortController();

  async function compile(signal?: AbortSignal): Promise<void> {
    if (await exists(compiled)) return;
    onProgress?.(`Compiling ${name} ${version} for this machine`);
    await filledAside(compiled, async (aside) => {
      // Any call compiles first; how this one ends does not matter, whether it left its code does.
      const { stderr } = await runProcess({
        name,
        command: python,
        args: [script, "--version"],
        environment: { ...environment(aside), TMPDIR: aside },
        signal,
        timeoutSeconds: 900,
        onFailure: "return",
      });
      if (!(await exists(join(aside, moduleOf(requirement)))))
        throw new Error(`${requirement} left no code: ${stderr}`);
    });
  }

  const environment = (cache: string) => ({ PYTHONPATH: folder, YOWASP_CACHE_DIR: cache });

  async function run(request: ToolRequest): Promise<ToolResult> {
    await preparing;
    await compile(request.signal);
    return runInFolder({ name, command: python, leading: [script], environment: environment(compiled) }, request);
  }

  return {
    name,
    kind: "wasm",
    version,
    origin: requirement,
    run,
    prepare: async () => {
      preparing ??= compile(closing.signal).catch(() => undefined); // the first run meets the same trouble and reports it
      await preparing;
      preparing = undefined;
    },
    close: async () => {
      closing.abort();
      closing = new AbortController();
      await preparing;
    },
  };
}

const moduleOf = (requirement: string): string => requirement.replace(/==.*/, "").replaceAll("-", "_");

/** Compiled code may use whatever the processor has that it was compiled on. */
function processorKey(): string {
  const model = createHash("sha256")
    .update(cpus()[0]?.model ?? "")
    .digest("hex");
  return `${arch()}-${model.slice(0, 8)}`;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
