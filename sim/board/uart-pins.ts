/**
 * The two ends of a serial line in software: levels out of bytes, bytes out of levels, by the simulation's clock. The
 * computer's bit length need not be the chip's, and the line may be noisy.
 */
const idleLevel = 1;

/** Called for every bit and byte on the way; both decide from a seed of their own. */
export interface LineNoise {
  /** The bit is heard wrong. */
  flipsBit(): boolean;
  /** The byte never happened. */
  losesByte(): boolean;
}

export const noNoise: LineNoise = { flipsBit: () => false, losesByte: () => false };

export type Parity = "none" | "even" | "odd";

/** How a byte becomes bits, between a low start bit and high stop bits. */
export interface LineFormat {
  /** 5 to 8. */
  readonly dataBits: number;
  readonly parity: Parity;
  readonly stopBits: 1 | 2;
}

export const plainFormat: LineFormat = { dataBits: 8, parity: "none", stopBits: 1 };

/** `parity`: the parity bit is wrong. `framing`: a stop bit is low. */
export type FrameFault = "parity" | "framing";

/** A byte as it was heard; parity is looked at where the format has one. */
export interface HeardFrame {
  readonly byte: number;
  readonly fault: FrameFault | undefined;
}

const parityBits = ({ parity }: LineFormat): number => (parity === "none" ? 0 : 1);
const dataMask = ({ dataBits }: LineFormat): number => 2 ** dataBits - 1;

/** Bits of a frame, the start bit included. */
export function frameBits(format: LineFormat): number {
  return 1 + format.dataBits + parityBits(format) + format.stopBits;
}

function parityOf(byte: number, { parity }: LineFormat): number {
  let ones = parity === "odd" ? 1 : 0;
  for (let rest = byte; rest > 0; rest >>= 1) ones ^= rest & 1;
  return ones;
}

/** Start, data, parity, stop; bit 0 first. A frame without its stop bit is followed by one that ends it. */
function encoded(byte: number, format: LineFormat, fault: FrameFault | undefined): { bits: number; count: number } {
  const { dataBits, stopBits } = format;
  let bits = (byte & dataMask(format)) << 1;
  let count = 1 + dataBits;
  if (parityBits(format) === 1) {
    bits |= (parityOf(byte, format) ^ (fault === "parity" ? 1 : 0)) << count;
    count++;
  }
  if (fault === "framing") {
    count += stopBits;
    return { bits: bits | (1 << count), count: count + 1 };
  }
  for (let stop = 0; stop < stopBits; stop++) bits |= 1 << count++;
  return { bits, count };
}

/** Sends bytes back to back. */
export class LineDriver {
  readonly #bitCycles: number;
  readonly #noise: LineNoise;
  readonly #format: LineFormat;
  readonly #queue: { readonly bits: number; readonly count: number }[] = [];
  #at = 0;
  #bits = 0;
  #bitsLeft = 0;
  #bitEnds = 0;

  constructor(bitCycles: number, noise: LineNoise, format: LineFormat = plainFormat) {
    this.#bitCycles = bitCycles;
    this.#noise = noise;
    this.#format = format;
  }

  get isIdle(): boolean {
    return this.#bitsLeft === 0 && this.#at === this.#queue.length;
  }

  /** Bytes that have not begun yet. */
  get waiting(): number {
    return this.#queue.length - this.#at;
  }

  /** The level stays at least until this cycle; undefined while the line is idle. */
  get nextChange(): number | undefined {
    return this.#bitsLeft === 0 ? undefined : Math.ceil(this.#bitEnds);
  }

  add(bytes: Uint8Array): void {
    for (const byte of bytes) if (!this.#noise.losesByte()) this.addFrame(byte);
  }

  /** One byte, perhaps with something wrong about it. */
  addFrame(byte: number, fault?: FrameFault): void {
    this.#queue.push(encoded(byte, this.#format, fault));
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
    const frame = this.#next();
    if (frame === undefined) return idleLevel;
    this.#bits = this.#flipped(frame);
    this.#bitsLeft = frame.count;
    this.#bitEnds = (follows ? this.#bitEnds : cycle) + this.#bitCycles;
    return this.#bits & 1;
  }

  #next(): { readonly bits: number; readonly count: number } | undefined {
    const frame = this.#queue[this.#at];
    if (frame === undefined) {
      this.#queue.length = 0;
      this.#at = 0;
    } else this.#at++;
    return frame;
  }

  #flipped({ bits, count }: { readonly bits: number; readonly count: number }): number {
    let heard = bits;
    for (let bit = 0; bit < count; bit++) if (this.#noise.flipsBit()) heard ^= 1 << bit;
    return heard;
  }
}

/** Reads bytes. */
export class LineSampler {
  readonly #bitCycles: number;
  /** From the first low sample to the place in a bit where it is read. */
  readonly #offset: number;
  readonly #noise: LineNoise;
  readonly #format: LineFormat;
  readonly #count: number;
  #bits = 0;
  #bitsLeft = 0;
  #due = 0;
  #isLow = false;
  /** Cycle of the last activity. */
  lastActive = 0;

  constructor(bitCycles: number, offset: number, noise: LineNoise, format: LineFormat = plainFormat) {
    this.#bitCycles = bitCycles;
    this.#offset = offset;
    this.#noise = noise;
    this.#format = format;
    // The start bit is not read again.
    this.#count = frameBits(format) - 1;
  }

  /** The level is not looked at before this cycle; undefined while the line is idle. */
  get nextSample(): number | undefined {
    return this.#bitsLeft === 0 ? undefined : Math.ceil(this.#due);
  }

  /** Takes the level at this cycle; returns a byte that is complete now. A faulty one is lost, as serial ports do. */
  sample(cycle: number, level: number): number | undefined {
    const heard = this.frame(cycle, level);
    return heard !== undefined && heard.fault === undefined && !this.#noise.losesByte() ? heard.byte : undefined;
  }

  /** Takes the level at this cycle; returns a frame that is complete now. */
  frame(cycle: number, level: number): HeardFrame | undefined {
    if (this.#bitsLeft === 0) {
      if (level === 0 && !this.#isLow) {
        this.#bits = 0;
        this.#bitsLeft = this.#count;
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
    this.#bits |= heard << (this.#count - this.#bitsLeft);
    this.#bitsLeft--;
    if (this.#bitsLeft > 0) return undefined;
    this.#isLow = level === 0;
    return this.#heard();
  }

  #heard(): HeardFrame {
    const { dataBits, stopBits } = this.#format;
    const byte = this.#bits & dataMask(this.#format);
    const stops = 2 ** stopBits - 1;
    const hasStops = this.#bits >> (dataBits + parityBits(this.#format)) === stops;
    if (!hasStops) return { byte, fault: "framing" };
    const isOdd = parityBits(this.#format) === 1 && ((this.#bits >> dataBits) & 1) !== parityOf(byte, this.#format);
    return { byte, fault: isOdd ? "parity" : undefined };
  }
}
