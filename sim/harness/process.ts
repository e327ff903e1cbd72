/** Processes: generators that a scheduler resumes at edges. */
import { captureSite, type Site, shortLocation } from "../../hdlgen/site.ts";
import type { BenchClock } from "./bench-clock.ts";
import { notFinished, wasKilled } from "./harness-errors.ts";
import type { Scheduler } from "./scheduler.ts";
import { type Armed, type Cause, type LockHolder, type Routine, Trigger, type Waiter } from "./trigger.ts";

/** A routine that runs beside the body of the test. Waiting for it gives what it returns. */
export interface Process<T = void> extends Trigger<T> {
  readonly name: string;
  /** It has ended: returned, died or was killed. */
  readonly done: boolean;
  /** What it returned. Throws SIM110 unless it has returned. */
  readonly result: T;
  /**
   * Ends it where it waits: its `finally` blocks run, what it waits on is let go, its locks are released. Nothing
   * happens to one that has ended. Throws SIM111 for a process that kills itself, or waits in a `finally` block.
   */
  kill(): void;
}

/** `waiting` also while it runs. */
export type ProcessState = "forked" | "waiting" | "ready" | "returned" | "died" | "killed";

/** A generator around what only looks like one. */
function* generatorOf<T>(routine: Routine<T>): Routine<T> {
  return yield* routine;
}

/** `next` of all generators: called as it is, it need not be looked up in each of them. */
export const resume: (this: Routine<unknown>, value: unknown) => IteratorResult<unknown, unknown> =
  Object.getPrototypeOf(generatorOf.prototype).next;

/** Frames between the user's line and the captured stack, agents included. */
const siteFrames = 8;
const harnessFolder = new URL(".", import.meta.url).href;

/** The line of the user's code from which the harness was called. */
export const harnessSite = (): Site => captureSite(siteFrames, harnessFolder);

/** What every resumption touches, side by side for the reasons that `PinCell` gives. */
abstract class ResumedProcess<T> extends Trigger<T> {
  declare readonly generator: Routine<T>;
  /** It waits, or has waited until now, for the next edge of its clock, with a `yield` alone. */
  declare yieldsBare: boolean;
  /** In the order of forking. */
  declare readonly number: number;

  constructor(generator: Routine<T>, number: number) {
    super();
    this.generator = generator;
    this.yieldsBare = false;
    this.number = number;
  }
}

export class RunningProcess<T = unknown> extends ResumedProcess<T> implements Process<T>, Waiter, LockHolder {
  readonly name: string;
  declare readonly home: BenchClock;
  readonly site: Site;
  readonly locks = new Set<{ releaseFor(holder: LockHolder): void }>();
  state: ProcessState = "forked";
  done = false;
  /** In which cycle, once it is done. */
  endedIn = 0;
  /** What it waits on, and the trigger that it comes from; absent: the next edge of its clock. */
  armed: Armed | undefined;
  trigger: Trigger<unknown> | undefined;
  /** In which cycle it began to wait. */
  since = 0;
  /** Triggers that it made and has not waited for. */
  readonly made: Trigger<unknown>[] = [];
  /** Processes for whose end it has waited, or that it has ended: it may go on driving what they drove. */
  readonly predecessors = new WeakSet<object>();
  readonly #scheduler: Scheduler;
  #result: { readonly value: T } | undefined;
  readonly #joiners = new Set<Joined<T>>();

  constructor(scheduler: Scheduler, generator: Routine<T>, name: string, number: number, home: BenchClock) {
    super(generator.next === resume ? generator : generatorOf(generator), number);
    this.#scheduler = scheduler;
    this.name = name;
    this.home = home;
    this.site = harnessSite();
    this.isAwaited = true;
  }

  get process(): this {
    return this;
  }

  get result(): T {
    if (this.#result === undefined) throw notFinished(this);
    return this.#result.value;
  }

  /** `source (forked at fifo.test.ts:12)`. */
  get title(): string {
    return `${this.name} (forked at ${shortLocation(this.site)})`;
  }

  kill(): void {
    this.#scheduler.kill(this as RunningProcess);
  }

  wake(_: Cause): boolean {
    if (this.state !== "waiting") return false;
    this.state = "ready";
    this.#scheduler.ready(this as RunningProcess);
    return true;
  }

  /** For the next edge of its clock. */
  waits(): void {
    this.state = "waiting";
    this.trigger = undefined;
    this.yieldsBare = true;
  }

  waitsFor(trigger: Trigger<unknown>, cycle: number): void {
    this.state = "waiting";
    this.trigger = trigger;
    this.yieldsBare = false;
    this.since = cycle;
  }

  finish(state: "returned" | "died" | "killed", value?: T): void {
    this.state = state;
    this.done = true;
    this.yieldsBare = false;
    if (state === "returned") this.#result = { value: value as T };
    this.armed = undefined;
    this.trigger = undefined;
    for (const lock of [...this.locks]) lock.releaseFor(this);
    for (const joiner of [...this.#joiners]) joiner.ended();
    this.#joiners.clear();
  }

  override arm(waiter: Waiter): Armed {
    const joined = new Joined(this, waiter, this.#joiners);
    if (this.done) joined.ended();
    else this.#joiners.add(joined);
    return joined;
  }

  override describe(): string {
    return `the end of ${this.name}`;
  }
}

/** A wait for the end of a process. */
class Joined<T> implements Armed {
  readonly #process: RunningProcess<T>;
  readonly #waiter: Waiter;
  readonly #joiners: Set<Joined<T>>;

  constructor(process: RunningProcess<T>, waiter: Waiter, joiners: Set<Joined<T>>) {
    this.#process = process;
    this.#waiter = waiter;
    this.#joiners = joiners;
  }

  ended(): void {
    this.#waiter.wake("process");
  }

  disarm(): void {
    this.#joiners.delete(this);
  }

  result(): T {
    if (this.#process.state === "killed") throw wasKilled(this.#process);
    this.#waiter.process?.predecessors.add(this.#process);
    return this.#process.result;
  }
}
