/** Host events that wait for their tick. A tick holds a set: a second (tick, word) is an error, not a second spike. */
import { type Diagnostic, SpikeforgeError } from "../diagnostics/index.ts";
import { duplicateEvent, lateEvent, outOfRange } from "./link-errors.ts";
import { markerModulus } from "./protocol.ts";

export interface TickEvents {
  readonly tick: number;
  readonly words: readonly number[];
}

export class EventQueue {
  readonly #waiting = new Map<number, Set<number>>();

  /**
   * Adds all events or none. Throws LINK008, LINK009 and LINK013, all of them together.
   *
   * @param firstTick the earliest tick that has not started
   * @param taken events that are no longer in the queue but still count against duplicates
   */
  add(batch: readonly TickEvents[], firstTick: number, taken?: TickEvents): void {
    const problems: Diagnostic[] = [];
    const fresh = new Map<number, Set<number>>();
    for (const { tick, words } of batch) {
      if (!Number.isSafeInteger(tick) || tick < 0) problems.push(outOfRange("tick", `${tick}, expected 0, 1, 2, …`));
      const additions = fresh.get(tick) ?? new Set<number>();
      fresh.set(tick, additions);
      const isKnown = (word: number) =>
        additions.has(word) ||
        this.#waiting.get(tick)?.has(word) ||
        (taken?.tick === tick && taken.words.includes(word));
      for (const word of words) {
        if (!Number.isInteger(word) || word < 0 || word >= markerModulus) {
          problems.push(outOfRange(`tick ${tick}`, `event ${word}, expected 0…${markerModulus - 1}`));
        } else if (tick < firstTick) problems.push(lateEvent(tick, word, firstTick));
        else if (isKnown(word)) problems.push(duplicateEvent(tick, word));
        additions.add(word);
      }
    }
    if (problems.length > 0) throw new SpikeforgeError(problems);
    for (const [tick, additions] of fresh) {
      if (additions.size > 0) this.#waiting.set(tick, new Set([...(this.#waiting.get(tick) ?? []), ...additions]));
    }
  }

  /** Events of a tick, in the order in which they were added. */
  of(tick: number): readonly number[] {
    return [...(this.#waiting.get(tick) ?? [])];
  }

  /** Ticks with events, earliest first. */
  ticks(): readonly number[] {
    return [...this.#waiting.keys()].sort((a, b) => a - b);
  }

  /** Forgets all ticks before this one. */
  forgetBefore(tick: number): void {
    for (const known of this.#waiting.keys()) if (known < tick) this.#waiting.delete(known);
  }

  clear(): void {
    this.#waiting.clear();
  }
}
