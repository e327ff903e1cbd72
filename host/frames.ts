/** Frames for a board's encoder: what has to be written, and which ticks are the encoder's. */
import {
  type EncoderShape,
  type FrameOrder,
  frameBlocks,
  frameOrderBlock,
  frameSpace,
  frameWords,
  longestFrameTicks,
  type MemoryBlock,
} from "../config/index.ts";
import { type Diagnostic, throwIfAny } from "../diagnostics/index.ts";
import type { TickEvents } from "./event-queue.ts";
import type { Link } from "./link.ts";
import { frameEvent, frameOutOfRange, noEncoder } from "./link-errors.ts";
import { writeBlocks } from "./memory-transfer.ts";

/** Equal words between two that differ are sent with them: a further request would take as long. */
const mostEqualBetween = 12;

interface Given {
  readonly firstTick: number;
  /** First tick that is not the frame's any more. */
  readonly end: number;
}

export class Frames {
  readonly #encoder: EncoderShape | undefined;
  /** What the board's memory holds; absent while that is unknown. */
  #known: Uint16Array | undefined;
  #given: Given | undefined;

  constructor(encoder: EncoderShape | undefined) {
    this.#encoder = encoder;
  }

  /**
   * Writes a frame that begins with `firstTick`; only those values that the board does not hold yet. Throws LINK030 to LINK034.
   *
   * @param queued events that the host is going to send
   */
  async give(
    link: Link,
    values: Uint8Array,
    order: FrameOrder,
    firstTick: number,
    queued: readonly TickEvents[],
  ): Promise<void> {
    const encoder = this.#encoder;
    if (encoder === undefined) throw noEncoder();
    throwIfAny(checkFrame(encoder, values, order));
    const given = { firstTick, end: order.given === "once" ? firstTick + order.ticks : Number.POSITIVE_INFINITY };
    throwIfAny(clashes(encoder, given, queued));
    const words = frameWords(values);
    const known = this.#known;
    this.#known = undefined;
    await writeBlocks(link, [...changes(known, words), frameOrderBlock(order)]);
    this.#known = words;
    this.#given = given;
  }

  /** Ends the frame before the next tick. */
  async end(link: Link): Promise<void> {
    if (this.#encoder === undefined) throw noEncoder();
    await writeBlocks(link, [frameOrderBlock(undefined)]);
    this.#given = undefined;
  }

  /** The board's state was cleared: the frame has ended, its values are still there. */
  cleared(): void {
    this.#given = undefined;
  }

  /** Throws LINK034 for events that the encoder may give too: a list holds a channel once. */
  check(events: readonly TickEvents[]): void {
    if (this.#encoder === undefined || this.#given === undefined) return;
    throwIfAny(clashes(this.#encoder, this.#given, events));
  }
}

/**
 * What is written to give a frame to a board that holds no values yet.
 *
 * @throws LINK031–LINK033 a frame that the encoder cannot take
 */
export function frameContents(encoder: EncoderShape, values: Uint8Array, order: FrameOrder): readonly MemoryBlock[] {
  throwIfAny(checkFrame(encoder, values, order));
  return frameBlocks(values, order);
}

function checkFrame({ channels, rate, latency }: EncoderShape, values: Uint8Array, { code, ticks }: FrameOrder) {
  const built = { rate: rate !== undefined, latency: latency === "built" };
  return [
    ...(values.length === channels
      ? []
      : [
          frameOutOfRange(
            "LINK031",
            `${values.length} values, expected ${channels}: one for each channel of its input`,
          ),
        ]),
    ...(built[code] ? [] : [frameOutOfRange("LINK032", `a ${code} code, which the board's encoder is built without`)]),
    ...(Number.isInteger(ticks) && ticks >= 1 && ticks <= longestFrameTicks
      ? []
      : [frameOutOfRange("LINK033", `${ticks} ticks, expected a whole number in 1…${longestFrameTicks}`)]),
  ];
}

function clashes(
  { firstWord, channels }: EncoderShape,
  { firstTick, end }: Given,
  events: readonly TickEvents[],
): Diagnostic[] {
  return events
    .filter(({ tick }) => tick >= firstTick && tick < end)
    .flatMap(({ tick, words }) =>
      words
        .filter((word) => word >= firstWord && word < firstWord + channels)
        .map((word) => frameEvent(tick, word - firstWord)),
    );
}

/** Blocks that make the board's words these. */
function changes(known: Uint16Array | undefined, words: Uint16Array): MemoryBlock[] {
  const blocks: { from: number; to: number }[] = [];
  words.forEach((word, at) => {
    if (known !== undefined && known[at] === word) return;
    const last = blocks.at(-1);
    if (last !== undefined && at - last.to <= mostEqualBetween) last.to = at + 1;
    else blocks.push({ from: at, to: at + 1 });
  });
  return blocks.map(({ from, to }) => ({ space: frameSpace, address: from, words: words.subarray(from, to) }));
}
