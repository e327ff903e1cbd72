import type { Group, HardwareConfig } from "../../config/index.ts";
import type { CoreTiming } from "./core-timing.ts";
import { delayRun } from "./delay-run.ts";
import { SpikeDrain } from "./spike-drain.ts";
import type { TickLoad } from "./tick-load.ts";

/**
 * What the cycles of a run are spent on, seen from the weight memory: `weights` a weight word is read; `segments` the walk
 * begins or changes over to another segment, or a group has no events; `updates` the neurons of a group are updated slower
 * than the next group is walked; `spikes` own spikes of earlier ticks are still on their way; `delays` the delay
 * program is not through; `input` events come in, one per cycle; `output` spikes leave, one per two cycles; `drain` what is
 * left of the last tick when all weights have been read.
 */
export const cycleCauses = ["weights", "segments", "updates", "spikes", "delays", "input", "output", "drain"] as const;
export type CycleCause = (typeof cycleCauses)[number];
export type CycleShares = Readonly<Record<CycleCause, number>>;

export interface TickCycles {
  /** The walk starts. */
  readonly start: number;
  /** The tick's marker has left the core. */
  readonly end: number;
}

/** From the look at a segment's list to its first entry, and to the look at the next segment if this one is passed over. */
const lookToLoad = 3;
const lookToLook = 3;

/**
 * Counts the cycles of a core that gets its events as fast as it takes them and whose output is taken at once: walk,
 * release of groups, rows, row FIFO, serialiser, change of lists, delay program. In cycle 0 the first event is offered.
 */
export class CycleModel {
  readonly #config: HardwareConfig;
  readonly #timing: CoreTiming;
  readonly #drain: SpikeDrain;
  readonly #spent = new Map<CycleCause, number>();
  /** All cycles before this one have been spent. */
  #now = 0;
  /** Cycles in which own entries keep events from outside waiting. */
  #appends = new Set<number>();
  /** The first event of the next tick can be inside. */
  #fed = 1;
  /** The next walk may start. */
  #startable = 0;
  /** The own lists changed over, for the last tick and the one before. */
  #swap = -1;
  #swapBefore = -1;
  /** The last segment's list has been issued. */
  #issued = 0;
  /** The accumulators are empty again. */
  #mayBegin = 0;
  /** A word that ends a group may be issued, and would have been but for the way out. */
  #released = 0;
  #releasedButForOutput = 0;
  /** The delay programs that began with these changes have ended. */
  #delaysDone = 0;
  #delaysDoneBefore = 0;
  #end = 0;

  constructor(config: HardwareConfig, timing: CoreTiming) {
    this.#config = config;
    this.#timing = timing;
    this.#drain = new SpikeDrain(timing);
  }

