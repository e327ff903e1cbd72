/** What processes wait on: the contract between triggers, who waits on them, and the scheduler. */
import type { BenchClock } from "./bench-clock.ts";

/** The body of a process: a generator that yields what it waits on, or nothing for the next edge of its clock. */
export type Routine<T = void> = Generator<Trigger<unknown> | undefined, T, unknown>;

/**
 * Something that happens. In a process `yield trigger` waits for it, and `const x = yield* trigger` gives its result with
 * its type; in the body of a test `tb.wait(trigger)` steps until it has happened.
 */
export abstract class Trigger<T> {
  /** @internal Somebody has waited for it: it was not forgotten. */
  isAwaited = false;
  /** For `tsc` alone: what waiting for it gives. */
  declare protected readonly happened: T;

  /** @internal Begins to wait; may wake the waiter at once. */
  abstract arm(waiter: Waiter): Armed;
  /** @internal What is waited for, for messages: `cycles(3)`. */
  abstract describe(): string;

  *[Symbol.iterator](): Routine<T> {
    return (yield this) as T;
  }
}

/**
 * How a trigger happened. At an edge: several of one `first` may do so at once, and the one that stands first wins. By
 * what a process or the body did: that is final.
 */
export type Cause = "edge" | "process";

/** Who waits: a process, the body, or a trigger made of others. */
export interface Waiter {
  /** The process behind it; absent: the body. */
  readonly process: LockHolder | undefined;
  /** The clock whose edges it counts. */
  readonly home: BenchClock;
  /** Says that it has happened; false: it came too late, and nothing may be handed over. */
  wake(cause: Cause): boolean;
}

/** Who can hold locks, which are released when it ends. */
export interface LockHolder {
  readonly name: string;
  /** Processes that it goes on from. */
  readonly predecessors: WeakSet<object>;
  readonly locks: Set<{ releaseFor(holder: LockHolder): void }>;
}

/** One wait for one trigger. */
export interface Armed {
  /** Waits no longer; what was handed over and not collected goes back. */
  disarm(): void;
  /** What came out, once it has happened; throws what the process is to see as an error. */
  result(): unknown;
}
