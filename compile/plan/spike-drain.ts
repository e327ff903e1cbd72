import type { CoreTiming } from "./core-timing.ts";

/** A row that comes to the FIFO. */
export interface DrainedRow {
  /** Cycle of the push. */
  readonly push: number;
  readonly spikes: number;
  /** Spikes leave the core. */
  readonly report: boolean;
  /** Spikes are appended to an own list. */
  readonly loopBack: boolean;
  readonly endsTick: boolean;
}

/** A word that leaves the core occupies the way out for this long. */
const cyclesPerWordOut = 2;

/** Row FIFO and serialiser of a core whose output is taken at once. Rows come in the order of their pushes. */
export class SpikeDrain {
  readonly #limit: number;
  #pushes: number[] = [];
  #fetches: number[] = [];
  /** The serialiser takes the next row, at the earliest. */
  #free = 0;
  /** When the last row was taken, and the last word left. */
  #taken = -1;
  #wordOut = -cyclesPerWordOut;

  constructor({ rowFifoLimit }: Pick<CoreTiming, "rowFifoLimit">) {
    this.#limit = rowFifoLimit;
  }

  /** Takes a row; `append` is told the cycles in which its spikes come to the lists. The cycle of its last step. */
  push({ push, spikes, report, loopBack, endsTick }: DrainedRow, append: (cycle: number) => void): number {
    const fetch = Math.max(push + 1, this.#taken);
    this.#pushes.push(push);
    this.#fetches.push(fetch);
    this.#taken = Math.max(fetch + 1, this.#free);
    let step = this.#taken;
    for (let word = 0; word < spikes + (endsTick ? 1 : 0); word++) {
      const isSpike = word < spikes;
      step += 1;
      if (report || !isSpike) {
        step = Math.max(step, this.#wordOut + cyclesPerWordOut);
        this.#wordOut = step;
      }
      if (isSpike && loopBack) append(step + 1);
    }
    this.#free = step + 1;
    return step;
  }

  /** The first cycle from `cycle` on in which the FIFO has room. */
  roomFrom(cycle: number): number {
    // The flag is a register behind the level, which is one behind pushes and fetches.
    let at = cycle;
    while (countBefore(this.#pushes, at - 1) - countBefore(this.#fetches, at - 1) >= this.#limit) at += 1;
    return at;
  }

  /** Forgets rows that have left the FIFO before a cycle. */
  forgetBefore(cycle: number): void {
    const gone = countBefore(this.#fetches, cycle - 2);
    this.#pushes = this.#pushes.slice(gone);
    this.#fetches = this.#fetches.slice(gone);
  }
}

/** Members of an ascending list below a value; those that count are at its end. */
function countBefore(ascending: readonly number[], value: number): number {
  let count = ascending.length;
  while (count > 0 && (ascending[count - 1] ?? 0) >= value) count -= 1;
  return count;
}
