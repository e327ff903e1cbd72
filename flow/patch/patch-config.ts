/** Contents of block RAM in the text format of ecppack. */
import { type CarriedWords, dp16kdBlocks, dp16kdRows, placeholderRows, rowsOfWords } from "../../config/index.ts";
import { damaged, notFound } from "./errors.ts";

/** A row of a DP16KD is two values of 9 bits, the low one first; eight values make a line. */
const valueBits = 9;
const valuesPerLine = 8;
const linesPerBlock = (2 * dp16kdRows.rows) / valuesPerLine;

/**
 * Replaces placeholders in a placed design by words: each DP16KD of a memory is looked for by all that its placeholder
 * says.
 *
 * @throws FLOW032 a block of a memory is nowhere · FLOW034 the text ends within a block RAM
 */
export function patchConfig(text: string, memories: readonly CarriedWords[], place: string): string {
  const sought = new Map(
    memories.flatMap((memory) =>
      dp16kdBlocks(memory).map((block) => [linesOf(placeholderRows(block)).join("\n"), { memory, block }] as const),
    ),
  );
  const found = new Set<string>();
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; at++) {
    if (!lines[at]?.startsWith(".bram_init ")) continue;
    const own = lines.slice(at + 1, at + 1 + linesPerBlock).map((line) => line.trimEnd());
    const wrong = own.findIndex((line) => !/^[0-9a-f]{3}( [0-9a-f]{3}){7}$/.test(line));
    if (wrong >= 0 || own.length < linesPerBlock) {
      throw damaged(place, at + 2 + (wrong < 0 ? own.length : wrong), "a line of 8 values");
    }
    const key = own.join("\n");
    const block = sought.get(key);
    if (block === undefined) continue;
    found.add(key);
    for (const [i, line] of linesOf(rowsOfWords(block.block, block.memory.words)).entries()) lines[at + 1 + i] = line;
  }
  const missing = [...sought].filter(([key]) => !found.has(key)).map(([, { memory }]) => memory.name);
  if (missing.length > 0) throw notFound(place, [...new Set(missing)]);
  return lines.join("\n");
}

function linesOf(rows: readonly number[]): string[] {
  const mask = 2 ** valueBits - 1;
  const values = rows
    .flatMap((row) => [row & mask, row >> valueBits])
    .map((value) => value.toString(16).padStart(3, "0"));
  return Array.from({ length: linesPerBlock }, (_, line) =>
    values.slice(line * valuesPerLine, (line + 1) * valuesPerLine).join(" "),
  );
}
