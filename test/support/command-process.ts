/** The command in a process of its own, to be sent signals. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const bin = fileURLToPath(new URL("../../bin/spikeforge.mjs", import.meta.url));
const longestWaitMs = 240_000;

/**
 * Starts it in a folder that holds `tmp`, for temporary files, and gets a build cache of its own.
 *
 * @param program A TypeScript program in the command's place
 */
export function startCommand(
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  program?: string,
) {
  const child = spawn(
    process.execPath,
    [...(program === undefined ? [bin] : ["--import", import.meta.resolve("tsx"), program]), ...args],
    {
      cwd: folder,
      env: { ...process.env, TMPDIR: join(folder, "tmp"), SPIKEFORGE_CACHE: join(folder, "cache"), ...environment },
    },
  );
  let text = "";
  child.stdout.on("data", (piece) => (text += piece));
  child.stderr.on("data", (piece) => (text += piece));
  const ended = new Promise<number | string | null>((resolve) => child.on("close", (code, by) => resolve(code ?? by)));
  return {
    child,
    ended,
    text: () => text,
    /** Waits until the output shows it. */
    said: async (pattern: RegExp): Promise<void> => {
      const from = performance.now();
      while (!pattern.test(text)) {
        if (performance.now() - from > longestWaitMs || child.exitCode !== null) throw new Error(`not said: ${text}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  };
}
