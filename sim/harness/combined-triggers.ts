/** Triggers made of others: the first of them, all of them, one within some cycles. */
import type { BenchClock } from "./bench-clock.ts";
import { timedOut } from "./harness-errors.ts";
import { type Armed, type Cause, type LockHolder, Trigger, type Waiter } from "./trigger.ts";
import { CyclesTrigger } from "./triggers.ts";

/** Triggers by name, or in a list. */
export type Triggers = Readonly<Record<string, Trigger<unknown>>> | readonly Trigger<unknown>[];

type ResultOf<T> = T extends Trigger<infer R> ? R : never;
/** Results of all, in the shape in which the triggers were given. */
export type Results<T extends Triggers> = { -readonly [K in keyof T]: ResultOf<T[K]> };
/** Which was first, and what it gave: `key` tells the names apart, and with them the types of `value`. */
export type Won<T extends Triggers> = {
  [K in Exclude<keyof T, T extends readonly unknown[] ? keyof (readonly unknown[]) : never>]: {
    readonly key: T extends readonly unknown[] ? number : K;
    readonly value: ResultOf<T[K]>;
  };
}[Exclude<keyof T, T extends readonly unknown[] ? keyof (readonly unknown[]) : never>];

/** Waits for one member of a combination. */
class Member implements Waiter {
  readonly process: LockHolder | undefined;
  readonly home: BenchClock;
  readonly #whole: { happened(index: number, cause: Cause): boolean };
  readonly #index: number;

  constructor(waiter: Waiter, whole: { happened(index: number, cause: Cause): boolean }, index: number) {
    this.process = waiter.process;
    this.home = waiter.home;
    this.#whole = whole;
    this.#index = index;
  }

  wake(cause: Cause): boolean {
    return this.#whole.happened(this.#index, cause);
  }
}

class ArmedFirst implements Armed {
  readonly #waiter: Waiter;
  readonly #members: Armed[] = [];
  #winner = -1;
  /** Another member that stands before it may still take its place: both happen at this edge. */
  #isOpen = false;

  constructor(waiter: Waiter, triggers: readonly Trigger<unknown>[]) {
    this.#waiter = waiter;
    for (const [index, trigger] of triggers.entries()) {
      trigger.isAwaited = true;
      if (this.#winner < 0) this.#members.push(trigger.arm(new Member(waiter, this, index)));
    }
  }

  happened(index: number, cause: Cause): boolean {
    if (this.#winner < 0) {
      this.#winner = index;
      this.#isOpen = cause === "edge";
      if (this.#waiter.wake(cause)) return true;
      this.#winner = -1;
      return false;
    }
    if (!this.#isOpen || cause !== "edge" || index > this.#winner) return false;
    this.#winner = index;
    return true;
  }

  disarm(): void {
    for (const member of this.#members) member.disarm();
  }

  get winner(): number {
    return this.#winner;
  }

  result(): unknown {
    this.#members.forEach((member, index) => {
      if (index !== this.#winner) member.disarm();
    });
    return this.#members[this.#winner]?.result();
  }
}

export class FirstTrigger<T extends Triggers> extends Trigger<Won<T>> {
  readonly #triggers: T;

  constructor(triggers: T) {
    super();
    this.#triggers = triggers;
  }

  override arm(waiter: Waiter): Armed {
    const first = new ArmedFirst(waiter, Object.values(this.#triggers));
    const keys = Array.isArray(this.#triggers) ? undefined : Object.keys(this.#triggers);
    return {
      disarm: () => first.disarm(),
      result: () => {
        const value = first.result();
        return { key: keys === undefined ? first.winner : keys[first.winner], value };
      },
    };
  }

  override describe(): string {
    return `first(${describeAll(this.#triggers)})`;
  }
}

class ArmedAll implements Armed {
  readonly #waiter: Waiter;
  readonly #members: Armed[];
  #left: number;

  constructor(waiter: Waiter, triggers: readonly Trigger<unknown>[]) {
    this.#waiter = waiter;
    this.#left = triggers.length;
    this.#members = triggers.map((trigger, index) => {
      trigger.isAwaited = true;
      return trigger.arm(new Member(waiter, this, index));
    });
    if (triggers.length === 0) waiter.wake("process");
  }

  happened(_: number, cause: Cause): boolean {
    this.#left--;
    if (this.#left === 0) this.#waiter.wake(cause);
    return true;
  }

  disarm(): void {
    for (const member of this.#members) member.disarm();
  }

  result(): unknown[] {
    return this.#members.map((member) => member.result());
  }
}

export class AllTrigger<T extends Triggers> extends Trigger<Results<T>> {
  readonly #triggers: T;

  constructor(triggers: T) {
    super();
    this.#triggers = triggers;
  }

  override arm(waiter: Waiter): Armed {
    const all = new ArmedAll(waiter, Object.values(this.#triggers));
    const keys = Array.isArray(this.#triggers) ? undefined : Object.keys(this.#triggers);
    return {
      disarm: () => all.disarm(),
      result: () => {
        const results = all.result();
        return keys === undefined ? results : Object.fromEntries(keys.map((key, index) => [key, results[index]]));
      },
    };
  }

  override describe(): string {
    return `all(${describeAll(this.#triggers)})`;
  }
}

/** Gives what the trigger gives, or throws SIM103 in the process that waits. */
export class TimeoutTrigger<T> extends Trigger<T> {
  readonly #trigger: Trigger<T>;
  readonly #cycles: number;
  readonly #cycle: () => number;

  constructor(trigger: Trigger<T>, cycles: number, cycle: () => number) {
    super();
    this.#trigger = trigger;
    this.#cycles = cycles;
    this.#cycle = cycle;
  }

  override arm(waiter: Waiter): Armed {
    const first = new ArmedFirst(waiter, [this.#trigger, new CyclesTrigger(this.#cycles)]);
    return {
      disarm: () => first.disarm(),
      result: () => {
        const value = first.result();
        if (first.winner === 0) return value;
        throw timedOut(this.#trigger.describe(), this.#cycles, this.#cycle());
      },
    };
  }

  override describe(): string {
    return `timeout(${this.#trigger.describe()}, ${this.#cycles})`;
  }
}

const describeAll = (triggers: Triggers): string =>
  Object.entries(triggers)
    .map(([key, trigger]) => (Array.isArray(triggers) ? trigger.describe() : `${key}: ${trigger.describe()}`))
    .join(", ");
