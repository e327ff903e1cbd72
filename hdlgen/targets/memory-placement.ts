/**
 * Which cells a memory takes on a target, and what its ports and its collision policy cost beside them: the choice that
 * yosys' `memory_libmap` makes, worked out beforehand. Blocks and flip-flops are exact, LUTs an estimate
 * (`test/hdlgen/memory-placement.test.ts` compares with synthesis).
 */
import type { Collision, Memory, MemoryStyle, ModuleIr } from "../ir.ts";
import { type RamCell, ramCells, type Target } from "./families.ts";
import { type MemoryPorts, portsOf, type ReadPort } from "./memory-ports.ts";

/** What a memory takes. */
export interface Placement {
  readonly style: MemoryStyle;
  /** Name of the RAM cell; absent: flip-flops. */
  readonly cell?: string;
  /** How many of that cell. */
  readonly blocks: number;
  /** Beside the blocks: for a collision policy that the cell does not have, and for addresses beyond its depth. */
  readonly flipFlops: number;
  /** The same in LUTs, estimated. */
  readonly luts: number;
}

/** Why a cell cannot hold a memory, as a sentence goes on after the memory's name. */
export interface Refusal {
  readonly cell: RamCell;
  readonly found: string;
}

export interface PlacementResult {
  /** Absent where the style that the memory asks for is not possible. */
  readonly placement?: Placement;
  /** Cells of the wanted style that cannot hold it. */
  readonly refusals: readonly Refusal[];
}

interface Candidate extends Placement {
  readonly cost: number;
}

/** Weights of `memory_libmap`: a mux or demux input, a point of emulation. */
const [muxCost, emulationCost] = [0.5, 2];

/** Places one memory as synthesis for `target` would. */
export function placeMemory(memory: Memory, module: ModuleIr, target: Target): PlacementResult {
  const ports = portsOf(memory, module);
  const { style } = memory;
  const cells = ramCells[target].filter((cell) =>
    style === undefined ? cell.inferred === "by itself" : cell.style === style,
  );
  const refusals: Refusal[] = [];
  const candidates = cells.flatMap((cell): Candidate[] => {
    const refusal = refusalOf(cell, ports, memory);
    if (refusal !== undefined) refusals.push({ cell, found: refusal });
    return refusal === undefined ? candidatesOf(cell, ports, memory.collision) : [];
  });
  const registers = inRegisters(ports, memory);
  const isFree = style === undefined || style === "registers";
  let best: Candidate | undefined = isFree ? registers : undefined;
  let limit = isFree ? Math.floor(registers.cost) : Number.POSITIVE_INFINITY;
  for (const candidate of style === "registers" ? [] : candidates) {
    if (candidate.cost >= limit) continue;
    best = candidate;
    limit = Math.floor(candidate.cost);
  }
  if (best === undefined) return { refusals };
  const { cost: _, ...placement } = best;
  return { placement, refusals };
}

/** In flip-flops: a decoded write enable for each word, and a multiplexer for each read. */
function inRegisters({ width, depth, addressBits, reads, writes }: MemoryPorts, memory: Memory): Candidate {
  const bits = width * depth;
  const isRom = writes.length === 0;
  return {
    style: "registers",
    blocks: 0,
    flipFlops: (isRom ? 0 : bits) + reads.length * (memory.collision === "writeFirst" ? addressBits : width),
    luts: isRom
      ? Math.ceil(bits / 16) * reads.length
      : width * (depth - 1) * reads.length + Math.ceil(1.1 * depth) * writes.length,
    cost: isRom ? bits / 16 : bits,
  };
}

