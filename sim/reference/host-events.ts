import { type Diagnostic, throwIfAny } from "../../diagnostics/index.ts";

/** Host events that wait for their tick. A duplicate, late or unaddressable event is an error and changes nothing. */
export class HostEvents {
  readonly #channels: number;
  readonly #byTick = new Map<number, Set<number>>();

  constructor(channels: number) {
    this.#channels = channels;
  }

  /** Adds events for one tick, all or none. Throws SIM401 (no such channel), SIM402 (late), SIM403 (duplicate). */
  add(tick: number, channels: readonly number[], now: number): void {
    const waiting = this.#byTick.get(tick) ?? new Set<number>();
    const fresh = new Set<number>();
    const problems: Diagnostic[] = [];
    for (const channel of channels) {
      const problem = this.#problem(tick, channel, now, waiting.has(channel) || fresh.has(channel));
      if (problem === undefined) fresh.add(channel);
      else problems.push(problem);
    }
    throwIfAny(problems);
    for (const channel of fresh) waiting.add(channel);
    if (waiting.size > 0) this.#byTick.set(tick, waiting);
  }

  /** Removes and returns the events of a tick. */
  take(tick: number): Iterable<number> {
    const events = this.#byTick.get(tick) ?? [];
    this.#byTick.delete(tick);
    return events;
  }

  clear(): void {
    this.#byTick.clear();
  }

  #problem(tick: number, channel: number, now: number, taken: boolean): Diagnostic | undefined {
    const place = `host event (tick ${tick}, channel ${channel})`;
    if (!Number.isInteger(channel) || channel < 0 || channel >= this.#channels) {
      return { code: "SIM401", place, found: `the network has ${this.#channels} host channels, numbered from 0` };
    }
    if (!Number.isInteger(tick) || tick < now) {
      const mend = "send an event before its tick is run";
      return { code: "SIM402", place, found: `late: tick ${now} is the next to run`, mend };
    }
    if (taken) {
      const mend = "a channel is active or not in a tick: send each (tick, channel) once";
      return { code: "SIM403", place, found: "duplicate", mend };
    }
    return undefined;
  }
}
