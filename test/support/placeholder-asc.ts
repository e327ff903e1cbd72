/** A placed design of nothing but block RAM, which icepack packs: 256 rows of 16 columns each, memory by memory. */
import { type CarriedMemory, placeholderWords } from "../../config/index.ts";

/** Block RAM tiles of an HX8K. */
const tiles = [8, 25].flatMap((x) => Array.from({ length: 16 }, (_, i) => [x, 1 + 2 * i] as const));

/** The words of each memory, or its placeholder where none are given. */
export function blockRamAsc(
  memories: readonly CarriedMemory[],
  wordsOf: (memory: CarriedMemory) => readonly number[] = placeholderWords,
): string {
  const columns = memories.flatMap((memory) => {
    const words = wordsOf(memory);
    const chunks = Array.from({ length: memory.depth / 256 }, (_, chunk) => 256 * chunk);
    return chunks.flatMap((first) =>
      Array.from({ length: memory.bits }, (_, bit) => words.slice(first, first + 256).map((word) => (word >> bit) & 1)),
    );
  });
  const lines = [".comment block RAM alone", ".device 8k"];
  for (let first = 0; first < columns.length; first += 16) {
    const [x, y] = tiles[first / 16] ?? [];
    if (x === undefined) throw new Error("an HX8K has 32 block RAMs");
    lines.push(`.ram_data ${x} ${y}`);
    const row = (at: number): number =>
      columns.slice(first, first + 16).reduce((sum, column, bit) => sum | ((column[at] ?? 0) << bit), 0);
    for (let line = 0; line < 16; line++) {
      const rows = Array.from({ length: 16 }, (_, i) =>
        row(16 * line + i)
          .toString(16)
          .padStart(4, "0"),
      );
      lines.push(rows.reverse().join(""));
    }
  }
  return `${lines.join("\n")}\n`;
}
