/** A board behind SPI: the same bytes as over a serial port, but the host has to clock what the board sends. */
import { setImmediate as nextTurn } from "node:timers/promises";
import { frameFlag } from "./frame.ts";
import type { LinkClock, Transport } from "./transport.ts";

/**
 * What moves bytes: Linux' spidev (package `spi-device`), an FTDI bridge, a simulation. Mode 0, the highest bit first, the
 * board selected during a transfer and not between two. Its clock has at most a tenth of the core clock's rate.
 */
export interface SpiDevice {
  /** Sends bytes and returns as many, which were received at the same time. Rejects when the device is gone. */
  transfer(bytes: Uint8Array): Promise<Uint8Array>;
  close?(): Promise<void>;
  /** What errors call it: `/dev/spidev0.0 at 4 MHz`. */
  readonly name?: string;
  /** Its notion of time. Default: the computer's. */
  readonly clock?: LinkClock;
}

/** Bytes that are asked for at a time: little at first, for most answers are short. */
const firstPoll = 16;
const longestPoll = 256;

/**
 * A transport for `connect` over SPI. A transfer begins with a flag and is longer than it: a flash on the same pins takes that
 * for no command, and stays silent. After a write the line is clocked until an answer has come, so that nothing is polled while nobody waits.
 */
export function spiTransport(device: SpiDevice): Transport {
  return new SpiTransport(device);
}

class SpiTransport implements Transport {
  readonly name?: string;
  readonly clock?: LinkClock;
  readonly #device: SpiDevice;
  #handler: (bytes: Uint8Array) => void = () => {};
  #onLost: (reason: unknown) => void = () => {};
  /** The write for whose answer the line is clocked; a later one has another number. */
  #writes = 0;
  #tail: Promise<unknown> = Promise.resolve();
  #isInside = false;
  #isClosed = false;

  constructor(device: SpiDevice) {
    this.#device = device;
    if (device.name !== undefined) this.name = device.name;
    if (device.clock !== undefined) this.clock = device.clock;
  }

  onData(handler: (bytes: Uint8Array) => void): void {
    this.#handler = handler;
  }

  onLost(handler: (reason: unknown) => void): void {
    this.#onLost = handler;
  }

  async write(bytes: Uint8Array): Promise<void> {
    const write = ++this.#writes;
    this.#isInside = false;
    await this.#transfer(Uint8Array.of(frameFlag, ...bytes));
    void this.#clockUntilAnswered(write).catch((reason: unknown) => {
      if (!this.#isClosed) this.#onLost(reason);
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#tail;
    await this.#device.close?.();
  }

  async #clockUntilAnswered(write: number): Promise<void> {
    for (let length = firstPoll; ; length = Math.min(2 * length, longestPoll)) {
      // Others have their turn: timeouts, and whoever writes again.
      await nextTurn();
      if (this.#isClosed || write !== this.#writes) return;
      if (await this.#transfer(new Uint8Array(length).fill(frameFlag))) return;
    }
  }

  /** One transfer after the other. Whether a frame has ended in it. */
  async #transfer(bytes: Uint8Array): Promise<boolean> {
    const done = this.#tail.then(() => this.#device.transfer(bytes));
    this.#tail = done.catch(() => undefined);
    const received = await done;
    const hasEnded = this.#follow(received);
    this.#handler(received);
    return hasEnded;
  }

  #follow(received: Uint8Array): boolean {
    let hasEnded = false;
    for (const byte of received) {
      if (byte !== frameFlag) this.#isInside = true;
      else if (this.#isInside) {
        this.#isInside = false;
        hasEnded = true;
      }
    }
    return hasEnded;
  }
}
