import { SpikeforgeError } from "../../diagnostics/index.ts";
import { runProcess } from "../../tools/index.ts";

const linesKept = 10;

/**
 * Measures one benchmark in a process of its own, which keeps the result, and passes its progress on. A missed target
 * (exit code 1) is a result too.
 *
 * @throws BENCH003 it cannot be measured
 */
export async function runApart(script: string, id: string, complain: (line: string) => void): Promise<void> {
  const { exitCode, stderr } = await runProcess({
    name: `benchmark ${id}`,
    command: process.execPath,
    args: ["--import", "tsx", script, "--only", id, "--fresh"],
    onFailure: "return",
    onLine: (line) => {
      if (!line.startsWith("{")) complain(line);
    },
  });
  if (exitCode <= 1) return;
  throw new SpikeforgeError({
    code: "BENCH003",
    place: id,
    found: `cannot be measured (exit code ${exitCode})`,
    source: stderr.trimEnd().split("\n").slice(-linesKept),
  });
}
