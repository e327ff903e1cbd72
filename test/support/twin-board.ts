/** The board of docs/host-link.md as a program: what the hardware must do, for testing the host without hardware. */
import { encodeFrame, FrameDecoder } from "../../host/frame.ts";
import type { LinkClock, Transport } from "../../host/transport.ts";

export interface TwinOptions {
  readonly shapeHash?: number;
  readonly version?: number;
  /** Words that the core's output FIFO holds. */
  readonly outputDepth?: number;
  /** Most spikes of one tick. */
  readonly tickOutput?: number;
  /** What the line does to bytes on their way. */
  readonly toBoard?: (bytes: Uint8Array) => Uint8Array;
  readonly toHost?: (bytes: Uint8Array) => Uint8Array;
}

const [ok, badFrame, badSequence, refused, wrongMode] = [0, 1, 2, 3, 4] as const;

/** The core behind it is an echo: the events of a tick come back as its spikes. */
export class TwinBoard implements Transport {
  readonly memory = new Map<number, Uint16Array>();
  /** Commands that were executed, in order: what exactly-once is about. */
  readonly executed: { readonly command: number; readonly words: readonly number[] }[] = [];
  readonly writes: Uint8Array[] = [];
  isClosed = false;
  #options: TwinOptions;
  #decoder = new FrameDecoder();
  #handler: (bytes: Uint8Array) => void = () => {};
  #connected = false;
  #sequence = 0;
  #answer = { code: 0, words: [] as number[] };
  #ticks = 0;
  #badFrames = 0;
  #flags = { late: false, overrun: false };
  #period = 0;
  #current = true;
  #pending: number[] = [];
  #output: number[] = [];

  constructor(options: TwinOptions = {}) {
    this.#options = options;
  }

  /** Runs timeouts when nothing else is going on. */
  readonly clock: LinkClock = {
    after: (_milliseconds, callback) => {
      const immediate = setImmediate(callback);
      return () => clearImmediate(immediate);
    },
  };

  onData(handler: (bytes: Uint8Array) => void): void {
    this.#handler = handler;
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.isClosed) throw new Error("port closed");
    this.writes.push(bytes);
    for (const decoded of this.#decoder.push(this.#options.toBoard?.(bytes) ?? bytes)) {
      if (decoded.kind === "frame") this.#request(decoded.frame.sequence, decoded.frame.code, decoded.frame.payload);
      else {
        this.#badFrames = Math.min(255, this.#badFrames + 1);
        this.#send(badFrame, []);
      }
    }
  }

  /** The board forgets everything, as after a power failure. */
  losePower(): void {
    this.#connected = false;
    this.#sequence = 0;
  }

  /** The tick timer expires. */
  expireTimer(): void {
    if (this.#period === 0) return;
    if (this.#hasRoom()) this.#startTick();
    else this.#flags.overrun = true;
  }

  /** Raw bytes to the host, for tests of its decoder. */
  say(bytes: Uint8Array): void {
    queueMicrotask(() => this.#handler(bytes));
  }

  #request(sequence: number, command: number, payload: Uint8Array): void {
    const words = Array.from(new Uint16Array(payload.slice().buffer));
    if (command === 0 && words.length === 0) {
      this.#connected = true;
      this.#sequence = sequence;
      this.#execute(command, words);
      this.#send(this.#answer.code, this.#answer.words);
    } else if (!this.#connected) this.#send(badSequence, []);
    else if (sequence === this.#sequence) this.#send(this.#answer.code, this.#answer.words);
    else if (sequence === (this.#sequence + 1) % 256) {
      this.#sequence = sequence;
      this.#execute(command, words);
      this.#send(this.#answer.code, this.#answer.words);
    } else this.#send(badSequence, []);
  }

  #send(code: number, words: readonly number[]): void {
    const flags =
      (this.#output.length > 0 ? 0x08 : 0) +
      (this.#period > 0 ? 0x20 : 0) +
      (this.#flags.late ? 0x40 : 0) +
      (this.#flags.overrun ? 0x80 : 0);
    const payload = new Uint8Array(Uint16Array.from(words).buffer);
    const frame = encodeFrame({ sequence: this.#sequence, code: code + flags, payload });
    const bytes = this.#options.toHost?.(frame) ?? frame;
    const cut = Math.floor(bytes.length / 3);
    this.say(bytes.subarray(0, cut));
    this.say(bytes.subarray(cut));
  }

  #execute(command: number, words: readonly number[]): void {
    this.executed.push({ command, words });
    this.#answer = { code: ok, words: [] };
    const [first = 0, second = 0] = words;
    const [count, space] = [first & 0xff, first >> 8];
    const needs = [0, 0, 2, undefined, 2, 0, 0, undefined][command];
    if (command > 7 || (needs !== undefined && needs !== words.length) || (command === 3 && words.length < 2)) {
      this.#answer.code = refused;
    } else if (this.#period > 0 && [3, 4, 5].includes(command)) this.#answer.code = wrongMode;
    else if (command === 0) {
      const hash = this.#options.shapeHash ?? 0;
      this.#answer.words = [this.#options.version ?? 1, 500, hash % 0x10000, Math.floor(hash / 0x10000)];
    } else if (command === 1) this.#answer.words = [this.#ticks % 0x10000, 0, this.#badFrames];
    else if (command === 2) {
      const period = first + 0x10000 * (second & 0xff);
      this.#period = period < 16 ? 0 : period;
      this.#current = true;
    } else if (command === 3) {
      words.slice(2).forEach((word, i) => {
        this.#space(space)[(second + i) % 0x10000] = word;
      });
    } else if (command === 4) {
      if (count < 1 || count > 250) this.#answer.code = refused;
      else
        this.#answer.words = Array.from({ length: count }, (_, i) => this.#space(space)[(second + i) % 0x10000] ?? 0);
    } else if (command === 5) {
      this.#ticks = 0;
      this.#pending = [];
      this.#output = [];
    } else if (command === 6) {
      this.#flags = { late: false, overrun: false };
      this.#badFrames = 0;
    } else this.#exchange(words);
  }

  #exchange(words: readonly number[]): void {
    let consumed = 0;
    for (const word of words) {
      if (word < 0x8000) {
        if (!this.#current) this.#flags.late = true;
        this.#pending.push(word);
      } else if (!this.#marker(word - 0x8000)) break;
      consumed++;
    }
    this.#answer.words = [consumed, ...this.#output.splice(0, 249)];
  }

  /** Whether the marker is consumed. */
  #marker(tick: number): boolean {
    const behind = (this.#ticks - tick) & 0x7fff;
    if (behind >= 0x4000) return false;
    if (this.#period > 0) {
      if (behind === 0) return false;
      if (behind === 1) this.#current = true;
      return true;
    }
    if (behind > 0) this.#flags.late = true;
    else if (!this.#hasRoom()) return false;
    else this.#startTick();
    return true;
  }

  #hasRoom(): boolean {
    return this.#output.length + (this.#options.tickOutput ?? 100) + 1 <= (this.#options.outputDepth ?? 512);
  }

  #startTick(): void {
    this.#output.push(...this.#pending, 0x8000 + (this.#ticks % 0x8000));
    this.#pending = [];
    this.#ticks++;
    if (this.#period > 0) this.#current = false;
  }

  #space(space: number): Uint16Array {
    const found = this.memory.get(space) ?? new Uint16Array(0x10000);
    this.memory.set(space, found);
    return found;
  }
}
