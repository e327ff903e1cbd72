import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { runProcess } from "../../tools/index.ts";

/** Seeds `from` up to, but not with, `to`. */
export interface SeedRange {
  readonly from: number;
  readonly to: number;
}

export function rangesOf(count: number, each: number): SeedRange[] {
  return Array.from({ length: Math.ceil(count / each) }, (_, i) => ({
    from: 1 + i * each,
    to: 1 + Math.min(count, (i + 1) * each),
  }));
}

/**
 * Runs a script once for every range of seeds, on all cores, each in a process of its own. The script prints one line
 * of JSON, which is its result, or fails; a failure ends them all.
 */
export async function inProcesses<Result>(
  script: URL,
  ranges: readonly SeedRange[],
  report: (message: string) => void,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = [...ranges];
  const stop = new AbortController();
  const work = async (): Promise<void> => {
    for (let range = waiting.shift(); range !== undefined; range = waiting.shift()) {
      const { from, to } = range;
      const { stdout, stderr, exitCode } = await runProcess({
        name: fileURLToPath(script),
        command: process.execPath,
        args: ["--import", "tsx", fileURLToPath(script), String(from), String(to)],
        onFailure: "return",
        signal: stop.signal,
      });
      // All that it says: a difference comes with the whole circuit.
      if (exitCode !== 0) throw new Error(`seeds ${from} to ${to - 1}:\n${stderr}`);
      results.push(JSON.parse(stdout) as Result);
      report(`${results.length} of ${ranges.length} parts`);
    }
  };
  try {
    await Promise.all(Array.from({ length: availableParallelism() }, work));
  } finally {
    stop.abort();
  }
  return results;
}
