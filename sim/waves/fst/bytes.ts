/** A buffer that grows, with the numbers that the FST format writes. */
export class Bytes {
  #buffer: Buffer;
  #length = 0;

  constructor(capacity = 256) {
    this.#buffer = Buffer.allocUnsafe(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** What has been written; valid until the next write. */
  get view(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  u8(value: number): void {
    this.#reserve(1);
    this.#buffer[this.#length++] = value;
  }

  /** Most significant byte first; up to 2^53. */
  u64(value: number): void {
    this.#reserve(8);
    this.#buffer.writeBigUInt64BE(BigInt(value), this.#length);
    this.#length += 8;
  }

  /** Seven bits a byte, least significant first; a whole number from 0 up to 2^53. */
  varint(value: number): void {
    this.#reserve(10);
    const buffer = this.#buffer;
    let at = this.#length;
    let rest = value;
    while (rest >= 128) {
      const above = Math.floor(rest / 128);
      buffer[at++] = 128 + (rest - above * 128);
      rest = above;
    }
    buffer[at++] = rest;
    this.#length = at;
  }

  /**
   * The bits of a value, most significant first, in so many bytes (up to eight) of which the last one is filled up with
   * `fill` zeros.
   */
  leftBits(low: number, high: number, bytes: number, fill: number): void {
    this.#reserve(bytes);
    const buffer = this.#buffer;
    let at = this.#length + bytes;
    this.#length = at;
    const upper = fill === 0 ? high : (high << fill) | (low >>> (32 - fill));
    let word = low << fill;
    for (let byte = 0; byte < bytes; byte++) {
      if (byte === 4) word = upper;
      buffer[--at] = word & 255;
      word >>>= 8;
    }
  }

  /** A number with a sign, seven bits a byte in two's complement. */
  signedVarint(value: number): void {
    let rest = value;
    for (;;) {
      const above = Math.floor(rest / 128);
      const low = rest - above * 128;
      const isLast = (above === 0 && low < 64) || (above === -1 && low >= 64);
      this.u8(isLast ? low : low + 128);
      if (isLast) return;
      rest = above;
    }
  }

  /** Text with a zero at its end. */
  text(value: string): void {
    this.bytes(Buffer.from(value));
    this.u8(0);
  }

  /** Text in a field of fixed size, filled up with zeros; at least one is left. */
  field(value: string, size: number): void {
    const field = Buffer.alloc(size);
    field.write(value, 0, size - 1);
    this.bytes(field);
  }

  bytes(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#buffer.set(value, this.#length);
    this.#length += value.length;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#buffer.length, this.#length + count));
    larger.set(this.view);
    this.#buffer = larger;
  }
}
