/** What commands print: results on stdout, progress and errors on stderr, so that `--json` can be piped. */
import { SpikeforgeError } from "../index.ts";
import { Cancelled } from "./cancel.ts";

export interface OutputOptions {
  readonly json?: boolean;
}

/** Exit codes: a comparison or a timing goal that failed is not the same as bad input. */
export const exitCodes = { ok: 0, failed: 1, badInput: 2, internal: 70 } as const;

/** Prints the result as one JSON document, or the lines for people. */
export function printResult(options: OutputOptions, result: unknown, lines: readonly string[]): void {
  process.stdout.write(options.json ? `${JSON.stringify(result, null, 2)}\n` : `${lines.join("\n")}\n`);
}

/** Runs a command; an error is printed and becomes the exit code. */
export async function reporting(options: OutputOptions, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    reportError(error, options);
  }
}

/** Prints an error and sets the exit code. A defect of ours shows its stack. */
function reportError(error: unknown, options: OutputOptions): void {
  if (error instanceof Cancelled) {
    process.stderr.write(`${error.message}; nothing was written\n`);
    process.exitCode = error.exitCode;
    return;
  }
  if (error instanceof SpikeforgeError) {
    if (options.json) process.stdout.write(`${JSON.stringify({ errors: error.diagnostics }, null, 2)}\n`);
    process.stderr.write(`${error.message}\n`);
    process.exitCode = exitCodes.badInput;
    return;
  }
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = exitCodes.internal;
}

/** Columns padded to their widest cell. */
export function table(rows: readonly (readonly (string | number)[])[]): string[] {
  const text = rows.map((row) => row.map(String));
  const widths = (text[0] ?? []).map((_, column) => Math.max(...text.map((row) => row[column]?.length ?? 0)));
  return text.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
