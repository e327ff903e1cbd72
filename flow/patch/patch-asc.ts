/** Contents of block RAM in the text format of icepack. */
import { type CarriedWords, placeholderWords } from "../../config/index.ts";
import { damaged, notFound } from "./errors.ts";

/** 16 lines of 256 bits: line i has the rows from 16 × i on, the first one in its last four digits. */
const linesPerBlock = 16;
const digitsPerLine = 64;
const digitsPerRow = 4;
const rowsPerLine = digitsPerLine / digitsPerRow;
const rows = linesPerBlock * rowsPerLine;
const columns = 16;

/**
 * One bit of words that are `step` apart: what a column of a block RAM holds. In its widest shape a block has words that
 * follow each other. In a narrower one, of 2, 4 or 8 words a row, old versions of yosys tell these apart by the highest bits
 * of the address, so that the words of a column follow each other too; newer ones by the lowest.
 */
interface Column {
  readonly memory: CarriedWords;
  readonly bit: number;
  readonly first: number;
  readonly step: number;
}

const steps = [1, 2, 4, 8] as const;

function columnsOf(memory: CarriedWords): Column[] {
  const columns: Column[] = [];
  for (const step of steps) {
    for (let bank = 0; bank < memory.depth; bank += rows * step) {
      for (let place = 0; place < step && bank + place < memory.depth; place++) {
        for (let bit = 0; bit < memory.bits; bit++) columns.push({ memory, bit, first: bank + place, step });
      }
    }
  }
  return columns;
}

/**
 * Replaces placeholders in a placed design by words. Every bit of a memory is looked for by what its placeholder says, in
 * every column of every block RAM: how synthesis has cut the memory into blocks need not be known.
 *
 * @throws FLOW032 a bit of a memory is nowhere · FLOW034 the text ends within a block RAM
 */
export function patchAsc(text: string, memories: readonly CarriedWords[], place: string): string {
  const sought = new Map<string, Column>();
  for (const memory of memories) {
    const words = placeholderWords(memory);
    for (const column of columnsOf(memory)) sought.set(columnKey(words, column), column);
  }
  const found = new Set<Column>();
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; at++) {
    if (!lines[at]?.startsWith(".ram_data ")) continue;
    const block = readBlock(lines, at + 1, place);
    let isChanged = false;
    for (let bit = 0; bit < columns; bit++) {
      const column = sought.get(columnKey(block, { bit, first: 0, step: 1 }));
      if (column === undefined) continue;
      found.add(column);
      isChanged = true;
      for (let row = 0; row < rows; row++) {
        const value = ((column.memory.words[column.first + row * column.step] ?? 0) >> column.bit) & 1;
        block[row] = ((block[row] ?? 0) & ~(1 << bit)) | (value << bit);
      }
    }
    if (isChanged) writeBlock(lines, at + 1, block);
  }
  const missing = memories.filter((memory) => !isCovered(memory, [...found]));
  if (missing.length > 0) {
    throw notFound(
      place,
      missing.map(({ name }) => name),
    );
  }
  return lines.join("\n");
}

/** Whether every bit of every word is in one of the columns. */
function isCovered(memory: CarriedWords, found: readonly Column[]): boolean {
  const own = found.filter((column) => column.memory === memory);
  for (let bit = memory.from; bit < memory.bits; bit++) {
    const covered = new Uint8Array(memory.depth);
    for (const { first, step } of own.filter((column) => column.bit === bit)) {
      for (let row = 0; row < rows && first + row * step < memory.depth; row++) covered[first + row * step] = 1;
    }
    if (covered.includes(0)) return false;
  }
  return true;
}

/** The bits of a column, as text. Behind the end of a memory there is nothing but 0. */
function columnKey(words: readonly number[], { bit, first, step }: Omit<Column, "memory">): string {
  let key = "";
  for (let row = 0; row < rows; row += 4) {
    let digit = 0;
    for (let i = 0; i < 4; i++) digit |= (((words[first + (row + i) * step] ?? 0) >> bit) & 1) << i;
    key += digit.toString(16);
  }
  return key;
}

function readBlock(lines: readonly string[], first: number, place: string): number[] {
  const block: number[] = [];
  for (let line = 0; line < linesPerBlock; line++) {
    const digits = lines[first + line] ?? "";
    if (!/^[0-9a-f]{64}$/i.test(digits)) throw damaged(place, first + line + 1, "a line of 64 hexadecimal digits");
    for (let row = 1; row <= rowsPerLine; row++) {
      const end = digitsPerLine - digitsPerRow * (row - 1);
      block.push(Number.parseInt(digits.slice(end - digitsPerRow, end), 16));
    }
  }
  return block;
}

function writeBlock(lines: string[], first: number, block: readonly number[]): void {
  for (let line = 0; line < linesPerBlock; line++) {
    const own = block.slice(line * rowsPerLine, (line + 1) * rowsPerLine);
    lines[first + line] = own
      .reverse()
      .map((row) => row.toString(16).padStart(digitsPerRow, "0"))
      .join("");
  }
}