function refusalOf(
  { ports: cell, contents, title, ownWord }: RamCell,
  { writes, reads }: MemoryPorts,
  memory: Memory,
): string | undefined {
  if (contents === "none" && memory.init !== undefined) return `has initial contents, which ${title} cannot have`;
  const most = cell.write + cell.both;
  if (writes.length > most) return `has ${count(writes.length, "write port")}, but ${title} has ${most}`;
  if (cell.both === 0 || cell.both > writes.length) return undefined;
  const shared = reads.flatMap(({ sharesWith }) => sharesWith ?? []);
  if (shared.length < reads.length) {
    const written = writes.length === 1 ? "another address than it writes" : `other addresses than its ${most} writes`;
    return `reads at ${written}, but ${title} has ${count(cell.both, "port")}`;
  }
  if (new Set(shared).size < shared.length) {
    return `has ${count(reads.length, "read port")}, but ${title} has ${count(cell.both, "port")}`;
  }
  if (memory.collision === "readFirst" && !ownWord.includes("old") && reads.some((read) => !read.alternates)) {
    return `reads while it writes, but ${title} does one or the other`;
  }
  return undefined;
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? "" : "s"}`;

/** Every way to use the cell: reads that can be one port with a write either are, or have ports of their own. */
function candidatesOf(cell: RamCell, ports: MemoryPorts, collision: Collision): Candidate[] {
  const sharings = cell.ports.both > 0 ? (["shared", "apart"] as const) : (["apart"] as const);
  return sharings.flatMap((sharing) => {
    const taken = new Set<number>();
    const shared = ports.reads.map(({ sharesWith }) => {
      if (sharing === "apart" || sharesWith === undefined || taken.has(sharesWith)) return undefined;
      taken.add(sharesWith);
      return sharesWith;
    });
    const apart = shared.filter((index) => index === undefined).length;
    const space = cell.ports.both > 0 ? cell.ports.both - ports.writes.length : cell.ports.read;
    if (apart > 0 && space <= 0) return [];
    const copies = Math.max(1, apart === 0 ? 1 : Math.ceil(apart / space));
    const options = sharing === "shared" && taken.size > 0 ? cell.ownWord : (["old"] as const);
    return options.flatMap((ownWord) => {
      const emulation = emulationOf(cell, ports, collision, shared, ownWord);
      return emulation === undefined ? [] : geometries(cell, ports, copies, emulation);
    });
  });
}

interface Emulation {
  readonly points: number;
  readonly flipFlops: number;
  readonly luts: number;
  /** The lanes of a write become words of their own: the port keeps its output only when all of it is written. */
  readonly isUniform: boolean;
}

/** Logic that makes up for what the cell does not do; undefined where nothing can. */
function emulationOf(
  cell: RamCell,
  ports: MemoryPorts,
  collision: Collision,
  shared: readonly (number | undefined)[],
  ownWord: "keeps" | "old" | "new",
): Emulation | undefined {
  const { width, addressBits, reads, writes } = ports;
  const total = { points: 0, flipFlops: 0, luts: 0, isUniform: false };
  const forwarded = new Set<number>();
  /** The word that a write stores, beside the RAM to the read. All reads share the copy of the word. */
  const forward = (read: ReadPort, write: number): void => {
    total.points += 3;
    total.flipFlops += (forwarded.has(write) ? 0 : width) + (writes[write]?.enables ?? 1);
    total.luts += width + (read.sharesWith === write ? 1 : addressBits * cell.lutsPerAddressBit + 2);
    forwarded.add(write);
  };
  const apart = reads.flatMap((read, i) =>
    writes.flatMap((write, j) => (shared[i] === j || read.clock !== write.clock ? [] : [{ read, write: j }])),
  );
  const isSynchronous = cell.reads === "synchronous";
  if (collision === "readFirst" && isSynchronous && apart.length > 0) {
    if (shared.some((index) => index !== undefined)) return undefined;
    // Writes come one cycle late, and reads look ahead at them.
    total.points += 3 * writes.length;
    total.flipFlops += writes.reduce((sum, { enables }) => sum + addressBits + width + enables, 0);
    for (const { read, write } of apart) forward(read, write);
  }
  if (collision === "writeFirst" && isSynchronous) for (const { read, write } of apart) forward(read, write);
  for (const [i, read] of reads.entries()) {
    const index = shared[i];
    if (index === undefined) {
      total.points += 1;
      // A register before the read sees the new word, one behind it the old.
      if (!isSynchronous) total.flipFlops += collision === "writeFirst" ? addressBits : width;
      continue;
    }
    if (!read.alternates) {
      if (collision === "readFirst" && ownWord !== "old") return undefined;
      if (collision === "writeFirst" && ownWord !== "new") forward(read, index);
      if (ownWord === "keeps") total.isUniform = true;
    }
    if (read.hasEnable && ownWord !== "keeps" && !read.readsWhileWriting) {
      total.points += 3;
      total.flipFlops += width + 1;
      total.luts += width;
    }
  }
  // Of two writes to one address the later port's wins.
  const rivals = (writes.length * (writes.length - 1)) / 2;
  total.points += rivals;
  total.luts += rivals * addressBits * cell.lutsPerAddressBit;
  return total;
}

function geometries(cell: RamCell, ports: MemoryPorts, copies: number, emulation: Emulation): Candidate[] {
  const { width, depth, reads, writes } = ports;
  const [narrowest, widest] = writes.length === 0 ? [0, cell.widths.length - 1] : cell.writeWidths;
  const byteIndex = cell.byteBits === 0 ? cell.widths.length - 1 : lastIndex(cell.widths, (w) => w <= cell.byteBits);
  let best: Candidate | undefined;
  for (const [base] of cell.widths.entries()) {
    const unit = Math.min(base, widest);
    if (unit !== base && best !== undefined) break;
    if (base < narrowest && base < byteIndex) continue;
    const unitBits = cell.widths[unit] ?? 1;
    const wordBits = paddedWidth(ports, cell.byteBits, unitBits, emulation.isUniform);
    const rows = Math.ceil(depth / 2 ** (cell.addressBits - base));
    const blocks = Math.ceil((rows * wordBits) / unitBits);
    const readInputs = reads.length * (rows - 1) * width;
    const writeInputs = rows === 1 ? 0 : writes.reduce((sum, { enables }) => sum + rows * enables, 0);
    const cost = cell.cost * blocks * copies + (readInputs + writeInputs) * muxCost + emulation.points * emulationCost;
    const selects = rows === 1 ? 0 : Math.ceil(Math.log2(rows));
    // Bit enables also tell apart the words that share a row of the block.
    const positions = cell.byteBits === 1 ? (cell.widths.at(-1) ?? 1) / unitBits : 1;
    const enables = writes.reduce((sum, write) => sum + write.enables, 0);
    const decoders = rows * positions > 1 ? rows * positions * enables : enables > writes.length ? enables : 0;
    if (best !== undefined && cost >= Math.floor(best.cost)) continue;
    best = {
      style: cell.style,
      cell: cell.cell,
      blocks: blocks * copies,
      flipFlops: emulation.flipFlops + (cell.reads === "synchronous" ? reads.length * selects : 0),
      luts: emulation.luts + readInputs + decoders,
      cost,
    };
  }
  return best === undefined ? [] : [best];
}

/** Bits of a word with the gaps that lanes need to begin where a write enable does. */
function paddedWidth({ width, writes }: MemoryPorts, byteBits: number, unitBits: number, isUniform: boolean): number {
  const byte = writes.length === 0 ? 1 : byteBits === 0 || byteBits > unitBits ? unitBits : byteBits;
  const step = isUniform ? unitBits : byte;
  let bits = 0;
  for (let i = 0; i < width; i++) {
    const begins = i > 0 && writes.some(({ lanes }) => lanes[i] !== lanes[i - 1]);
    if (begins) bits = Math.ceil(bits / step) * step;
    bits++;
  }
  return Math.ceil(bits / step) * step;
}

function lastIndex(values: readonly number[], holds: (value: number) => boolean): number {
  return Math.max(0, values.filter(holds).length - 1);
}
