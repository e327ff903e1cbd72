/**
 * The two ends of a serial line in software: levels out of bytes, bytes out of levels, by the simulation's clock. The
 * computer's bit length need not be the chip's, and the line may be noisy.
 */
const idleLevel = 1;
const bitsOfByte = 10;

/** Called for every bit and byte on the way; both decide from a seed of their own. */
export interface LineNoise {
  /** The bit is heard wrong. */
  flipsBit(): boolean;
  /** The byte never happened. */
  losesByte(): boolean;
}

export const noNoise: LineNoise = { flipsBit: () => false, losesByte: () => false };

/** Sends bytes back to back. */
export class LineDriver {
  readonly #bitCycles: number;
  readonly #noise: LineNoise;
  readonly #queue: number[] = [];
  #at = 0;
  /** Start, data, stop; bit 0 first. */
  #bits = 0;
  #bitsLeft = 0;
  #bitEnds = 0;

  constructor(bitCycles: number, noise: LineNoise) {
    this.#bitCycles = bitCycles;
    this.#noise = noise;
  }

  get isIdle(): boolean {
    return this.#bitsLeft === 0 && this.#at === this.#queue.length;
  }

  add(bytes: Uint8Array): void {
    for (const byte of bytes) if (!this.#noise.losesByte()) this.#queue.push(byte);
  }

  /** Level of the line in the cycles that begin now. */
  level(cycle: number): number {
    if (this.#bitsLeft > 0 && cycle < this.#bitEnds) return this.#bits & 1;
    if (this.#bitsLeft > 1) {
      this.#bits >>= 1;
      this.#bitsLeft--;
      this.#bitEnds += this.#bitCycles;
      return this.#bits & 1;
    }
    const follows = this.#bitsLeft === 1;
    this.#bitsLeft = 0;
    const byte = this.#next();
    if (byte === undefined) return idleLevel;
    this.#bits = this.#flipped((1 << (bitsOfByte - 1)) | (byte << 1));
    this.#bitsLeft = bitsOfByte;
    this.#bitEnds = (follows ? this.#bitEnds : cycle) + this.#bitCycles;
    return this.#bits & 1;
  }

  #next(): number | undefined {
    const byte = this.#queue[this.#at];
    if (byte === undefined) {
      this.#queue.length = 0;
      this.#at = 0;
    } else this.#at++;
    return byte;
  }

  #flipped(bits: number): number {
    let heard = bits;
    for (let bit = 0; bit < bitsOfByte; bit++) if (this.#noise.flipsBit()) heard ^= 1 << bit;
    return heard;
  }
}

/** Reads bytes. A byte without a stop bit is lost, as most serial ports lose it. */
export class LineSampler {
  readonly #bitCycles: number;
  /** From the first low sample to the place in a bit where it is read. */
  readonly #offset: number;
  readonly #noise: LineNoise;
  #bits = 0;
  #bitsLeft = 0;
  #due = 0;
  #isLow = false;
  /** Cycle of the last activity. */
  lastActive = 0;

  constructor(bitCycles: number, offset: number, noise: LineNoise) {
    this.#bitCycles = bitCycles;
    this.#offset = offset;
    this.#noise = noise;
  }

  /** Takes the level at this cycle; returns a byte that is complete now. */
  sample(cycle: number, level: number): number | undefined {
    if (this.#bitsLeft === 0) {
      if (level === 0 && !this.#isLow) {
        this.#bits = 0;
        this.#bitsLeft = bitsOfByte - 1;
        this.#due = cycle + this.#offset + this.#bitCycles;
        this.lastActive = cycle;
      }
      this.#isLow = level === 0;
      return undefined;
    }
    this.lastActive = cycle;
    if (cycle < this.#due) return undefined;
    this.#due += this.#bitCycles;
    const heard = this.#noise.flipsBit() ? 1 - level : level;
    this.#bits |= heard << (bitsOfByte - 1 - this.#bitsLeft);
    this.#bitsLeft--;
    if (this.#bitsLeft > 0) return undefined;
    this.#isLow = level === 0;
    const hasStopBit = heard === 1;
    return hasStopBit && !this.#noise.losesByte() ? this.#bits & 0xff : undefined;
  }
}
