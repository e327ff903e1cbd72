/** Who reads and drives pins at this moment, and what waits to land after the edge. */
import { onlyLooks, stuck, twoDrivers } from "./harness-errors.ts";
import type { BenchPin } from "./pin.ts";
import type { RunningProcess } from "./process.ts";

/** `body`: between edges. `looking`: conditions and callbacks at an edge. `running`: processes at an edge. */
export type Phase = "body" | "looking" | "running";

/** Reads without a step after which a loop is taken to be stuck: a fraction of a second. */
const mostReads = 20_000_000;

export class Drivers {
  phase: Phase = "body";
  /** The process that runs; absent: the body. */
  current: RunningProcess | undefined;
  /** Counts edges of all clocks: the cycle in which what is driven now can be seen. */
  interval = 0;
  #reads = 0;
  readonly #written: BenchPin[] = [];
  #writtenCount = 0;
  readonly #cycle: () => number;

  constructor(cycle: () => number) {
    this.#cycle = cycle;
  }

  countRead(): void {
    if (++this.#reads > mostReads) this.#stuck();
  }

  /** Says that time has passed. */
  moved(): void {
    this.#reads = 0;
  }

  /** Takes note of who drives a pin; `"now"`: its value is to go to the engine at once. Throws SIM101 and SIM114. */
  drive(pin: BenchPin): "now" | "later" {
    const { current, interval } = this;
    if (this.phase === "running") {
      if (pin.drivenIn === interval) {
        if (pin.driver !== current && !takesOver(current, pin.driver)) this.#conflict(pin);
        pin.driver = current;
        return "later";
      }
      pin.drivenIn = interval;
      pin.driver = current;
      this.#written[this.#writtenCount++] = pin;
      return "later";
    }
    if (this.phase === "looking") throw onlyLooks(pin.name);
    // Time has not passed for the body: it may go on from where a process has ended.
    if (pin.drivenIn === interval && pin.driver !== current && pin.driver?.done !== true) this.#conflict(pin);
    pin.drivenIn = interval;
    pin.driver = current;
    return "now";
  }

  /** Brings what processes wrote to the engine. */
  land(): void {
    for (let at = 0; at < this.#writtenCount; at++) this.#written[at]?.land();
    this.#writtenCount = 0;
  }

  #conflict(pin: BenchPin): never {
    throw twoDrivers(pin.name, this.#cycle() + (this.phase === "running" ? 1 : 0), pin.driver, this.current);
  }

  #stuck(): never {
    this.#reads = 0;
    throw stuck(this.current, this.#cycle(), `signals are read ${mostReads.toLocaleString("en")} times`);
  }
}

/** A process that has waited for the end of another goes on from where that one ended. */
const takesOver = (current: RunningProcess | undefined, before: RunningProcess | undefined): boolean =>
  current !== undefined && before?.done === true && current.predecessors.has(before);
