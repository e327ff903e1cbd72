import type { Making } from "./event-flag.ts";
import { notHolder } from "./harness-errors.ts";
import { type Armed, type LockHolder, Trigger, type Waiter } from "./trigger.ts";

/**
 * What one process at a time may hold; who waits longest is next. A process that ends, however it ends, releases what it
 * holds.
 */
export interface Lock {
  readonly name: string;
  readonly isHeld: boolean;
  acquire(): Trigger<void>;
  /** Throws SIM112 unless the process that runs, or the body, holds it. */
  release(): void;
}

/** The body of a test, as a holder. */
const body = "the body";

export class BenchLock implements Lock {
  readonly name: string;
  readonly #making: Making & { readonly current: LockHolder | undefined };
  readonly waiting: ArmedLock[] = [];
  #holder: LockHolder | typeof body | undefined;

  constructor(name: string, making: Making & { readonly current: LockHolder | undefined }) {
    this.name = name;
    this.#making = making;
  }

  get isHeld(): boolean {
    return this.#holder !== undefined;
  }

  get holderName(): string | undefined {
    return typeof this.#holder === "string" ? this.#holder : this.#holder?.name;
  }

  acquire(): Trigger<void> {
    return this.#making.made(new LockTrigger(this));
  }

  release(): void {
    const who = this.#making.current ?? body;
    if (who !== this.#holder) throw notHolder(this.name, typeof who === "string" ? who : who.name, this.holderName);
    this.#pass();
  }

  releaseFor(holder: LockHolder | undefined): void {
    if (this.#holder === (holder ?? body)) this.#pass();
  }

  enter(waiting: ArmedLock): void {
    this.waiting.push(waiting);
    if (this.#holder === undefined) this.#pass();
  }

  #pass(): void {
    if (typeof this.#holder === "object") this.#holder.locks.delete(this);
    this.#holder = undefined;
    for (;;) {
      const next = this.waiting.shift();
      if (next === undefined) return;
      this.#holder = next.holder ?? body;
      if (next.take()) {
        next.holder?.locks.add(this);
        return;
      }
      this.#holder = undefined;
    }
  }
}

class ArmedLock implements Armed {
  readonly holder: LockHolder | undefined;
  readonly #lock: BenchLock;
  readonly #waiter: Waiter;
  #isUncollected = false;

  constructor(lock: BenchLock, waiter: Waiter) {
    this.#lock = lock;
    this.#waiter = waiter;
    this.holder = waiter.process;
    lock.enter(this);
  }

  take(): boolean {
    this.#isUncollected = this.#waiter.wake("process");
    return this.#isUncollected;
  }

  disarm(): void {
    const at = this.#lock.waiting.indexOf(this);
    if (at >= 0) this.#lock.waiting.splice(at, 1);
    if (this.#isUncollected) this.#lock.releaseFor(this.holder);
    this.#isUncollected = false;
  }

  result(): undefined {
    this.#isUncollected = false;
    return undefined;
  }
}

class LockTrigger extends Trigger<void> {
  readonly #lock: BenchLock;

  constructor(lock: BenchLock) {
    super();
    this.#lock = lock;
  }

  override arm(waiter: Waiter): Armed {
    return new ArmedLock(this.#lock, waiter);
  }

  override describe(): string {
    const { holderName } = this.#lock;
    return `${this.#lock.name}.acquire()${holderName === undefined ? "" : ` (held by ${holderName})`}`;
  }
}
