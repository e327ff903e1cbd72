/** Reads the values of chosen signals into the columns of a log. */
import type { SignalCell, SignalHandle, Simulation } from "../simulation.ts";
import type { ChosenSignal } from "./chosen-signals.ts";

const two32 = 2 ** 32;

/** What a signal is read through. */
type Readable = Readonly<Pick<SignalHandle, "value" | "big" | "cell">>;

interface Source {
  readonly handle: Readable;
  readonly column: number;
}

/** Signals that lie in one array of the engine. */
interface Block {
  readonly words: Uint8Array | Uint16Array | Uint32Array;
  readonly places: Uint32Array;
  readonly columns: Uint32Array;
}

export class SampledColumns {
  /** Of each column, whether it is the low word of a signal of more than 32 bits; the next one is its high word. */
  readonly isWide: readonly boolean[];
  /** Of each signal, its column. */
  readonly columns: readonly number[];
  /** Brings what the blocks hold up to date; undefined where that is not needed. */
  readonly #settle: (() => void) | undefined;
  readonly #blocks: readonly Block[];
  readonly #narrow: readonly Source[];
  readonly #wide: readonly Source[];
  /** More bits than a number holds exactly. */
  readonly #widest: readonly Source[];

  constructor(sim: Simulation, signals: readonly ChosenSignal[]) {
    const isWide: boolean[] = [];
    const columns: number[] = [];
    const cells: { cell: SignalCell; column: number }[] = [];
    const narrow: Source[] = [];
    const wide: Source[] = [];
    const widest: Source[] = [];
    for (const signal of signals) {
      const { width } = signal.type;
      const column = isWide.length;
      columns.push(column);
      isWide.push(width > 32);
      if (width > 32) isWide.push(false);
      const handle: Readable = signal.word === undefined ? sim.signal(signal.path) : wordOf(sim, signal.word);
      const { cell } = handle;
      if (cell !== undefined) cells.push({ cell, column });
      else (width > 53 ? widest : width > 32 ? wide : narrow).push({ handle, column });
    }
    this.isWide = isWide;
    this.columns = columns;
    this.#blocks = blocksOf(cells);
    // Outputs and nets are brought up to date apart.
    const hosts = new Set(cells.flatMap(({ cell }) => (cell.access === "output" ? [cell.host] : [])));
    this.#settle =
      hosts.size === 0
        ? undefined
        : () => {
            for (const host of hosts) host.settle();
          };
    this.#narrow = narrow;
    this.#wide = wide;
    this.#widest = widest;
  }

  /** Reads all values. Above the bits of a signal there may be copies of its sign. */
  read(words: Int32Array): void {
    this.#settle?.();
    for (const { words: from, places, columns } of this.#blocks) {
      for (let i = 0; i < places.length; i++) words[columns[i] as number] = from[places[i] as number] as number;
    }
    for (const { handle, column } of this.#narrow) words[column] = handle.value;
    for (const { handle, column } of this.#wide) {
      const { value } = handle;
      words[column] = value;
      words[column + 1] = Math.floor(value / two32);
    }
    for (const { handle, column } of this.#widest) {
      const bits = BigInt.asUintN(64, handle.big);
      words[column] = Number(bits & 0xffff_ffffn);
      words[column + 1] = Number(bits >> 32n);
    }
  }
}

/** Cells of one buffer and element size together: reading a hundred places of one array is one loop. */
function blocksOf(cells: readonly { readonly cell: SignalCell; readonly column: number }[]): Block[] {
  const groups = new Map<ArrayBufferLike, Map<number, { cell: SignalCell; column: number }[]>>();
  for (const each of cells) {
    const { buffer, BYTES_PER_ELEMENT: size } = each.cell.words;
    const bySize = groups.get(buffer) ?? new Map<number, { cell: SignalCell; column: number }[]>();
    groups.set(buffer, bySize);
    bySize.set(size, [...(bySize.get(size) ?? []), each]);
  }
  return [...groups].flatMap(([buffer, bySize]) =>
    [...bySize].map(([size, group]) => ({
      words: wholeBuffer(buffer, size),
      places: Uint32Array.from(group, ({ cell }) => cell.words.byteOffset / size),
      columns: Uint32Array.from(group, ({ column }) => column),
    })),
  );
}

function wholeBuffer(buffer: ArrayBufferLike, size: number): Block["words"] {
  const count = Math.floor(buffer.byteLength / size);
  if (size === 1) return new Uint8Array(buffer, 0, count);
  return size === 2 ? new Uint16Array(buffer, 0, count) : new Uint32Array(buffer, 0, count);
}

/** A word of a memory. */
function wordOf(sim: Simulation, { memory, address }: NonNullable<ChosenSignal["word"]>): Readable {
  const handle = sim.memory(memory);
  return {
    get value() {
      return handle.get(address);
    },
    get big() {
      return handle.getBig(address);
    },
  };
}
