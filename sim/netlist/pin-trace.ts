/**
 * What the pins of a design did in a simulation, cycle by cycle, in a file: replayed on another model of the same design,
 * the same inputs have to give the same outputs.
 */
import { closeSync, openSync, writeSync } from "node:fs";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import type { Design } from "../../hdlgen/ir.ts";
import type { SignalHandle, Simulation } from "../simulation.ts";

/** The pins of a top module in the order of their bits in a trace; each has one bit. */
export interface TracePins {
  readonly clock: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** Where something begins that a cycle can be said to belong to. */
export interface TraceMark<T> {
  readonly cycle: number;
  readonly what: T;
}

/** Bits of one word of a record. */
const mostPins = 32;
const recordsPerWrite = 1 << 14;

/** The pins of a top with one clock. Throws SIM410 for one whose pins a trace cannot hold. */
export function tracePins({ top }: Design): TracePins {
  const named = (direction: "input" | "output") =>
    top.ports.filter((port) => port.direction === direction && port.signal.type.kind !== "clock");
  const clocks = top.ports.filter(({ signal }) => signal.type.kind === "clock").map(({ signal }) => signal.name);
  if (top.clocked) clocks.push("clk");
  const [inputs, outputs] = [named("input"), named("output")];
  const wide = [...inputs, ...outputs].filter(({ signal }) => signal.type.width !== 1);
  const [clock] = clocks;
  if (
    clock === undefined ||
    clocks.length > 1 ||
    wide.length > 0 ||
    Math.max(inputs.length, outputs.length) > mostPins
  ) {
    throw new SpikeforgeError({
      code: "SIM410",
      place: top.name,
      found:
        `${clocks.length} clocks, ${inputs.length} inputs and ${outputs.length} outputs` +
        (wide.length === 0
          ? ""
          : `, of which ${wide.map(({ signal }) => signal.name).join(", ")} are wider than a bit`),
      mend: `a trace holds one clock, and up to ${mostPins} inputs and outputs of one bit each`,
    });
  }
  const names = (ports: typeof inputs): string[] => ports.map(({ signal }) => signal.name);
  return { clock, inputs: names(inputs), outputs: names(outputs) };
}

/** Writes pins into a file: records of how long they stayed, the inputs and the outputs as they settled before the edge. */
export class PinTraceFile {
  /** Cycles so far. */
  cycles = 0;
  readonly #file: number;
  readonly #records = new Uint32Array(3 * recordsPerWrite);
  #filled = 0;
  #length = 0;
  #inputs = 0;
  #outputs = 0;

  constructor(path: string) {
    this.#file = openSync(path, "w");
  }

  add(inputs: number, outputs: number): void {
    this.cycles += 1;
    if (this.#length > 0 && inputs === this.#inputs && outputs === this.#outputs) {
      this.#length += 1;
      return;
    }
    this.#keep();
    this.#inputs = inputs;
    this.#outputs = outputs;
    this.#length = 1;
  }

  close(): void {
    this.#keep();
    this.#length = 0;
    this.#write();
    closeSync(this.#file);
  }

  #keep(): void {
    if (this.#length === 0) return;
    this.#records[this.#filled++] = this.#length;
    this.#records[this.#filled++] = this.#inputs;
    this.#records[this.#filled++] = this.#outputs;
    if (this.#filled === this.#records.length) this.#write();
  }

  #write(): void {
    const bytes = new Uint8Array(this.#records.buffer, 0, 4 * this.#filled);
    for (let written = 0; written < bytes.length; ) written += writeSync(this.#file, bytes, written);
    this.#filled = 0;
  }
}

/** A simulation of which every step is written into a trace. Its main clock is the only one. */
export function tracedSimulation(inner: Simulation, pins: TracePins, trace: PinTraceFile): Simulation {
  const inputs = pins.inputs.map((name) => bitReader(inner.port(name)));
  const outputs = pins.outputs.map((name) => bitReader(inner.port(name)));
  const word = (bits: readonly (() => number)[]): number => {
    let value = 0;
    for (let i = 0; i < bits.length; i++) value |= (bits[i]?.() ?? 0) << i;
    return value >>> 0;
  };
  const step = (cycles = 1): void => {
    for (let i = 0; i < cycles; i++) {
      trace.add(word(inputs), word(outputs));
      inner.step(1);
    }
  };
  return {
    engine: inner.engine,
    design: inner.design,
    clocks: inner.clocks,
    seed: inner.seed,
    names: inner.names,
    get cycle() {
      return inner.cycle;
    },
    get time() {
      return inner.time;
    },
    get covers() {
      return inner.covers;
    },
    get nextClock() {
      return inner.nextClock;
    },
    get nextTime() {
      return inner.nextTime;
    },
    edges: (clock) => inner.edges(clock),
    port: (name) => inner.port(name),
    register: (path) => inner.register(path),
    memory: (path) => inner.memory(path),
    signal: (path) => inner.signal(path),
    step,
    edge: () => step(),
    stepEdge: () => step(),
    runUntil(port, limit) {
      const handle = inner.port(port);
      for (let taken = 0; taken < limit; taken++) {
        if (handle.value !== 0) return taken;
        step();
      }
      return inner.runUntil(port, 0);
    },
    // The top of a board has no reset of its own.
    reset: () => inner.reset(),
    snapshot: () => inner.snapshot(),
    restore: () => {
      throw new Error("a trace cannot go back");
    },
    close: () => inner.close(),
  };
}

/** A pin's level, as fast as the engine can tell it. */
function bitReader(handle: SignalHandle): () => number {
  const { cell } = handle;
  if (cell === undefined) return () => handle.value;
  const { words, host } = cell;
  if (cell.access === "input") return () => words[0] ?? 0;
  return () => {
    host.settle();
    return words[0] ?? 0;
  };
}

/** The last mark at or before a cycle; undefined before the first. */
export function markAt<T>(marks: readonly TraceMark<T>[], cycle: number): T | undefined {
  let found: T | undefined;
  for (const mark of marks) {
    if (mark.cycle > cycle) break;
    found = mark.what;
  }
  return found;
}
