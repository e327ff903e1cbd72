import { type Armed, Trigger, type Waiter } from "./trigger.ts";

/** What a part of the harness tells the scheduler. */
export interface Making {
  /** Says that a trigger was made that somebody is to wait for. */
  made<T extends Trigger<unknown>>(trigger: T): T;
}

/** A flag that processes wait for. Once set it stays set, until it is cleared. */
export interface EventFlag {
  readonly name: string;
  readonly isSet: boolean;
  set(): void;
  clear(): void;
  /** Happens when the flag is set; at once where it is. */
  wait(): Trigger<void>;
}

export class BenchEvent implements EventFlag {
  readonly name: string;
  readonly #making: Making;
  readonly #waiting = new Set<Waiter>();
  #isSet = false;

  constructor(name: string, making: Making) {
    this.name = name;
    this.#making = making;
  }

  get isSet(): boolean {
    return this.#isSet;
  }

  set(): void {
    this.#isSet = true;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const waiter of waiting) waiter.wake("process");
  }

  clear(): void {
    this.#isSet = false;
  }

  wait(): Trigger<void> {
    return this.#making.made(new EventTrigger(this, this.#waiting));
  }
}

class EventTrigger extends Trigger<void> {
  readonly #event: BenchEvent;
  readonly #waiting: Set<Waiter>;

  constructor(event: BenchEvent, waiting: Set<Waiter>) {
    super();
    this.#event = event;
    this.#waiting = waiting;
  }

  override arm(waiter: Waiter): Armed {
    if (this.#event.isSet) waiter.wake("process");
    else this.#waiting.add(waiter);
    return { disarm: () => this.#waiting.delete(waiter), result: () => undefined };
  }

  override describe(): string {
    return `${this.#event.name}.wait()`;
  }
}
