/** What a poll sends while the board is free-running: due or nearly due events, each tick announced by a marker. */
import { aerMarker } from "../config/index.ts";
import type { EventQueue } from "./event-queue.ts";
import { markerModulus, payloadWords } from "./protocol.ts";

/** The tick that runs and the one that may start while the words are on their way. */
const ticksAhead = 2;

export interface FreeRunPlan {
  readonly words: readonly number[];
  /** More is queued than fitted into one request. */
  readonly hasMore: boolean;
  /** Where the stream stands when the board has consumed the first words. */
  after(consumed: number): { readonly streamTick: number; readonly taken: ReadonlySet<number> };
}

/**
 * @param streamTick tick to which the next event word belongs
 * @param taken events of that tick that the board has already
 * @param endedTicks ticks that have certainly started; what is too far ahead to be due when it arrives stays here
 */
export function freeRunWords(
  queue: EventQueue,
  streamTick: number,
  taken: ReadonlySet<number>,
  endedTicks: number,
): FreeRunPlan {
  const words: number[] = [];
  const tickOf: number[] = [];
  let at = streamTick;
  for (const tick of queue.ticks()) {
    if (tick > endedTicks + ticksAhead) break;
    const fresh = queue.of(tick).filter((word) => tick !== streamTick || !taken.has(word));
    if (fresh.length > 0 && tick > at) {
      words.push(aerMarker + ((tick - 1) % markerModulus));
      tickOf.push(tick);
      at = tick;
    }
    for (const word of fresh) {
      words.push(word);
      tickOf.push(tick);
    }
  }
  return {
    words: words.slice(0, payloadWords),
    hasMore: words.length > payloadWords,
    after(consumed) {
      const reached = consumed === 0 ? streamTick : (tickOf[consumed - 1] ?? streamTick);
      const known = reached === streamTick ? taken : [];
      const events = words.slice(0, consumed).filter((word, i) => word < aerMarker && tickOf[i] === reached);
      return { streamTick: reached, taken: new Set([...known, ...events]) };
    },
  };
}
