/** Cuts the board's output words into ticks, and checks that the end-of-tick markers count up without a gap. */
import { aerMarker } from "../config/index.ts";
import { protocolBroken } from "./link-errors.ts";
import { markerModulus } from "./protocol.ts";

export interface TickSpikes {
  readonly tick: number;
  /** Output words (hardware slots), in the order of arrival, which has no meaning. */
  readonly spikes: readonly number[];
}

export class SpikeStream {
  #tick = 0;
  #spikes: number[] = [];

  /** Ticks whose end has been seen, since the state was cleared. */
  get endedTicks(): number {
    return this.#tick;
  }

  /** Takes words and returns the ticks that they end. Throws LINK011 on a marker out of order. */
  push(words: Iterable<number>): TickSpikes[] {
    const ended: TickSpikes[] = [];
    for (const word of words) {
      if (word < aerMarker) {
        this.#spikes.push(word);
        continue;
      }
      const [found, expected] = [word - aerMarker, this.#tick % markerModulus];
      if (found !== expected) {
        throw protocolBroken(`tick ${this.#tick}`, `its output ends with marker ${found}, expected ${expected}`);
      }
      ended.push({ tick: this.#tick++, spikes: this.#spikes });
      this.#spikes = [];
    }
    return ended;
  }

  /** Spikes of a tick whose end has not been seen. */
  get isMidTick(): boolean {
    return this.#spikes.length > 0;
  }

  clear(): void {
    this.#tick = 0;
    this.#spikes = [];
  }
}
