/**
 * The changes of many signals, sample by sample, in typed arrays: what a recorder fills. Each signal is one column of
 * 32-bit words, a wide one two. Only words that change are kept, so that a quiet signal costs nothing but the look.
 */

/** When a sample is. */
export interface SampleHead {
  readonly start: number;
  /** The clock whose edge begins it, by its index; −1 for none. */
  readonly clock: number;
  /** Cycle of the main clock. */
  readonly cycle: number;
  /** Edges of all clocks before it. */
  readonly moment: number;
}

/** Changes of one signal in a log, as `WaveSignal` has them; 64-bit words have their low half first. */
export interface ColumnChanges {
  readonly at: Uint32Array;
  readonly bits: Uint32Array | BigUint64Array;
}

/** Samples that a log holds, oldest first. */
export interface LoggedSamples {
  readonly starts: Float64Array;
  readonly clocks: Int16Array;
  /** Cycle of the main clock of the first sample. */
  readonly firstCycle: number;
  /** By column; those of the high words of wide signals are in the one before. */
  readonly columns: readonly ColumnChanges[];
}

const firstSamples = 1024;
const firstEntries = 16384;

export class WaveLog {
  /** Words of the sample being taken, to be written by the recorder before `commit`. */
  readonly now: Int32Array;
  /** Whether a column is the low word of a wide signal, whose high word is the next column. */
  readonly #isWide: readonly boolean[];
  /** Most samples that are kept. */
  readonly #limit: number;
  /** Words after the last sample. */
  readonly #last: Int32Array;
  /** Words before the oldest sample. */
  readonly #base: Int32Array;
  /** Pairs of column and word. */
  #entries = new Int32Array(2 * firstEntries);
  #entryCount = 0;
  #starts = new Float64Array(firstSamples);
  #clocks = new Int16Array(firstSamples);
  #cycles = new Float64Array(firstSamples);
  #moments = new Float64Array(firstSamples);
  /** Where each sample's entries end. */
  #ends = new Uint32Array(firstSamples);
  #count = 0;
  /** Oldest sample that is still wanted, and where its entries begin. */
  #first = 0;
  #firstEntry = 0;

  constructor(isWide: readonly boolean[], limit = Number.POSITIVE_INFINITY) {
    this.#isWide = isWide;
    this.#limit = limit;
    this.now = new Int32Array(isWide.length);
    this.#last = new Int32Array(isWide.length);
    this.#base = new Int32Array(isWide.length);
  }

  /** Samples in it. */
  get length(): number {
    return this.#count - this.#first;
  }

