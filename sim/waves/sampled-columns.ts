/** Reads the values of chosen signals into the columns of a log, as fast as handles allow. */
import type { SignalHandle, Simulation } from "../simulation.ts";
import type { ChosenSignal } from "./chosen-signals.ts";

const two32 = 2 ** 32;

type Readable = Readonly<Pick<SignalHandle, "value" | "big">>;

interface Source {
  readonly handle: Readable;
  readonly column: number;
}

export class SampledColumns {
  /** Of each column, whether it is the low word of a signal of more than 32 bits; the next one is its high word. */
  readonly isWide: readonly boolean[];
  /** Of each signal, its column. */
  readonly columns: readonly number[];
  readonly #narrow: readonly Source[];
  readonly #wide: readonly Source[];
  /** More bits than a number holds exactly. */
  readonly #widest: readonly Source[];

  constructor(sim: Simulation, signals: readonly ChosenSignal[]) {
    const isWide: boolean[] = [];
    const columns: number[] = [];
    const narrow: Source[] = [];
    const wide: Source[] = [];
    const widest: Source[] = [];
    for (const signal of signals) {
      const { width } = signal.type;
      const source = { handle: handleOf(sim, signal), column: isWide.length };
      columns.push(source.column);
      isWide.push(width > 32);
      if (width > 32) isWide.push(false);
      (width > 53 ? widest : width > 32 ? wide : narrow).push(source);
    }
    this.isWide = isWide;
    this.columns = columns;
    this.#narrow = narrow;
    this.#wide = wide;
    this.#widest = widest;
  }

  /** Reads all values; signed ones as two's complement, with the sign in all bits of the word. */
  read(words: Int32Array): void {
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

/** A word of a memory, or any other signal. */
function handleOf(sim: Simulation, { path, word }: ChosenSignal): Readable {
  if (word === undefined) return sim.signal(path);
  const memory = sim.memory(word.memory);
  return {
    get value() {
      return memory.get(word.address);
    },
    get big() {
      return memory.getBig(word.address);
    },
  };
}
