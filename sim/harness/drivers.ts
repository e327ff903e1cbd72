/** Who reads and drives pins at this moment, and what waits to land after the edge. */
import { ended, onlyLooks, stuck, twoDrivers } from "./harness-errors.ts";
import type { BenchPin } from "./pin.ts";
import type { RunningProcess } from "./process.ts";

/** `body`: between edges. `looking`: conditions and callbacks at an edge. `running`: processes at an edge. */
export type Phase = "body" | "looking" | "running" | "ended";

/** Reads without an edge after which a loop is taken to be stuck: a fraction of a second. */
const mostReads = 20_000_000;

export class Drivers {
  phase: Phase = "body";
  /** The process that runs; absent: the body. */
  current: RunningProcess | undefined;
  /** Counts edges of all clocks: the cycle in which what is driven now can be seen. */
  interval = 0;
  /** Reads until a loop is taken to be stuck. */
  readsLeft = mostReads;
  /** Pins that processes have driven at this edge: the first `writtenCount`. */
  readonly written: BenchPin[] = [];
  writtenCount = 0;
  readonly #cycle: () => number;

  constructor(cycle: () => number) {
    this.#cycle = cycle;
  }

  /** Takes note of who drives a pin again, or outside a process. Throws SIM101, SIM114 and SIM116. */
  drive(pin: BenchPin): "now" | "later" {
    const { phase, current, interval } = this;
    if (phase === "ended") throw ended();
    if (phase === "looking") throw onlyLooks(pin.name);
    if (pin.drivenIn === interval && pin.driver !== current && !this.#takesOver(pin.driver)) {
      throw twoDrivers(pin.name, this.#cycle() + (phase === "running" ? 1 : 0), pin.driver, current);
    }
    if (phase === "running" && pin.drivenIn !== interval) this.written[this.writtenCount++] = pin;
    pin.drivenIn = interval;
    pin.driver = current;
    return phase === "running" ? "later" : "now";
  }

  /** Who has waited for the end of a process goes on from where it ended. The body always has. */
  #takesOver(before: RunningProcess | undefined): boolean {
    if (before?.done !== true) return false;
    return this.current === undefined || this.current.predecessors.has(before);
  }

  /** An edge has been taken: brings what processes wrote to the engine. */
  land(): void {
    const { written, writtenCount } = this;
    this.readsLeft = mostReads;
    if (writtenCount === 0) return;
    for (let at = 0; at < writtenCount; at++) (written[at] as BenchPin).land();
    this.writtenCount = 0;
    (written[0] as BenchPin).touch();
  }

  /** There are no reads left. */
  refuseRead(): never {
    if (this.phase === "ended") {
      this.readsLeft = 0;
      throw ended();
    }
    this.readsLeft = mostReads;
    throw stuck(this.current, this.#cycle(), `signals are read ${mostReads.toLocaleString("en")} times`);
  }

  end(): void {
    this.phase = "ended";
    this.readsLeft = 0;
  }
}
