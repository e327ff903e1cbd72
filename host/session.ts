/** A session with a board: load a network, run ticks, read the state. The same over a serial port and in simulation. */
import {
  aerMarker,
  type BusSpace,
  busSpaces,
  type EncoderShape,
  type FrameOrder,
  flushWords,
  type HardwareConfig,
  levelWords,
  type MemoryBlock,
  switchWords,
} from "../config/index.ts";
import { SpikeforgeError, throwIfAny } from "../diagnostics/index.ts";
import { checkBlock } from "./check-block.ts";
import { EventQueue, type TickEvents } from "./event-queue.ts";
import { Frames } from "./frames.ts";
import { freeRunWords } from "./free-run-words.ts";
import { readAdaptation, readLearned } from "./learned-memory.ts";
import { type Answer, Link, type LinkCounts, type LinkOptions } from "./link.ts";
import {
  lateOnBoard,
  outOfRange,
  protocolBroken,
  refused,
  silentBoard,
  wrongShape,
  wrongVersion,
} from "./link-errors.ts";
import { compareBlocks, type OnProgress, readSpace, type Verification, writeBlocks } from "./memory-transfer.ts";
import {
  longestPeriodCycles,
  markerModulus,
  payloadWords,
  periodOffset,
  protocolVersion,
  shortestPeriodCycles,
} from "./protocol.ts";
import { SpikeStream, type TickSpikes } from "./spike-stream.ts";
import type { Transport } from "./transport.ts";

export interface SessionOptions extends LinkOptions {
  /** `shapeHash(config.shape, encoder)`: the board must hold that design. */
  readonly shapeHash: number;
  /** The design's frame encoder. Default: none, and `frame` is refused. */
  readonly encoder?: EncoderShape;
}

export interface BoardStatus {
  readonly busy: boolean;
  readonly freeRunning: boolean;
  readonly late: boolean;
  readonly overrun: boolean;
  /** Ticks started since the last clear, modulo 2^16. */
  readonly ticks: number;
  /** Sums that were clamped since the last clear; stops at 65,535. */
  readonly saturations: number;
  /** Damaged frames that the board has seen since the flags were cleared; stops at 255. */
  readonly badFrames: number;
}

/** What a free-running board has done since the last poll. */
export interface FreeRunReport {
  readonly ticks: readonly TickSpikes[];
  /** At least one period was skipped since the flags were cleared: the core or the host was too slow. */
  readonly overrun: boolean;
}

/**
 * Greets the board and starts afresh: stepped, state and flags cleared, memories untouched. Closes the transport on
 * failure. Throws LINK001–LINK004, LINK014.
 */
export async function connect(transport: Transport, options: SessionOptions): Promise<Session> {
  const link = new Link(transport, options);
  const where = transport.name ?? "board";
  try {
    const { words } = await greeted(link, transport.name);
    const [version = -1, , hashLow = 0, hashHigh = 0] = words;
    if (words.length !== 4) throw protocolBroken("hello", `${words.length} words, expected 4`);
    if (version !== protocolVersion) throw wrongVersion(where, version, protocolVersion);
    const hash = hashLow + 0x10000 * hashHigh;
    if (hash !== options.shapeHash) throw wrongShape(where, hash, options.shapeHash);
    const session = new Session(link, options.encoder);
    await link.request("mode", [0, 0]);
    await session.clear();
    return session;
  } catch (error) {
    await link.close();
    throw error;
  }
}

/** A board that is there answers in milliseconds, so that a silent one is found out sooner than by other requests. */
const longestGreetingMs = 500;

async function greeted(link: Link, name: string | undefined): Promise<Answer> {
  try {
    return await link.request("hello", [], Math.min(link.timeoutMs, longestGreetingMs));
  } catch (error) {
    if (name === undefined || !(error instanceof SpikeforgeError) || error.code !== "LINK001") throw error;
    throw silentBoard(name, error);
  }
}

export class Session {
  readonly #link: Link;
  readonly #queue = new EventQueue();
  readonly #output = new SpikeStream();
  /** Tick to which the next event word belongs. */
  #streamTick = 0;
  /** Events of `#streamTick` that the board has taken already, while free-running. */
  #taken: ReadonlySet<number> = new Set();
  #mode: "stepped" | "freeRunning" = "stepped";
  readonly #frames: Frames;

  /** Use `connect`. */
  constructor(link: Link, encoder?: EncoderShape) {
    this.#link = link;
    this.#frames = new Frames(encoder);
  }

  /** The tick that `run` runs next; while free-running, the first tick whose end has not been seen. */
  get nextTick(): number {
    return this.#mode === "stepped" ? this.#streamTick : this.#output.endedTicks;
  }

  get counts(): LinkCounts {
    return this.#link.counts;
  }

