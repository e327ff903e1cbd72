import type { SeededRandom } from "./random.ts";

/** What a wire does to a level, times in picoseconds. */
export interface WireOptions {
  readonly delay: number;
  /** Every change arrives up to this much later than by the delay, but never before an earlier one. Default 0. */
  readonly jitter?: number;
  /** Each `bit` of time arrives inverted with the chance `rate`, whatever the level. Default: none does. */
  readonly errors?: { readonly rate: number; readonly bit: number };
  /** What the far end reads while nothing is plugged in. */
  readonly openLevel: 0 | 1;
}

/** One bit from an output pin to an input pin. */
export class Wire {
  readonly #options: WireOptions;
  readonly #random: SeededRandom;
  #driven = -1;
  #level: number;
  #times: number[] = [];
  #levels: number[] = [];
  #lastArrival = 0;
  /** The next or present bit that is inverted. */
  #flipFrom = 0;
  #flipUntil = 0;
  isPulled = false;

  constructor(options: WireOptions, random: SeededRandom) {
    this.#options = options;
    this.#random = random;
    this.#level = options.openLevel;
    this.#flipAfter(0);
  }

  /** The driver's level from this time on. */
  drive(time: number, level: number): void {
    if (level === this.#driven) return;
    this.#driven = level;
    const { delay, jitter = 0 } = this.#options;
    const late = jitter === 0 ? 0 : Math.floor(jitter * this.#random.next());
    this.#lastArrival = Math.max(this.#lastArrival, time + delay + late);
    this.#times.push(this.#lastArrival);
    this.#levels.push(level);
  }

  /** What the far end reads; times must not go backwards. */
  levelAt(time: number): number {
    while (this.#times.length > 0 && (this.#times[0] ?? 0) <= time) {
      this.#times.shift();
      this.#level = this.#levels.shift() ?? this.#level;
    }
    while (this.#flipUntil <= time) this.#flipAfter(this.#flipUntil);
    if (this.isPulled) return this.#options.openLevel;
    return this.#flipFrom <= time ? 1 - this.#level : this.#level;
  }

  /** When the far end may change next, after the time that was asked about last; Infinity when nothing is on its way. */
  nextChange(now: number): number {
    const flip = this.#flipFrom <= now ? this.#flipUntil : this.#flipFrom;
    return Math.min(this.#times[0] ?? Number.POSITIVE_INFINITY, flip);
  }

  /** Draws the first inverted bit that begins at this time or later: a geometric distance. */
  #flipAfter(time: number): void {
    const { errors } = this.#options;
    if (errors === undefined || errors.rate <= 0) {
      this.#flipFrom = Number.POSITIVE_INFINITY;
      this.#flipUntil = Number.POSITIVE_INFINITY;
      return;
    }
    const { rate, bit } = errors;
    const good = rate >= 1 ? 0 : Math.floor(Math.log(1 - this.#random.next()) / Math.log(1 - rate));
    this.#flipFrom = time + good * bit;
    this.#flipUntil = this.#flipFrom + bit;
  }
}
