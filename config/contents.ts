/**
 * Contents that a bitstream carries: memories that hold a network as soon as the FPGA is configured. A design is built
 * with placeholders, random words that tell each memory from all others, and gets a network's words when it has been
 * placed. What is said here is what the hardware and the one who replaces the placeholders have to agree on.
 */

/** A memory of at most 16 bits whose contents are carried. */
export interface CarriedMemory {
  /** Unique in a design: `weights.0` is the lowest slice of the weight memory. */
  readonly name: string;
  /** `block`: synthesis makes it of block RAM; `dp16kd`: DP16KD cells. */
  readonly kind: "block" | "dp16kd";
  readonly bits: number;
  /** Words; of the kind `block` at least `fewestBlockWords`. */
  readonly depth: number;
  /** Lowest bit that is carried; those below belong to the core's state, and are 0. */
  readonly from: number;
}

/** A carried memory with its words, `depth` of them, each below `2 ** bits`. */
export interface CarriedWords extends CarriedMemory {
  readonly words: readonly number[];
}

/** What a core's memories hold after configuration: placeholders, or words by the name of the memory. */
export type Contents = "placeholder" | Readonly<Record<string, readonly number[]>>;

/** So many words tell a column of a block RAM from any other: a memory that is carried is made at least as deep. */
export const fewestBlockWords = 256;

/** Words of the placeholder of a memory of the kind `block`. */
export function placeholderWords({ name, bits, depth }: Pick<CarriedMemory, "name" | "bits" | "depth">): number[] {
  const next = randomOf(name);
  return Array.from({ length: depth }, () => next() & (2 ** bits - 1));
}

/** Rows of a DP16KD, and the bits of one. */
export const dp16kdRows = { rows: 1024, bits: 18 } as const;

/** The words of a DP16KD by depth: 16 of 18 bits are used, 8 of 9, then what a whole block has. */
export const dp16kdShapes = [
  { words: 1024, port: 18, bits: 16 },
  { words: 2048, port: 9, bits: 8 },
  { words: 4096, port: 4, bits: 4 },
  { words: 8192, port: 2, bits: 2 },
  { words: 16_384, port: 1, bits: 1 },
] as const;
export type Dp16kdShape = (typeof dp16kdShapes)[number];

/** Words of the deepest DP16KD: deeper memories are banks of so many words. */
export const dp16kdBankWords = 16_384;

/** The shape of the blocks of a memory: the widest that is deep enough. */
export function dp16kdShapeFor(depth: number): Dp16kdShape {
  const needed = Math.min(depth, dp16kdBankWords);
  const shape = dp16kdShapes.find(({ words }) => needed <= words);
  if (shape === undefined) throw new Error(`${depth} words in a DP16KD`);
  return shape;
}

/** One DP16KD of a memory: `bits` bits from `low` on of the words from `first` on. */
export interface Dp16kdBlock {
  /** Unique in a design. */
  readonly name: string;
  readonly first: number;
  readonly low: number;
  readonly bits: number;
  readonly shape: Dp16kdShape;
}

/** The blocks of a memory: banks of words, each cut into bits, low ones first. */
export function dp16kdBlocks({ name, bits, depth }: Pick<CarriedMemory, "name" | "bits" | "depth">): Dp16kdBlock[] {
  const shape = dp16kdShapeFor(depth);
  const blocks: Dp16kdBlock[] = [];
  for (let first = 0; first < depth; first += dp16kdBankWords) {
    for (let low = 0; low < bits; low += shape.bits) {
      const own = Math.min(shape.bits, bits - low);
      blocks.push({ name: `${name}[${first}][${low}]`, first, low, bits: own, shape });
    }
  }
  return blocks;
}

/** All 1,024 rows of a block's placeholder: also the bits that are never read are random. */
export function placeholderRows({ name }: Dp16kdBlock): number[] {
  const next = randomOf(name);
  return Array.from({ length: dp16kdRows.rows }, () => ((next() << 16) | next()) & (2 ** dp16kdRows.bits - 1));
}

/** The rows of a block that holds its part of a memory's words; bits that are never read are 0. */
export function rowsOfWords({ first, low, bits, shape }: Dp16kdBlock, words: readonly number[]): number[] {
  const rows = new Array<number>(dp16kdRows.rows).fill(0);
  const perRow = shape.words / dp16kdRows.rows;
  for (let address = 0; address < shape.words; address++) {
    const word = ((words[first + address] ?? 0) >> low) & (2 ** bits - 1);
    const row = Math.floor(address / perRow);
    rows[row] = (rows[row] ?? 0) | (word << lowestBit(shape, address % perRow));
  }
  return rows;
}

/** Where in its row a word begins: the ninth bit of a byte is for the widths 9 and 18 alone. */
function lowestBit({ port }: Dp16kdShape, place: number): number {
  if (port === 18) return 0;
  if (port === 9) return 9 * place;
  const bit = place * port;
  return Math.floor(bit / 8) * 9 + (bit % 8);
}

/** 16 random bits a call, of a sequence that a name begins (FNV-1a, then mulberry32). */
function randomOf(name: string): () => number {
  let state = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) state = Math.imul(state ^ byte, 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) >>> 16;
  };
}