  /** Changes in it. */
  get changes(): number {
    return (this.#entryCount - this.#firstEntry) / 2;
  }

  /** Takes what is in `now` as a sample. */
  commit({ start, clock, cycle, moment }: SampleHead): void {
    const { now } = this;
    const last = this.#last;
    const columns = now.length;
    if (this.#entryCount + 2 * columns > this.#entries.length) this.#growEntries(2 * columns);
    if (this.#count === this.#starts.length) this.#growSamples();
    const entries = this.#entries;
    let at = this.#entryCount;
    for (let column = 0; column < columns; column++) {
      const word = now[column] as number;
      if (word === last[column]) continue;
      last[column] = word;
      entries[at] = column;
      entries[at + 1] = word;
      at += 2;
    }
    this.#entryCount = at;
    const sample = this.#count++;
    this.#starts[sample] = start;
    this.#clocks[sample] = clock;
    this.#cycles[sample] = cycle;
    this.#moments[sample] = moment;
    this.#ends[sample] = at;
    if (this.length > this.#limit) this.#dropOldest();
  }

  /** Forgets the samples of this moment and later ones; returns the first of them. */
  rewind(moment: number): SampleHead | undefined {
    let from = this.#count;
    while (from > this.#first && (this.#moments[from - 1] ?? 0) >= moment) from--;
    if (from === this.#count) return undefined;
    const head = this.#head(from);
    this.#count = from;
    this.#entryCount = this.length === 0 ? this.#firstEntry : (this.#ends[from - 1] ?? 0);
    this.#last.set(this.#base);
    this.#apply(this.#last, this.#firstEntry, this.#entryCount);
    return head;
  }

  #head(sample: number): SampleHead {
    return {
      start: this.#starts[sample] ?? 0,
      clock: this.#clocks[sample] ?? -1,
      cycle: this.#cycles[sample] ?? 0,
      moment: this.#moments[sample] ?? 0,
    };
  }

  /** Forgets all samples; the words after them stay known. */
  clear(): void {
    this.#base.set(this.#last);
    this.#count = 0;
    this.#entryCount = 0;
    this.#first = 0;
    this.#firstEntry = 0;
  }

  samples(): LoggedSamples {
    return {
      starts: this.#starts.slice(this.#first, this.#count),
      clocks: this.#clocks.slice(this.#first, this.#count),
      firstCycle: this.#cycles[this.#first] ?? 0,
      columns: this.#columns(),
    };
  }

  /** Changes by column, in the order of samples. Every column has one at sample 0. */
  #columns(): ColumnChanges[] {
    const narrow = this.#narrowChanges();
    return narrow.map((low, column) => {
      const high = narrow[column + 1];
      return this.#isWide[column] === true && high !== undefined ? joined(low, high) : low;
    });
  }

  /** Counting sort of the entries by column. */
  #narrowChanges(): { at: Uint32Array; bits: Uint32Array }[] {
    const initial = this.#base.slice();
    const from = this.length === 0 ? this.#entryCount : (this.#ends[this.#first] ?? 0);
    this.#apply(initial, this.#firstEntry, from);
    const entries = this.#entries;
    const counts = new Uint32Array(initial.length).fill(1);
    for (let at = from; at < this.#entryCount; at += 2) {
      const column = entries[at] as number;
      counts[column] = (counts[column] as number) + 1;
    }
    const columns = Array.from(counts, (count) => ({ at: new Uint32Array(count), bits: new Uint32Array(count) }));
    columns.forEach(({ bits }, column) => {
      bits[0] = initial[column] ?? 0;
    });
    const next = new Uint32Array(initial.length).fill(1);
    let entry = from;
    for (let sample = this.#first + 1; sample < this.#count; sample++) {
      const end = this.#ends[sample] as number;
      for (; entry < end; entry += 2) {
        const column = entries[entry] as number;
        const { at, bits } = columns[column] as { at: Uint32Array; bits: Uint32Array };
        const place = next[column] as number;
        at[place] = sample - this.#first;
        bits[place] = entries[entry + 1] as number;
        next[column] = place + 1;
      }
    }
    return columns;
  }

  #apply(words: Int32Array, from: number, to: number): void {
    const entries = this.#entries;
    for (let at = from; at < to; at += 2) words[entries[at] as number] = entries[at + 1] as number;
  }

  #dropOldest(): void {
    const end = this.#ends[this.#first] ?? 0;
    this.#apply(this.#base, this.#firstEntry, end);
    this.#firstEntry = end;
    this.#first++;
    // Moving what is left costs as much as it holds, so that it is done when as much has been dropped.
    if (this.#first > Math.max(this.#limit, firstSamples)) this.#compact();
  }

  /** Moves what is left to the front. */
  #compact(): void {
    const [first, count, entry] = [this.#first, this.#count, this.#firstEntry];
    this.#starts.copyWithin(0, first, count);
    this.#clocks.copyWithin(0, first, count);
    this.#cycles.copyWithin(0, first, count);
    this.#moments.copyWithin(0, first, count);
    for (let sample = first; sample < count; sample++) {
      this.#ends[sample - first] = (this.#ends[sample] as number) - entry;
    }
    this.#entries.copyWithin(0, entry, this.#entryCount);
    this.#entryCount -= entry;
    this.#count -= first;
    this.#first = 0;
    this.#firstEntry = 0;
  }

  #growEntries(needed: number): void {
    const length = Math.max(2 * this.#entries.length, this.#entryCount + needed);
    this.#entries = grown(this.#entries, new Int32Array(length));
  }

  #growSamples(): void {
    const length = 2 * this.#starts.length;
    this.#starts = grown(this.#starts, new Float64Array(length));
    this.#clocks = grown(this.#clocks, new Int16Array(length));
    this.#cycles = grown(this.#cycles, new Float64Array(length));
    this.#moments = grown(this.#moments, new Float64Array(length));
    this.#ends = grown(this.#ends, new Uint32Array(length));
  }
}

function grown<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Changes of the two words of a wide signal, as changes of 64 bits. */
function joined(low: ColumnChanges, high: ColumnChanges): ColumnChanges {
  const at = new Uint32Array(low.at.length + high.at.length);
  const bits = new BigUint64Array(at.length);
  // A bigint for each change would cost more than all the rest.
  const words = new Uint32Array(bits.buffer);
  const [lowBits, highBits] = [low.bits as Uint32Array, high.bits as Uint32Array];
  let count = 0;
  for (let i = 0, j = 0; i < low.at.length || j < high.at.length; count++) {
    const sample = Math.min(low.at[i] ?? Number.POSITIVE_INFINITY, high.at[j] ?? Number.POSITIVE_INFINITY);
    if (low.at[i] === sample) i++;
    if (high.at[j] === sample) j++;
    at[count] = sample;
    words[2 * count] = lowBits[i - 1] ?? 0;
    words[2 * count + 1] = highBits[j - 1] ?? 0;
  }
  return { at: at.slice(0, count), bits: bits.slice(0, count) };
}
