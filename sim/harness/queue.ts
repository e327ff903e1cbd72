import type { Making } from "./event-flag.ts";
import { badCount } from "./harness-errors.ts";
import { type Armed, Trigger, type Waiter } from "./trigger.ts";

/** Items from some processes to others, first in, first out; who waits longest is served first. */
export interface Queue<T> {
  readonly name: string;
  /** Items inside. */
  readonly size: number;
  readonly capacity: number;
  /** Happens when there is room for the item; at once where there is. */
  put(item: T): Trigger<void>;
  /** Gives the oldest item, as soon as there is one. */
  get(): Trigger<T>;
  /** Puts an item without waiting; false when there is no room. */
  tryPut(item: T): boolean;
  /** The oldest item without waiting; undefined when there is none. */
  tryGet(): T | undefined;
}

export class BenchQueue<T> implements Queue<T> {
  readonly name: string;
  readonly capacity: number;
  readonly items: T[] = [];
  readonly getters: ArmedGet<T>[] = [];
  readonly putters: ArmedPut<T>[] = [];
  readonly #making: Making;

  /** Throws SIM115 for a capacity below 1. */
  constructor(name: string, capacity: number, making: Making) {
    if (capacity !== Number.POSITIVE_INFINITY && (!Number.isSafeInteger(capacity) || capacity < 1)) {
      throw badCount(`capacity of ${name}`, capacity);
    }
    this.name = name;
    this.capacity = capacity;
    this.#making = making;
  }

  get size(): number {
    return this.items.length;
  }

  put(item: T): Trigger<void> {
    return this.#making.made(new PutTrigger(this, item));
  }

  get(): Trigger<T> {
    return this.#making.made(new GetTrigger(this));
  }

  tryPut(item: T): boolean {
    if (this.putters.length > 0 || this.size >= this.capacity) return false;
    this.items.push(item);
    this.#serve();
    return true;
  }

  tryGet(): T | undefined {
    if (this.getters.length > 0) return undefined;
    const item = this.items.shift();
    this.#serve();
    return item;
  }

  enter(get: ArmedGet<T> | ArmedPut<T>): void {
    if (get instanceof ArmedGet) this.getters.push(get);
    else this.putters.push(get);
    this.#serve();
  }

  /** An item that was handed to somebody who then did not want it. */
  giveBack(item: T): void {
    this.items.unshift(item);
    this.#serve();
  }

  #serve(): void {
    for (;;) {
      const getter = this.items.length > 0 ? this.getters.shift() : undefined;
      if (getter !== undefined) {
        if (getter.offer(this.items[0] as T)) this.items.shift();
        continue;
      }
      const putter = this.size < this.capacity ? this.putters.shift() : undefined;
      if (putter === undefined) return;
      if (putter.accept()) this.items.push(putter.item);
    }
  }
}

class ArmedGet<T> implements Armed {
  readonly #queue: BenchQueue<T>;
  readonly #waiter: Waiter;
  #given: { readonly item: T } | undefined;

  constructor(queue: BenchQueue<T>, waiter: Waiter) {
    this.#queue = queue;
    this.#waiter = waiter;
    queue.enter(this);
  }

  offer(item: T): boolean {
    this.#given = { item };
    if (this.#waiter.wake("process")) return true;
    this.#given = undefined;
    return false;
  }

  disarm(): void {
    const given = this.#given;
    this.#given = undefined;
    if (given !== undefined) this.#queue.giveBack(given.item);
    const at = this.#queue.getters.indexOf(this);
    if (at >= 0) this.#queue.getters.splice(at, 1);
  }

  result(): T {
    const given = this.#given;
    if (given === undefined) throw new Error("an item that nobody gave");
    this.#given = undefined;
    return given.item;
  }
}

class ArmedPut<T> implements Armed {
  readonly item: T;
  readonly #queue: BenchQueue<T>;
  readonly #waiter: Waiter;

  constructor(queue: BenchQueue<T>, waiter: Waiter, item: T) {
    this.item = item;
    this.#queue = queue;
    this.#waiter = waiter;
    queue.enter(this);
  }

  accept(): boolean {
    return this.#waiter.wake("process");
  }

  disarm(): void {
    const at = this.#queue.putters.indexOf(this);
    if (at >= 0) this.#queue.putters.splice(at, 1);
  }

  result(): undefined {
    return undefined;
  }
}

class GetTrigger<T> extends Trigger<T> {
  readonly #queue: BenchQueue<T>;

  constructor(queue: BenchQueue<T>) {
    super();
    this.#queue = queue;
  }

  override arm(waiter: Waiter): Armed {
    return new ArmedGet(this.#queue, waiter);
  }

  override describe(): string {
    return `${this.#queue.name}.get() (empty)`;
  }
}

class PutTrigger<T> extends Trigger<void> {
  readonly #queue: BenchQueue<T>;
  readonly #item: T;

  constructor(queue: BenchQueue<T>, item: T) {
    super();
    this.#queue = queue;
    this.#item = item;
  }

  override arm(waiter: Waiter): Armed {
    return new ArmedPut(this.#queue, waiter, this.#item);
  }

  override describe(): string {
    return `${this.#queue.name}.put(…) (${this.#queue.size} of ${this.#queue.capacity} inside)`;
  }
}
