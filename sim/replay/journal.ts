/**
 * What was done to a simulation, in order: writes of inputs, edges, and the rare rest. It is what a run is repeated from,
 * so that it is written at every step of every test and must cost next to nothing.
 *
 * Entries are pairs of numbers in long arrays that are only ever added to. A run is a chain of pieces of such arrays, each
 * knowing the one before: going back to a snapshot is going on from the piece that ended there, and what no snapshot
 * leads to any more is collected as garbage.
 */
import type { Snapshot } from "../simulation.ts";

/** What is done too seldom to be a pair of numbers. */
export type Action =
  /** A value beyond what a number holds exactly. */
  | { readonly kind: "write"; readonly input: number; readonly value: bigint }
  | { readonly kind: "load"; readonly memory: string; readonly address: number; readonly value: number | bigint };

/** First numbers of entries that are no write; that of a write is the number of its input, from 0 on. */
const code = { step: -1, edge: -2, advance: -3, action: -4, high: -5 } as const;
const two32 = 2 ** 32;
const mostPerEntry = 2 ** 31 - 1;

interface Piece {
  /** Absent: the run begins here, or what came before has been dropped. */
  before: Piece | undefined;
  readonly numbers: Int32Array;
  readonly actions: readonly Action[];
  readonly from: number;
  /** Of the open piece, where the last entry ends as it is read. */
  to: number;
  /** The state with which it begins; absent at the start of the run, and where none was taken. */
  readonly state: Snapshot | undefined;
}

/** A moment of the run, to which `goBack` returns. */
export type Mark = Piece;

export interface JournalSizes {
  /** Numbers in one array, two for each code. */
  readonly numbersPerArray: number;
  /** Arrays that a run may fill before the oldest are dropped. */
  readonly mostArrays: number;
  /** Arrays from one checkpoint to the next. */
  readonly arraysPerCheckpoint: number;
}

/** Half a million entries, 4 MiB, before something is dropped. */
const usualSizes: JournalSizes = { numbersPerArray: 2 ** 16, mostArrays: 16, arraysPerCheckpoint: 4 };

export class Journal {
  readonly #sizes: JournalSizes;
  readonly #checkpoint: () => Snapshot;
  #numbers: Int32Array;
  #actions: Action[] = [];
  #at = 0;
  #piece: Piece;
  #arraysSinceCheckpoint = 0;

  /** `checkpoint` takes the state of the simulation as it is. */
  constructor(checkpoint: () => Snapshot, sizes: JournalSizes = usualSizes) {
    this.#sizes = sizes;
    this.#checkpoint = checkpoint;
    this.#numbers = new Int32Array(sizes.numbersPerArray);
    this.#piece = this.#open(undefined, undefined);
  }

  /** A value beyond 32 bits is two entries, the high half first. */
  write(input: number, value: number): void {
    if ((value | 0) !== value) {
      // Both in one array, since a repetition may begin with any.
      if (this.#at + 4 > this.#numbers.length) this.#grow();
      this.#add(code.high, Math.floor(value / two32) | 0);
    }
    this.#add(input, value | 0);
  }

  /** Steps in a row are one code. */
  step(cycles: number): void {
    if (cycles === 0) return;
    const last = this.#at - 2;
    if (last >= this.#piece.from && this.#numbers[last] === code.step) {
      this.#numbers[last + 1] = (this.#numbers[last + 1] ?? 0) + cycles;
    } else this.#add(code.step, cycles);
  }

  /** One edge of this clock, beside the schedule. */
  edge(clock: number): void {
    this.#add(code.edge, clock);
  }

  /** So many edges as the schedule brings them, which may end between two edges of the main clock. */
  advance(edges: number): void {
    this.#count(code.advance, edges);
  }

  act(action: Action): void {
    this.#add(code.action, this.#actions.push(action) - 1);
  }

  /** The moment now. */
  mark(): Mark {
    this.#close();
    const ended = this.#piece;
    this.#piece = this.#open(ended, undefined);
    return ended;
  }

  /** Goes on from a moment; `state` is what the simulation then holds. */
  goBack(mark: Mark, state: Snapshot): void {
    this.#close();
    this.#piece = this.#open(mark, state);
  }

  /** The run up to now as it can be repeated, the oldest first. */
  run(): Run {
    this.#close();
    const pieces: Piece[] = [];
    for (let piece: Piece | undefined = this.#piece; piece !== undefined; piece = piece.before) pieces.unshift(piece);
    return new Run(pieces);
  }

  #count(first: number, more: number): void {
    const last = this.#at - 2;
    const before = this.#numbers[last + 1] ?? 0;
    if (last >= this.#piece.from && this.#numbers[last] === first && before + more <= mostPerEntry) {
      this.#numbers[last + 1] = before + more;
      return;
    }
    for (let left = more; left > 0; left -= mostPerEntry) this.#add(first, Math.min(left, mostPerEntry));
  }

  #add(first: number, value: number): void {
    this.#numbers[this.#at] = first;
    this.#numbers[this.#at + 1] = value;
    this.#at += 2;
    // Now, while the simulation is where the journal is.
    if (this.#at === this.#numbers.length) this.#grow();
  }

  #close(): void {
    this.#piece.to = this.#at;
  }