  /**
   * Writes memory blocks, then clears: the event lists begin where the loaded regions say. Stepped only (LINK005); a
   * block beyond the 16-bit address space is LINK013.
   */
  async load(blocks: readonly MemoryBlock[], onProgress?: OnProgress): Promise<void> {
    throwIfAny(blocks.flatMap(checkBlock));
    await writeBlocks(this.#link, blocks, onProgress);
    await this.clear();
  }

  /** Reads back what is readable of the blocks; the first difference is LINK007. */
  verify(blocks: readonly MemoryBlock[], onProgress?: OnProgress): Promise<Verification> {
    return compareBlocks(this.#link, blocks, onProgress);
  }

  /** State reset: membranes, refractory counters, pending events, tick count, flags. Stepped only (LINK005). */
  async clear(): Promise<void> {
    await this.#link.request("clear");
    await this.#link.request("clearFlags");
    this.#queue.clear();
    this.#frames.cleared();
    this.#output.clear();
    this.#streamTick = 0;
    this.#taken = new Set();
  }

  /**
   * Queues events (AER words) for ticks that have not started; `run` or `poll` sends them. A duplicate (LINK008), a
   * late event (LINK009), a bad word (LINK013) or an event of a frame's channel in its ticks (LINK034) refuses the whole
   * batch.
   */
  inject(events: readonly TickEvents[]): void {
    this.#frames.check(events);
    const taken = { tick: this.#streamTick, words: [...this.#taken] };
    this.#queue.add(events, Math.max(this.#streamTick, this.#output.endedTicks), taken);
  }

  /**
   * Runs as many ticks as there are entries, with these events and the queued ones, and returns the spikes (hardware
   * slots) of each; `onEnded` sees them as they arrive. Stepped only (LINK005). Errors as for `inject`.
   */
  async run(
    ticks: readonly (readonly number[])[],
    onProgress?: OnProgress,
    onEnded?: (ticks: readonly TickSpikes[]) => void,
  ): Promise<readonly (readonly number[])[]> {
    if (this.#mode !== "stepped") throw refused("run", "wrongMode");
    const first = this.#streamTick;
    this.inject(ticks.map((words, i) => ({ tick: first + i, words })));
    const words = ticks.flatMap((_, i) => [...this.#queue.of(first + i), marker(first + i)]);
    const spikes: (readonly number[])[] = [];
    onProgress?.({ done: 0, total: ticks.length });
    for (let sent = 0; sent < words.length || spikes.length < ticks.length; ) {
      const { consumed, ended, outputs } = await this.#exchange(words.slice(sent, sent + payloadWords));
      if (consumed === 0 && outputs === 0) {
        throw protocolBroken(`tick ${first + spikes.length}`, "the board neither takes words nor gives any");
      }
      sent += consumed;
      for (const tick of ended) spikes.push(tick.spikes);
      if (ended.length > 0) onEnded?.(ended);
      onProgress?.({ done: spikes.length, total: ticks.length });
    }
    this.#streamTick = first + ticks.length;
    this.#queue.forgetBefore(this.#streamTick);
    return spikes;
  }

  /**
   * Hands a frame to the board's encoder, one value per channel of its input: the encoder gives their events from the next
   * tick on, in place of the host. The next frame may come at any time, `clear` ends it. Stepped only (LINK005). Throws
   * LINK030 without an encoder, LINK031 to LINK033 for what it cannot do, LINK034 when events of its input are queued for
   * its ticks.
   */
  async frame(values: Uint8Array, order: FrameOrder): Promise<void> {
    if (this.#mode !== "stepped") throw refused("frame", "wrongMode");
    const queued = this.#queue.ticks().map((tick) => ({ tick, words: this.#queue.of(tick) }));
    await this.#frames.give(this.#link, values, order, this.#streamTick, queued);
  }

  /** Ends a frame before the next tick. Stepped only (LINK005); LINK030 without an encoder. */
  async endFrame(): Promise<void> {
    if (this.#mode !== "stepped") throw refused("endFrame", "wrongMode");
    await this.#frames.end(this.#link);
  }

  /** Starts the tick timer with a period in clock cycles, 18…2^24 + 1 (LINK013). */
  async freeRun(periodCycles: number): Promise<void> {
    if (!Number.isInteger(periodCycles) || periodCycles < shortestPeriodCycles || periodCycles > longestPeriodCycles) {
      const expected = `${shortestPeriodCycles}…${longestPeriodCycles}`;
      throw new SpikeforgeError(outOfRange("freeRun", `a period of ${periodCycles} cycles, expected ${expected}`));
    }
    const count = periodCycles - periodOffset;
    await this.#link.request("mode", [count % 0x10000, Math.floor(count / 0x10000)]);
    this.#mode = "freeRunning";
  }

  /**
   * While free-running: hands due events to the board and returns the ticks that have ended since the last poll. Queued
   * events of later ticks stay queued. Throws LINK010 when an event came too late for its tick.
   */
  async poll(): Promise<FreeRunReport> {
    if (this.#mode !== "freeRunning") throw refused("poll", "wrongMode");
    const ticks: TickSpikes[] = [];
    for (;;) {
      const plan = freeRunWords(this.#queue, this.#streamTick, this.#taken, this.#output.endedTicks);
      const { consumed, ended, answer } = await this.#exchange(plan.words);
      ticks.push(...ended);
      const reached = plan.after(consumed);
      this.#streamTick = reached.streamTick;
      this.#taken = reached.taken;
      this.#queue.forgetBefore(reached.streamTick);
      const allTaken = consumed === plan.words.length;
      if (!answer.flags.more && !(allTaken && plan.hasMore)) return { ticks, overrun: answer.flags.overrun };
    }
  }

  /** Stops the tick timer and returns the ticks that have ended since the last poll. Late events are LINK010. */
  async stepped(): Promise<FreeRunReport> {
    let { flags } = await this.#link.request("mode", [0, 0]);
    const ticks: TickSpikes[] = [];
    while (flags.more || flags.busy || this.#output.isMidTick) {
      const { ended, answer, outputs } = await this.#exchange([]);
      // A tick may have been at its very end.
      if (outputs === 0 && !flags.busy)
        throw protocolBroken(`tick ${this.#output.endedTicks}`, "its output has no end");
      ticks.push(...ended);
      flags = answer.flags;
    }
    this.#mode = "stepped";
    this.#streamTick = Math.max(this.#streamTick, this.#output.endedTicks);
    this.#taken = new Set();
    this.#queue.forgetBefore(this.#streamTick);
    return { ticks, overrun: flags.overrun };
  }

  async status(): Promise<BoardStatus> {
    const { words, flags } = await this.#link.request("status");
    const [ticks, saturations, badFrames] = words;
    if (ticks === undefined || saturations === undefined || badFrames === undefined) {
      throw protocolBroken("status", `${words.length} words, expected 3`);
    }
    const { busy, freeRunning, late, overrun } = flags;
    return { busy, freeRunning, late, overrun, ticks, saturations, badFrames };
  }

  /** Membranes of hardware slots 0…count − 1, in membrane LSB. Stepped only (LINK005). */
  async readMembranes(count: number): Promise<Int16Array> {
    return new Int16Array(await this.#read(busSpaces.membranes, count));
  }

  /** Refractory counters of hardware slots 0…count − 1, in ticks. Stepped only (LINK005). */
  readRefractory(count: number): Promise<Uint16Array> {
    return this.#read(busSpaces.refractory, count);
  }

  /** Applies every change of weights that is still owed, so that they can be read. Stepped only (LINK005). */
  async flush(): Promise<void> {
    await writeBlocks(this.#link, flushWords());
  }

  /** Sets the modulation level from the next tick on, −128…127 (LINK013). Stepped only (LINK005). */
  async setLevel(level: number): Promise<void> {
    if (!Number.isInteger(level) || level < -128 || level > 127) {
      throw new SpikeforgeError(outOfRange("modulation level", `${level}, expected a whole number in -128…127`));
    }
    await writeBlocks(this.#link, levelWords(level));
  }

  /**
   * Whether a plastic projection learns from the next tick on; what it learned stays. Stepped only (LINK005).
   *
   * @param config what the board was loaded with
   * @param plastic number of the projection among those that are plastic, in the order of the network
   */
  async setLearning(config: HardwareConfig, plastic: number, learns: boolean): Promise<void> {
    await this.flush();
    await writeBlocks(this.#link, switchWords(config, plastic, learns));
  }

  /** Weights of a plastic projection as learned so far, row-major, in LSB. Stepped only (LINK005). */
  async readWeights(config: HardwareConfig, plastic: number, onProgress?: OnProgress): Promise<Int32Array> {
    await this.flush();
    return readLearned(this.#link, config, plastic, "weights", onProgress);
  }

  /** Its eligibilities or long-term weights, like `readWeights`; none where there are none. */
  async readSecond(config: HardwareConfig, plastic: number, onProgress?: OnProgress): Promise<Int32Array> {
    await this.flush();
    return readLearned(this.#link, config, plastic, "second", onProgress);
  }

  /** By how much thresholds are raised, by neuron, in membrane LSB; none where none adapt. Stepped only (LINK005). */
  readAdaptation(config: HardwareConfig): Promise<Int32Array> {
    return readAdaptation(this.#link, config);
  }

  close(): Promise<void> {
    return this.#link.close();
  }

  #read(space: BusSpace, count: number): Promise<Uint16Array> {
    return readSpace(this.#link, space, 0, count);
  }

  async #exchange(words: readonly number[]): Promise<Exchanged> {
    const answer = await this.#link.request("exchange", words);
    const [consumed = -1] = answer.words;
    if (consumed < 0 || consumed > words.length) {
      throw protocolBroken("exchange", `${consumed} words consumed of ${words.length}`);
    }
    if (answer.flags.late) throw lateOnBoard(this.#streamTick);
    const ended = this.#output.push(answer.words.subarray(1));
    return { answer, consumed, ended, outputs: answer.words.length - 1 };
  }
}

interface Exchanged {
  readonly answer: Answer;
  readonly consumed: number;
  readonly ended: readonly TickSpikes[];
  readonly outputs: number;
}

const marker = (tick: number) => aerMarker + (tick % markerModulus);
