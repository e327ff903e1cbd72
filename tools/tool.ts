import { isAbsolute, normalize } from "node:path";
import { SpikeforgeError } from "../diagnostics/index.ts";

/** One run of a tool: every file it may read goes in, every file that is wanted is named. */
export interface ToolRequest {
  readonly args: readonly string[];
  /** Input files by relative name with forward slashes; the arguments refer to them by these names. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** Names of the files that the tool writes and the caller wants back. */
  readonly outputs: readonly string[];
  /** Each whole line as the tool prints it, from both of its streams. */
  readonly onLine?: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface ToolResult {
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly stdout: string;
  readonly stderr: string;
  /** Wall-clock seconds, with starting the tool. */
  readonly seconds: number;
}

/** An external program that is called the same way whether it is native or WebAssembly. */
export interface Tool {
  readonly name: string;
  readonly kind: "native" | "wasm";
  /** As far as the tool tells: `0.55.944`, `0.4-1+b1`, `unknown`. */
  readonly version: string;
  /** The program's path, or the npm package and version. */
  readonly origin: string;
  /**
   * Runs the tool once. Several runs at the same time are independent of each other.
   *
   * @throws TOOL001 it failed (arguments, exit code, last lines) · TOOL003 it cannot be started ·
   *   TOOL006 it ended well without writing an output · the signal's reason on abort
   */
  run(request: ToolRequest): Promise<ToolResult>;
  /** Loads ahead of the first run, for example while the step before is still busy. A failure is told by that run. */
  prepare(): Promise<void>;
  /** Gives back what is held between runs. The tool may be run again afterwards. */
  close(): Promise<void>;
}

/** `yosys 0.55.944 (@yowasp/yosys@0.55.944)`: how reports and logs name a tool. */
export function describeTool({ name, version, origin }: Tool): string {
  return `${name} ${version} (${origin})`;
}

/** TOOL006. */
export function outputMissing(name: string, output: string): SpikeforgeError {
  return new SpikeforgeError({
    code: "TOOL006",
    place: name,
    found: `ended without an error but did not write ${output}`,
    mend: "see its log; the installed version may be too old",
  });
}

/** File names come from spikeforge, never from a network: one that leaves the folder is a defect of ours. */
export function assertRelativeNames(names: Iterable<string>): void {
  for (const name of names) {
    if (name === "" || isAbsolute(name) || normalize(name) !== name || name.startsWith("..") || name.includes("\\"))
      throw new Error(`not a plain relative file name: "${name}"`);
  }
}