  /** Cycles so far by what they were spent on; their sum is the `end` of the last tick. */
  get spent(): CycleShares {
    const spent = (cause: CycleCause): number => this.#spent.get(cause) ?? 0;
    const shares = Object.fromEntries(cycleCauses.map((cause) => [cause, spent(cause)])) as Record<CycleCause, number>;
    return { ...shares, drain: Math.max(0, this.#end - this.#now) };
  }

  tick(load: TickLoad): TickCycles {
    const start = this.#takeMarker(load.events);
    const lastStep = this.#walk(load, start);
    this.#swapBefore = this.#swap;
    this.#delaysDoneBefore = this.#delaysDone;
    this.#swap = Math.max(lastStep + 1, this.#delaysDone) + 1;
    this.#delaysDone = delayRun(load.delayed, this.#swap, this.#timing, (cycle) => this.#appends.add(cycle));
    this.#end = lastStep + 2;
    this.#drain.forgetBefore(start);
    return { start, end: this.#end };
  }

  /** The cycle in which the walk starts: events are in, the walk before is issued, at most one tick is still draining. */
  #takeMarker(events: number): number {
    let marker = this.#fed;
    for (let left = events; left > 0; marker++) if (!this.#appends.has(marker)) left -= 1;
    const drained = this.#swapBefore + 1;
    const taken = Math.max(marker, this.#startable, drained);
    this.#spend("segments", this.#startable);
    if (drained > marker) this.#spend("spikes", taken);
    else this.#spend("input", taken);
    const start = taken + 1;
    this.#fed = start + 1;
    for (const cycle of this.#appends) if (cycle < start) this.#appends.delete(cycle);
    return start;
  }

  /** Walks all groups; returns the cycle of the marker's step. */
  #walk({ entries, spikes }: TickLoad, start: number): number {
    const { segments, groups } = this.#config;
    const ownReady = Math.max(start, this.#swap) + 1;
    let look = start + 1;
    let group = 0;
    let row = 0;
    let lastStep = 0;
    for (const { region, wait, lastOfGroup, lastOfTick } of segments) {
      const found = wait ? Math.max(look, ownReady) : look;
      const words = entries[region] ?? 0;
      if (words === 0 && !lastOfGroup) {
        look = found + lookToLook;
        continue;
      }
      const load = Math.max(found + lookToLoad, this.#issued);
      this.#spend("segments", look);
      this.#spend("spikes", found);
      this.#spend("segments", load);
      look = load + 1;
      const unhindered = Math.max(load, this.#mayBegin) + Math.max(1, words);
      this.#issued = lastOfGroup ? this.#mayEndGroup(unhindered) : unhindered;
      if (lastOfTick) this.#startable = (wait ? load : this.#issued) + 1;
      this.#spendOnWords(words, unhindered);
      if (!lastOfGroup) continue;
      this.#mayBegin = this.#issued + this.#timing.idleAfterGroup;
      const { rows } = this.#groupAt(groups, group);
      lastStep = this.#drainGroup(this.#groupAt(groups, group), spikes.subarray(row, row + rows));
      row += rows;
      group += 1;
    }
    return lastStep;
  }

  /** The cycle in which a group's last word is issued. */
  #mayEndGroup(unhindered: number): number {
    // Spikes would come to lists that the delay program is not through with.
    return Math.max(unhindered, this.#released, this.#delaysDoneBefore + 1);
  }

  #spendOnWords(words: number, unhindered: number): void {
    const last = this.#issued - 1;
    this.#spend(words > 0 ? "weights" : "segments", unhindered - 1);
    this.#spend("updates", Math.min(last, this.#releasedButForOutput - 1));
    this.#spend("output", Math.min(last, this.#released - 1));
    this.#spend("delays", last);
    this.#spend(words > 0 ? "weights" : "segments", this.#issued);
  }

  /** Rows of a group and their spikes on their way, and when the next group may end; returns the cycle of the last step. */
  #drainGroup({ rows, report, loopBackRegion, lastOfTick }: Group, spikes: Int32Array): number {
    const { groupStarts, releaseLead, groupSpacing, result } = this.#timing;
    const starts = this.#issued + groupStarts;
    let lastStep = 0;
    for (let row = 0; row < rows; row++) {
      const fired = spikes[row] ?? 0;
      const endsTick = lastOfTick && row === rows - 1;
      if (fired === 0 && !endsTick) continue;
      lastStep = this.#drain.push(
        { push: starts + 1 + row + result, spikes: fired, report, loopBack: loopBackRegion !== undefined, endsTick },
        (cycle) => this.#appends.add(cycle),
      );
    }
    const letGo = starts + 2 + Math.max(0, rows - 3 - releaseLead, groupSpacing - 3 - releaseLead);
    this.#releasedButForOutput = letGo + 2;
    this.#released = this.#drain.roomFrom(letGo) + 2;
    return lastStep;
  }

  #groupAt(groups: readonly Group[], index: number): Group {
    const group = groups[index];
    if (group === undefined) throw new Error(`a segment of group ${index}, there are ${groups.length}`);
    return group;
  }

  /** Everything up to and including a cycle goes to a cause, unless it has been spent before. */
  #spend(cause: CycleCause, until: number): void {
    if (until <= this.#now) return;
    this.#spent.set(cause, (this.#spent.get(cause) ?? 0) + until - this.#now);
    this.#now = until;
  }
}
