/** Who waits for edges of one clock. */
import type { RunningProcess } from "./process.ts";
import type { Armed, Waiter } from "./trigger.ts";

/** A wait for a number of edges. */
export class Timer implements Armed {
  readonly waiter: Waiter;
  /** The edge at which it ends, counted as `edges` does. */
  readonly at: number;
  readonly #clock: BenchClock;

  constructor(clock: BenchClock, waiter: Waiter, cycles: number) {
    this.#clock = clock;
    this.waiter = waiter;
    this.at = clock.edges + cycles;
    clock.addTimer(this);
  }

  disarm(): void {
    this.#clock.removeTimer(this);
  }

  result(): undefined {
    return undefined;
  }
}

/** A wait for an edge at which something holds. */
export class Poll implements Armed {
  readonly waiter: Waiter;
  readonly holds: () => boolean;
  /** What the condition threw, for the process to see. */
  #failure: { readonly error: unknown } | undefined;

  constructor(waiter: Waiter, holds: () => boolean) {
    this.waiter = waiter;
    this.holds = holds;
    waiter.home.polls.push(this);
  }

  /** Whether it has happened, or failed, at this edge. */
  happens(): boolean {
    try {
      return this.holds();
    } catch (error) {
      this.#failure = { error };
      return true;
    }
  }

  disarm(): void {
    const { polls } = this.waiter.home;
    const at = polls.indexOf(this);
    if (at >= 0) polls.splice(at, 1);
  }

  result(): undefined {
    if (this.#failure !== undefined) throw this.#failure.error;
    return undefined;
  }
}

/** Brings the first `count` into the order in which they were forked, and drops the others. */
export function sortProcesses(processes: RunningProcess[], count: number): void {
  processes.length = count;
  processes.sort((a, b) => a.number - b.number);
}

export class BenchClock {
  readonly name: string;
  /** Edges so far, the one included at which processes run. */
  edges = 0;
  /**
   * Processes that resume at the next edge: the first `staying` of those that did so at the last one. In most cycles that
   * is all of them, so that no list is made anew.
   */
  readonly ready: RunningProcess[] = [];
  staying = 0;
  /** And others, that have come since: the first `#comingCount`. */
  readonly #coming: RunningProcess[] = [];
  #comingCount = 0;
  readonly polls: Poll[] = [];
  /** Latest first. */
  readonly #timers: Timer[] = [];
  /** The edge at which the first of them ends. */
  #firstEnd = Number.POSITIVE_INFINITY;

  /** The scheduler that it belongs to. */
  readonly owner: object;

  constructor(name: string, owner: object) {
    this.name = name;
    this.owner = owner;
  }

  /** Lets a process resume at the next edge. */
  add(process: RunningProcess): void {
    this.#coming[this.#comingCount++] = process;
  }

  /** An edge comes: returns how many of `ready` resume, in the order in which they were forked. */
  begin(): number {
    const count = this.staying;
    this.staying = 0;
    return this.#comingCount === 0 ? count : this.#join(count);
  }

  #join(staying: number): number {
    const { ready } = this;
    let [count, isSorted] = [staying, true];
    for (let at = 0; at < this.#comingCount; at++) {
      const process = this.#coming[at] as RunningProcess;
      if ((ready[count - 1]?.number ?? -1) > process.number) isSorted = false;
      ready[count++] = process;
    }
    this.#comingCount = 0;
    if (!isSorted) sortProcesses(ready, count);
    return count;
  }

  /** Edges until the next timer ends; Infinity without one. */
  get nextTimer(): number {
    return this.#firstEnd - this.edges;
  }

  /** Nobody but timers waits for its edges. */
  get isFree(): boolean {
    return this.staying === 0 && this.#comingCount === 0 && this.polls.length === 0;
  }

  get isIdle(): boolean {
    return this.isFree && this.#timers.length === 0;
  }

  /** At the edge at which processes are about to run, somebody but they may have to be woken. */
  get isDue(): boolean {
    return this.polls.length > 0 || this.#firstEnd <= this.edges;
  }

  addTimer(timer: Timer): void {
    let at = this.#timers.length;
    while (at > 0 && (this.#timers[at - 1]?.at ?? 0) <= timer.at) at--;
    this.#timers.splice(at, 0, timer);
    this.#follow();
  }

  removeTimer(timer: Timer): void {
    const at = this.#timers.indexOf(timer);
    if (at >= 0) this.#timers.splice(at, 1);
    this.#follow();
  }

  /** Wakes who waits for the edge at which processes are about to run. */
  wake(): void {
    if (this.#firstEnd <= this.edges) this.#wakeTimers();
    if (this.polls.length > 0) this.#wakePolls();
  }

  #follow(): void {
    this.#firstEnd = this.#timers[this.#timers.length - 1]?.at ?? Number.POSITIVE_INFINITY;
  }

  #wakeTimers(): void {
    while (this.#firstEnd <= this.edges) {
      const timer = this.#timers.pop();
      this.#follow();
      timer?.waiter.wake("edge");
    }
  }

  #wakePolls(): void {
    const { polls } = this;
    let kept = 0;
    for (const poll of polls) {
      if (poll.happens()) poll.waiter.wake("edge");
      else polls[kept++] = poll;
    }
    polls.length = kept;
  }
}
