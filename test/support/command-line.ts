/** The command line without a process of its own, which would take a second to start. */
import { spikeforgeProgram } from "../../cli/program.ts";

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

class Ended extends Error {
  readonly code: number;
  constructor(code: number) {
    super(`ended with ${code}`);
    this.code = code;
  }
}

/** Runs `spikeforge` with these words, in that folder, as this process. One at a time. */
export async function commandLine(folder: string, ...args: readonly string[]): Promise<CommandResult> {
  const { stdout, stderr } = process;
  const before = { folder: process.cwd(), out: stdout.write, error: stderr.write, exitCode: process.exitCode };
  const said = { stdout: "", stderr: "" };
  const kept = (stream: keyof typeof said) =>
    ((chunk: string | Uint8Array) => {
      said[stream] += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
      return true;
    }) as typeof stdout.write;
  let exitCode = 0;
  process.chdir(folder);
  stdout.write = kept("stdout");
  stderr.write = kept("stderr");
  process.exitCode = 0;
  try {
    await spikeforgeProgram((code) => {
      throw new Ended(code);
    }).parseAsync(["node", "spikeforge", ...args]);
    exitCode = Number(process.exitCode);
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    exitCode = error.code;
  } finally {
    process.chdir(before.folder);
    stdout.write = before.out;
    stderr.write = before.error;
    process.exitCode = before.exitCode;
  }
  return { ...said, exitCode };
}
