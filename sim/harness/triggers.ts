/** Triggers of the hardware: edges, conditions at edges. They always take at least one edge. */
import { type BenchClock, Poll, Timer } from "./bench-clock.ts";
import { badCount, foreignTrigger } from "./harness-errors.ts";
import type { Probe } from "./pin.ts";
import { type Armed, Trigger, type Waiter } from "./trigger.ts";

/** The next edge of one clock. */
export class EdgeTrigger extends Trigger<void> {
  readonly #clock: BenchClock;

  constructor(clock: BenchClock) {
    super();
    this.#clock = clock;
  }

  override arm(waiter: Waiter): Armed {
    return new Timer(this.clockFor(waiter), waiter, 1);
  }

  /** The clock, for who waits in the same testbench; throws SIM105 for another. */
  clockFor({ home }: Waiter): BenchClock {
    if (home.owner !== this.#clock.owner) throw foreignTrigger(this.describe());
    return this.#clock;
  }

  override describe(): string {
    return `edge("${this.#clock.name}")`;
  }
}

/** A number of edges of the waiter's own clock. */
export class CyclesTrigger extends Trigger<void> {
  readonly #cycles: number;

  /** Throws SIM115 unless there is at least one. */
  constructor(cycles: number) {
    super();
    if (!Number.isSafeInteger(cycles) || cycles < 1) throw badCount("cycles", cycles);
    this.#cycles = cycles;
  }

  override arm(waiter: Waiter): Armed {
    return new Timer(waiter.home, waiter, this.#cycles);
  }

  override describe(): string {
    return `cycles(${this.#cycles})`;
  }
}

/** The next edge at which a condition holds. */
export class WhenTrigger extends Trigger<void> {
  readonly #condition: () => boolean;

  constructor(condition: () => boolean) {
    super();
    this.#condition = condition;
  }

  override arm(waiter: Waiter): Armed {
    return new Poll(waiter, this.#condition);
  }

  override describe(): string {
    return `when(${conditionText(this.#condition)})`;
  }
}

/** `() => dut.done.value === 1` → `dut.done.value === 1`, cut where it is long. */
export function conditionText(condition: () => boolean): string {
  const text = condition
    .toString()
    .replace(/^\(\s*\)\s*=>\s*/, "")
    .replace(/\s+/g, " ");
  return text.length <= longestCondition ? text : `${text.slice(0, longestCondition)}…`;
}

const longestCondition = 60;

export type Change = "rising" | "falling" | "changed";

/** An edge at which a signal is different from what it was at the edge before. */
export class ChangeTrigger extends Trigger<void> {
  readonly #kind: Change;
  readonly #probe: Probe;

  constructor(kind: Change, probe: Probe) {
    super();
    this.#kind = kind;
    this.#probe = probe;
  }

  override arm(waiter: Waiter): Armed {
    const probe = this.#probe;
    const read = probe.width > 53 ? () => probe.big : () => probe.value;
    let before = read();
    const kind = this.#kind;
    return new Poll(waiter, () => {
      const last = before;
      before = read();
      if (kind === "changed") return before !== last;
      return kind === "rising" ? isZero(last) && !isZero(before) : !isZero(last) && isZero(before);
    });
  }

  override describe(): string {
    return `${this.#kind}(${this.#probe.name})`;
  }
}

const isZero = (value: number | bigint): boolean => value === 0 || value === 0n;
