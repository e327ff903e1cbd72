/** Lines as they arrive: those that came together are one batch. */

export interface NumberedLine {
  readonly text: string;
  /** Counted from 1. */
  readonly number: number;
}

/**
 * Cuts bytes into batches of lines; empty ones are left out. Ends with the input, and at once when `until` settles, however
 * long the input stays open.
 */
export async function* lineBatches(
  input: AsyncIterable<Uint8Array>,
  until: Promise<unknown>,
): AsyncGenerator<readonly NumberedLine[]> {
  const pieces = input[Symbol.asyncIterator]();
  const decoder = new TextDecoder();
  const over = until.then(
    () => undefined,
    () => undefined,
  );
  let rest = "";
  let number = 0;
  const cut = (lines: readonly string[]): NumberedLine[] =>
    lines.map((text) => ({ text: text.trim(), number: ++number })).filter(({ text }) => text !== "");
  for (;;) {
    const piece = await Promise.race([pieces.next(), over]);
    if (piece === undefined) return;
    if (piece.done === true) break;
    const lines = (rest + decoder.decode(piece.value, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield cut(lines);
  }
  yield cut([rest]);
}