  #open(before: Piece | undefined, state: Snapshot | undefined): Piece {
    return { before, numbers: this.#numbers, actions: this.#actions, from: this.#at, to: this.#at, state };
  }

  #grow(): void {
    this.#close();
    this.#numbers = new Int32Array(this.#sizes.numbersPerArray);
    this.#actions = [];
    this.#at = 0;
    const isDue = ++this.#arraysSinceCheckpoint === this.#sizes.arraysPerCheckpoint;
    if (isDue) this.#arraysSinceCheckpoint = 0;
    this.#piece = this.#open(this.#piece, isDue ? this.#checkpoint() : undefined);
    if (isDue) this.#dropOld();
  }

  /** Cuts the chain at the oldest checkpoint that leaves it short enough. */
  #dropOld(): void {
    const kept = new Set<Int32Array>();
    let cut: Piece | undefined;
    for (let piece: Piece | undefined = this.#piece; piece !== undefined; piece = piece.before) {
      kept.add(piece.numbers);
      if (kept.size > this.#sizes.mostArrays) break;
      if (piece.state !== undefined) cut = piece;
    }
    if (cut !== undefined && kept.size > this.#sizes.mostArrays) cut.before = undefined;
  }
}

export type Entry =
  | { readonly kind: "write"; readonly input: number; readonly value: number }
  | { readonly kind: "step"; readonly cycles: number }
  | { readonly kind: "edge"; readonly clock: number }
  | { readonly kind: "advance"; readonly edges: number }
  | { readonly kind: "action"; readonly action: Action };

/** A run as it was written down. */
export class Run {
  readonly #pieces: readonly Piece[];

  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces;
  }

  /** Whether it goes back to where the simulation was opened. */
  get isComplete(): boolean {
    return this.#pieces[0]?.state === undefined;
  }

  /** The last state at or before this cycle of the main clock, from which the run can be repeated. */
  stateBefore(cycle: number): Snapshot | undefined {
    return this.#pieces.findLast(({ state }) => state !== undefined && state.cycle <= cycle)?.state;
  }

  /** The oldest state that is kept. */
  get firstState(): Snapshot | undefined {
    return this.#pieces.find(({ state }) => state !== undefined)?.state;
  }

  /** What was done from a state on; from the start where none is given. */
  *entries(from?: Snapshot): Generator<Entry> {
    const first = from === undefined ? 0 : this.#pieces.findIndex(({ state }) => state === from);
    let high: number | undefined;
    for (const { numbers, actions, from: start, to } of this.#pieces.slice(first)) {
      for (let at = start; at < to; at += 2) {
        const [first = 0, value = 0] = numbers.subarray(at, at + 2);
        if (first === code.high) high = value;
        else {
          yield decode(first, high === undefined ? value : high * two32 + (value >>> 0), actions);
          high = undefined;
        }
      }
    }
  }
}

function decode(first: number, value: number, actions: readonly Action[]): Entry {
  if (first >= 0) return { kind: "write", input: first, value };
  if (first === code.step) return { kind: "step", cycles: value };
  if (first === code.edge) return { kind: "edge", clock: value };
  if (first === code.advance) return { kind: "advance", edges: value };
  const action = actions[value];
  if (action === undefined) throw new Error(`no action ${value}`);
  return { kind: "action", action };
}
