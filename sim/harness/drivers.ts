/** Who reads and drives pins at this moment, and what waits to land after the edge. */
import type { SignalCell } from "../simulation.ts";
import { ended, onlyLooks, stuck, twoDrivers } from "./harness-errors.ts";
import type { BenchPin } from "./pin.ts";
import type { RunningProcess } from "./process.ts";

/** `body`: between edges. `looking`: conditions and callbacks at an edge. `running`: processes at an edge. */
export type Phase = "body" | "looking" | "running" | "ended";

/** In place of the number of a process: the body of the test. */
export const body = -1;

/** Reads without an edge after which a loop is taken to be stuck: a fraction of a second. */
const mostReads = 20_000_000;

/** Reads that are left before a pin has to look what the matter is. */
export interface Reads {
  left: number;
}

type Words = SignalCell["words"];

const write = (pin: BenchPin, value: number): void => pin.write(value);
const writeLater = (pin: BenchPin, value: number): void => pin.writeLater(value);

/** What a pin looks at when it is driven. */
export class Gate {
  /** Cycle in which a pin that was driven before it can be driven at once; less than that of any pin: none can. */
  open = -1;
  /** Number of the process that runs, or `body`. */
  running = body;
  /**
   * What pins do with a value that is not there already. V8 does not compile a function that changes into its callers,
   * which leaves room in them for what is frequent.
   */
  write = write;
}

export class Drivers {
  phase: Phase = "body";
  /** Open while processes run, with `interval` as their cycle. */
  readonly gate = new Gate();
  /** Of pins that lie in no cell of the engine, or are no inputs. */
  readonly shut = new Gate();
  /** Counts edges of all clocks: the cycle in which what is driven now can be seen. */
  interval = 0;
  /** Until a loop is taken to be stuck. */
  readonly reads: Reads = { left: mostReads };
  /** The same for what has to settle first; it has done so where any are left: while processes run nothing changes. */
  readonly settledReads: Reads = { left: 0 };
  /** The same for what lies in no cell. */
  readonly noReads: Reads = { left: 0 };
  #settledIn = -1;
  /** Numbers of the pins that processes have driven at this edge, each once: the first `writtenCount`. */
  written = new Int32Array(16);
  writtenCount = 0;
  readonly #pins: BenchPin[] = [];
  readonly #views: Words[] = [];
  readonly #cycle: () => number;
  readonly #processOf: (number: number) => RunningProcess | undefined;

  /** `processOf` knows every process that has run in this cycle, by its number. */
  constructor(cycle: () => number, processOf: (number: number) => RunningProcess | undefined) {
    this.#cycle = cycle;
    this.#processOf = processOf;
  }

  /** The process that runs; absent: the body. */
  get current(): RunningProcess | undefined {
    const { running } = this.gate;
    return running === body ? undefined : this.#processOf(running);
  }

  /** Says what happens from now on. */
  enter(phase: "body" | "looking" | "running"): void {
    this.phase = phase;
    const runs = phase === "running";
    this.gate.write = runs ? writeLater : write;
    this.gate.open = runs ? this.interval : -1;
    this.settledReads.left = 0;
  }

  /** Counts a read of what has to settle, and lets it. While processes run, everything stays so. */
  settle(host: SignalCell["host"]): void {
    if (--this.reads.left < 0) this.refuseRead();
    host.settle();
    if (this.phase !== "running") return;
    if (this.#settledIn === this.interval) this.refuseRead();
    this.#settledIn = this.interval;
    this.settledReads.left = mostReads;
  }

  /** One view of all that lies around some words, for all pins: what they share stays in the cache of the processor. */
  shared(words: Words): Words {
    const { buffer, BYTES_PER_ELEMENT: bytes } = words;
    const known = this.#views.find((view) => view.buffer === buffer && view.BYTES_PER_ELEMENT === bytes);
    if (known !== undefined) return known;
    const length = Math.floor(buffer.byteLength / bytes);
    const view =
      bytes === 1
        ? new Uint8Array(buffer, 0, length)
        : bytes === 2
          ? new Uint16Array(buffer, 0, length)
          : new Uint32Array(buffer, 0, length);
    this.#views.push(view);
    return view;
  }

  /** Gives a pin its number. */
  add(pin: BenchPin): number {
    const number = this.#pins.push(pin) - 1;
    if (number >= this.written.length) {
      const more = new Int32Array(2 * number);
      more.set(this.written);
      this.written = more;
    }
    return number;
  }

  /** Takes note of who drives a pin again, or outside a process. Throws SIM101, SIM114 and SIM116. */
  drive(pin: BenchPin): "now" | "later" {
    const { phase, interval } = this;
    const { running } = this.gate;
    if (phase === "ended") throw ended();
    if (phase === "looking") throw onlyLooks(pin.name);
    if (pin.drivenIn === interval && pin.driver !== running) {
      const before = pin.driver === body ? undefined : this.#processOf(pin.driver);
      if (!this.#takesOver(before)) {
        throw twoDrivers(pin.name, this.#cycle() + (phase === "running" ? 1 : 0), before, this.current);
      }
    }
    if (phase === "running" && pin.landsIn !== interval) {
      pin.landsIn = interval;
      this.written[this.writtenCount++] = pin.number;
    }
    pin.drivenIn = interval;
    pin.driver = running;
    return phase === "running" ? "later" : "now";
  }

  /** Who has waited for the end of a process goes on from where it ended. The body always has. */
  #takesOver(before: RunningProcess | undefined): boolean {
    if (before?.done !== true) return false;
    const { current } = this;
    return current === undefined || current.predecessors.has(before);
  }

  /** An edge has been taken: brings what processes wrote to the engine. */
  land(): void {
    const { written, writtenCount } = this;
    const pins = this.#pins;
    this.reads.left = mostReads;
    if (writtenCount === 0) return;
    // Where nothing has changed, the engine need not settle.
    let change: "changed" | "same" = "same";
    for (let at = 0; at < writtenCount; at++) {
      if ((pins[written[at] as number] as BenchPin).land() === "changed") change = "changed";
    }
    this.writtenCount = 0;
    if (change === "changed") (pins[written[0] as number] as BenchPin).touch();
  }

  countRead(): void {
    if (--this.reads.left < 0) this.refuseRead();
  }

  /** There are no reads left. */
  refuseRead(): never {
    this.#settledIn = -1;
    if (this.phase === "ended") {
      this.reads.left = 0;
      throw ended();
    }
    this.reads.left = mostReads;
    throw stuck(this.current, this.#cycle(), `signals are read ${mostReads.toLocaleString("en")} times`);
  }

  end(): void {
    this.phase = "ended";
    this.gate.open = -1;
    this.reads.left = 0;
    this.settledReads.left = 0;
  }
}
