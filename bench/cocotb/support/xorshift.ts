/** Random numbers that are the same in TypeScript and in Python (xorshift.py). */

/** 32 bits, shifts 13, 17, 5 (G. Marsaglia, Xorshift RNGs, 2003). */
export class Xorshift {
  #state: number;

  /** Seed: 1 to 2^32 − 1. */
  constructor(seed: number) {
    this.#state = seed;
  }

  next(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return x >>> 0;
  }

  below(bound: number): number {
    return this.next() % bound;
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }
}
