/** Requests with answers: one at a time, repeated until answered, executed exactly once (docs/host-link.md §2). */
import { encodeFrame, type Frame, FrameDecoder } from "./frame.ts";
import { damaged, lostSequence, noAnswer, refused, sessionOver, transportFailed } from "./link-errors.ts";
import { type CommandName, commands, statusCodeMask, statusCodes, statusFlags } from "./protocol.ts";
import { type LinkClock, type Transport, wallClock } from "./transport.ts";

export interface LinkOptions {
  /** How long one try waits for its answer. Default 1000. */
  readonly timeoutMs?: number;
  /** Default 8. */
  readonly tries?: number;
  /** Sequence number of the first request, 0…255. Default: random. */
  readonly firstSequence?: number;
}

export interface Answer {
  readonly words: Uint16Array;
  readonly flags: AnswerFlags;
}

export type AnswerFlags = { readonly [name in keyof typeof statusFlags]: boolean };

/** What happened on the line since the link was opened. */
export interface LinkCounts {
  readonly requests: number;
  /** Tries beyond the first of a request. */
  readonly repeated: number;
  /** Damaged frames: found here, and reported by the board. */
  readonly damaged: number;
}

interface LostLine {
  readonly reason: unknown;
}
type Outcome = Frame | "damaged" | "lostSequence" | "timeout" | LostLine;

export class Link {
  readonly #transport: Transport;
  readonly #clock: LinkClock;
  readonly #timeoutMs: number;
  readonly #tries: number;
  readonly #decoder = new FrameDecoder();
  readonly #counts = { requests: 0, repeated: 0, damaged: 0 };
  #sequence: number;
  #listener: ((outcome: Outcome) => void) | undefined;
  #tail: Promise<unknown> = Promise.resolve();
  /** Why no further request can be made. */
  #over: { readonly cause: unknown } | undefined;
  #lost: LostLine | undefined;

  constructor(transport: Transport, options: LinkOptions = {}) {
    this.#transport = transport;
    this.#clock = transport.clock ?? wallClock;
    this.#timeoutMs = options.timeoutMs ?? 1000;
    this.#tries = options.tries ?? 8;
    this.#sequence = options.firstSequence ?? Math.floor(Math.random() * 256);
    transport.onData((bytes) => this.#receive(bytes));
    transport.onLost?.((reason) => {
      this.#lost = { reason };
      this.#listener?.(this.#lost);
    });
  }

  get timeoutMs(): number {
    return this.#timeoutMs;
  }

  get counts(): LinkCounts {
    return { ...this.#counts };
  }

  /**
   * Sends a request and waits for its answer; concurrent calls queue up. A failure other than a refusal ends the
   * conversation: every later request throws LINK012. `timeoutMs` is of each try.
   */
  request(command: CommandName, words: ArrayLike<number> = [], timeoutMs = this.#timeoutMs): Promise<Answer> {
    const done = this.#tail.then(() => this.#perform(command, words, timeoutMs));
    this.#tail = done.catch(() => undefined);
    return done;
  }

  /** Waits for the request under way, then closes the transport. */
  async close(): Promise<void> {
    await this.#tail;
    this.#over ??= { cause: undefined };
    await this.#transport.close();
  }

  async #perform(command: CommandName, words: ArrayLike<number>, timeoutMs: number): Promise<Answer> {
    if (this.#over !== undefined) throw sessionOver(command, this.#over.cause);
    let answer: Frame;
    try {
      answer = await this.#untilAnswered(command, words, timeoutMs);
    } catch (error) {
      this.#over = { cause: error };
      throw error;
    }
    const code = answer.code & statusCodeMask;
    if (code === statusCodes.refused) throw refused(command, "refused");
    if (code === statusCodes.wrongMode) throw refused(command, "wrongMode");
    return { words: toWords(answer.payload), flags: toFlags(answer.code) };
  }

  async #untilAnswered(command: CommandName, words: ArrayLike<number>, timeoutMs: number): Promise<Frame> {
    const sequence = this.#sequence;
    this.#sequence = (sequence + 1) % 256;
    const bytes = encodeFrame({ sequence, code: commands[command], payload: toBytes(words) });
    this.#counts.requests++;
    let damagedTries = 0;
    for (let attempt = 0; attempt < this.#tries; attempt++) {
      if (attempt > 0) this.#counts.repeated++;
      const outcome = await this.#try(command, bytes, sequence, timeoutMs);
      if (typeof outcome === "object") {
        if ("reason" in outcome) throw transportFailed(command, outcome.reason);
        return outcome;
      }
      if (outcome === "lostSequence") throw lostSequence(command);
      if (outcome === "damaged") damagedTries++;
    }
    throw damagedTries > 0 ? damaged(command, this.#tries, damagedTries) : noAnswer(command, this.#tries, timeoutMs);
  }

  async #try(command: CommandName, bytes: Uint8Array, sequence: number, timeoutMs: number): Promise<Outcome> {
    if (this.#lost !== undefined) return this.#lost;
    let cancel = () => {};
    const outcome = new Promise<Outcome>((resolve) => {
      this.#listener = (found) => {
        // HELLO never meets badSequence: that is the echo of an earlier conversation.
        if (found === "lostSequence" && command === "hello") return;
        if (typeof found !== "object" || "reason" in found || found.sequence === sequence) resolve(found);
      };
      cancel = this.#clock.after(timeoutMs, () => resolve("timeout"));
    });
    try {
      // A line that is gone may never end the write: whatever comes first decides.
      await Promise.race([this.#transport.write(bytes), outcome]);
      return await outcome;
    } catch (error) {
      throw transportFailed(command, error);
    } finally {
      cancel();
      this.#listener = undefined;
    }
  }

  #receive(bytes: Uint8Array): void {
    for (const decoded of this.#decoder.push(bytes)) this.#hear(decoded.kind === "bad" ? "damaged" : decoded.frame);
  }

  #hear(found: Frame | "damaged"): void {
    const code = found === "damaged" ? statusCodes.badFrame : found.code & statusCodeMask;
    if (code === statusCodes.badFrame) {
      this.#counts.damaged++;
      this.#listener?.("damaged");
    } else if (code === statusCodes.badSequence) this.#listener?.("lostSequence");
    else if (found !== "damaged") this.#listener?.(found);
  }
}

function toBytes(words: ArrayLike<number>): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(2 * words.length));
  for (let i = 0; i < words.length; i++) bytes.setUint16(2 * i, words[i] ?? 0, true);
  return new Uint8Array(bytes.buffer);
}

function toWords(bytes: Uint8Array): Uint16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Uint16Array.from({ length: bytes.length / 2 }, (_, i) => view.getUint16(2 * i, true));
}

function toFlags(status: number): AnswerFlags {
  const set = (flag: number) => (status & flag) !== 0;
  return {
    more: set(statusFlags.more),
    busy: set(statusFlags.busy),
    freeRunning: set(statusFlags.freeRunning),
    late: set(statusFlags.late),
    overrun: set(statusFlags.overrun),
  };
}
