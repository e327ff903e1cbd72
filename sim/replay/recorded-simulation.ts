/** A simulation that writes down what is done to it, so that the run can be repeated. */
import type { Design } from "../../hdlgen/ir.ts";
import type { MemoryHandle, SignalHandle, Simulation, Snapshot } from "../simulation.ts";
import { Journal, type JournalSizes, type Mark, type Run } from "./journal.ts";
import { RecordedInput } from "./recorded-input.ts";
import { RecordedMemory } from "./recorded-memory.ts";

/** Names of what can be written from outside, by the number that a journal knows them by: reset and the top's inputs. */
export function inputNames({ top }: Design): readonly string[] {
  const inputs = top.ports.filter(({ direction, signal }) => direction === "input" && signal.type.kind !== "clock");
  return [...(top.reset === undefined ? [] : [top.reset.name]), ...inputs.map(({ signal }) => signal.name)];
}

/**
 * Passes everything on to a simulation and keeps a journal of it. Reads cost what they cost without; a write or a step
 * costs a few nanoseconds more. What is done to the simulation past it is not seen.
 */
export class RecordedSimulation implements Simulation {
  readonly engine: Simulation["engine"];
  readonly design: Design;
  readonly clocks: readonly string[];
  readonly seed: number;
  readonly names: Simulation["names"];
  /** Registers, nets and memories that somebody has asked for. */
  readonly touched = new Set<string>();
  /** Checks that are to be made when whoever drives it has done. */
  readonly dueAtEnd: (() => void)[] = [];
  readonly #inner: Simulation;
  readonly #journal: Journal;
  readonly #inputs: ReadonlyMap<string, number>;
  readonly #isMultiClock: boolean;
  /** By input: the value that it was last given, or NaN; what is given again is not written down. */
  readonly #given: Float64Array;
  readonly #marks = new WeakMap<Snapshot, Mark>();

  constructor(inner: Simulation, sizes?: JournalSizes) {
    this.#inner = inner;
    this.engine = inner.engine;
    this.design = inner.design;
    this.clocks = inner.clocks;
    this.seed = inner.seed;
    this.names = inner.names;
    this.#inputs = new Map(inputNames(inner.design).map((name, index) => [name, index]));
    this.#given = new Float64Array(this.#inputs.size).fill(Number.NaN);
    this.#isMultiClock = inner.clocks.length > 1;
    this.#journal = new Journal(() => inner.snapshot(), sizes);
  }

  get cycle(): number {
    return this.#inner.cycle;
  }

  get time(): number {
    return this.#inner.time;
  }

  get covers(): Simulation["covers"] {
    return this.#inner.covers;
  }

  edges(clock: string): number {
    return this.#inner.edges(clock);
  }

  port(name: string): SignalHandle {
    const handle = this.#inner.port(name);
    const index = this.#inputs.get(name);
    return index === undefined ? handle : new RecordedInput(handle, index, this.#given, this.#journal);
  }

  register(path: string): SignalHandle {
    const handle = this.#inner.register(path);
    this.touched.add(path);
    return handle;
  }

  signal(path: string): SignalHandle {
    if (this.#inputs.has(path)) return this.port(path);
    const handle = this.#inner.signal(path);
    this.touched.add(path);
    return handle;
  }

  memory(path: string): MemoryHandle {
    const handle = this.#inner.memory(path);
    this.touched.add(path);
    return new RecordedMemory(handle, this.#journal);
  }

  step(cycles = 1): void {
    if (this.#isMultiClock) {
      this.#stepMany(cycles);
      return;
    }
    const before = this.#inner.cycle;
    try {
      this.#inner.step(cycles);
    } catch (error) {
      // Refused, or ended by an assertion: what has been stepped counts.
      if (this.#inner.cycle > before) this.#journal.step(this.#inner.cycle - before);
      throw error;
    }
    this.#journal.step(cycles);
  }

  /** A step of several clocks that fails ends somewhere in the schedule. */
  #stepMany(cycles: number): void {
    const before = this.#allEdges();
    try {
      this.#inner.step(cycles);
    } catch (error) {
      this.#journal.advance(this.#allEdges() - before);
      throw error;
    }
    this.#journal.step(cycles);
  }

  edge(clock: string): void {
    const before = this.clocks.map((name) => this.#inner.edges(name));
    try {
      this.#inner.edge(clock);
    } finally {
      const index = this.clocks.findIndex((name, i) => this.#inner.edges(name) > (before[i] ?? 0));
      if (index >= 0) this.#journal.edge(index);
    }
  }

  get nextClock(): number {
    return this.#inner.nextClock;
  }

  get nextTime(): number {
    return this.#inner.nextTime;
  }

  stepEdge(): void {
    const before = this.#allEdges();
    try {
      this.#inner.stepEdge();
    } finally {
      this.#journal.advance(this.#allEdges() - before);
    }
  }

  runUntil(port: string, limit: number): number {
    const before = this.#isMultiClock ? this.#allEdges() : this.#inner.cycle;
    try {
      return this.#inner.runUntil(port, limit);
    } finally {
      if (this.#isMultiClock) this.#journal.advance(this.#allEdges() - before);
      else this.#journal.step(this.#inner.cycle - before);
    }
  }

  reset(cycles = 1): void {
    const { reset } = this.design.top;
    // Without one it only checks the number.
    if (reset === undefined) {
      this.#inner.reset(cycles);
      return;
    }
    const handle = this.port(reset.name);
    handle.value = 1;
    try {
      this.step(cycles);
    } finally {
      handle.value = 0;
    }
  }

  snapshot(): Snapshot {
    const snapshot = this.#inner.snapshot();
    this.#marks.set(snapshot, this.#journal.mark());
    return snapshot;
  }

  restore(snapshot: Snapshot): void {
    this.#inner.restore(snapshot);
    const mark = this.#marks.get(snapshot);
    if (mark === undefined) throw new Error("a snapshot that was taken past the recording");
    this.#journal.goBack(mark, snapshot);
    this.#given.fill(Number.NaN);
  }

  close(): void {
    this.#inner.close();
  }

  /** What happened so far. */
  run(): Run {
    return this.#journal.run();
  }

  /** What was recorded, without the recording. */
  get inner(): Simulation {
    return this.#inner;
  }

  #allEdges(): number {
    let sum = 0;
    for (const clock of this.clocks) sum += this.#inner.edges(clock);
    return sum;
  }
}
