/** Helpers for tests that compare the whole text of an error, the user's lines included. */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { SpikeforgeError } from "../../diagnostics/index.ts";

/**
 * For the test file at `url`: replaces `@mark` in an expected text by `file.test.ts:<the line that ends with the comment
 * "@mark">`.
 */
export function lineMarks(url: string): (text: string) => string {
  const path = fileURLToPath(url);
  const ownLines = readFileSync(path, "utf8").split("\n");
  return (text) =>
    text.replace(/@(\w+)/g, (mark) => {
      const lines = ownLines.flatMap((line, i) => (line.endsWith(`// ${mark}`) ? [i + 1] : []));
      if (lines.length !== 1) throw new Error(`${lines.length} lines are marked ${mark}`);
      return `${basename(path)}:${lines[0]}`;
    });
}

/** The message of the `SpikeforgeError` that `body` throws. */
export function messageOf(body: () => unknown): string {
  try {
    body();
  } catch (error) {
    if (error instanceof SpikeforgeError) return error.message;
    throw error;
  }
  throw new Error("nothing was thrown");
}
