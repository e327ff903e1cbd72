/** Running a simulation in lockstep with something that should do the same. */
import { type Diagnostic, SpikeforgeError } from "../../diagnostics/index.ts";
import { requireCount, stillZero } from "../handle-errors.ts";
import type { MemoryHandle, SignalHandle, Simulation, Snapshot } from "../simulation.ts";
import { Comparison } from "./comparison.ts";
import { copyState } from "./copy-state.ts";
import type { Describe, LockstepDifference, LockstepOptions, LockstepPartner } from "./options.ts";

/** What a lockstep run says about itself. */
export interface LockstepStatus {
  /** Hierarchical names of what is compared. */
  readonly compared: readonly string[];
  /** The first difference; absent while there is none. */
  readonly difference: LockstepDifference | undefined;
  /** Compares everything that has not been compared yet. Throws SIM120. */
  finish(): void;
}

/**
 * Both sides as one simulation, to be driven like any other: by a test, a testbench, a driver. Handles read and write the
 * first side; the second gets the same inputs, words of memories and edges. `close` calls `finish`, and closes both.
 */
export interface LockstepSimulation extends Simulation, LockstepStatus {
  /** Gives the second side the registers and memories of the first, or the other way round. Throws SIM122. */
  copyState(): void;
}

/** What lockstep needs of a testbench. */
export interface EdgeSource {
  readonly sim: Simulation;
  /** The callback runs at every edge, with the values that the edge sees. */
  onEdge(callback: (clock: string) => void): unknown;
  /** The check is made when the testbench is finished. */
  atEnd(check: () => readonly Diagnostic[]): unknown;
}

/**
 * Runs a simulation in lockstep with another one, or with a model, and compares signals by name in every cycle: the
 * values that the coming edge sees. Throws SIM120 with the first difference; both sides then stand in its cycle.
 *
 * The second side may be given as a function that makes it: then it need not be able to go back, and is run again from
 * its start. Throws SIM121 for names that a side does not have, SIM122 for what cannot go back.
 *
 * Of a testbench, every edge from now on is compared, and what is left when it is finished; what its body loads into
 * memories is not carried over.
 */
export function lockstep(
  first: Simulation,
  second: LockstepPartner | (() => LockstepPartner),
  options?: LockstepOptions,
): LockstepSimulation;
export function lockstep(
  first: EdgeSource,
  second: LockstepPartner | (() => LockstepPartner),
  options?: LockstepOptions,
): LockstepStatus;
export function lockstep(
  first: Simulation | EdgeSource,
  second: LockstepPartner | (() => LockstepPartner),
  options: LockstepOptions = {},
): LockstepSimulation | LockstepStatus {
  return "onEdge" in first ? follow(first, second, options) : new Pair(first, second, options);
}

/** Compares every edge of a testbench. */
export function follow(
  first: EdgeSource,
  second: LockstepPartner | (() => LockstepPartner),
  options: LockstepOptions,
  describe?: Describe,
): LockstepStatus {
  const comparison = new Comparison(first.sim, second, options, describe);
  const hasOneClock = first.sim.clocks.length < 2;
  first.onEdge((clock) => {
    if (comparison.difference !== undefined) return;
    comparison.carryInputs();
    comparison.compareDue();
    if (hasOneClock) comparison.stepSecond(1);
    // The second side may have another schedule.
    else comparison.edgeSecond(clock);
  });
  first.atEnd(() => {
    try {
      comparison.compareAll();
      return [];
    } catch (error) {
      if (error instanceof SpikeforgeError) return error.diagnostics;
      throw error;
    }
  });
  return {
    compared: comparison.compared,
    get difference() {
      return comparison.difference;
    },
    finish: () => comparison.compareAll(),
  };
}

export class Pair implements LockstepSimulation {
  readonly #first: Simulation;
  readonly #comparison: Comparison;
  readonly #snapshots = new WeakMap<Snapshot, () => void>();
  /** Something has been thrown: what is not compared yet says nothing. */
  #hasFailed = false;

  constructor(
    first: Simulation,
    second: LockstepPartner | (() => LockstepPartner),
    options: LockstepOptions,
    describe?: Describe,
  ) {
    this.#first = first;
    this.#comparison = new Comparison(first, second, options, describe);
  }

  get engine() {
    return this.#first.engine;
  }
  get design() {
    return this.#first.design;
  }
  get seed() {
    return this.#first.seed;
  }
  get cycle() {
    return this.#first.cycle;
  }
  get clocks() {
    return this.#first.clocks;
  }
  get time() {
    return this.#first.time;
  }
  get nextClock() {
    return this.#first.nextClock;
  }
  get nextTime() {
    return this.#first.nextTime;
  }
  get names() {
    return this.#first.names;
  }
  get covers() {
    return this.#first.covers;
  }
  get compared() {
    return this.#comparison.compared;
  }
  get difference() {
    return this.#comparison.difference;
  }

  edges(clock: string): number {
    return this.#first.edges(clock);
  }

  port(name: string): SignalHandle {
    return this.#first.port(name);
  }

  register(path: string): SignalHandle {
    return this.#first.register(path);
  }

  signal(path: string): SignalHandle {
    return this.#first.signal(path);
  }

  memory(path: string): MemoryHandle {
    return new PairedMemory(this.#first.memory(path), this.#comparison);
  }

  step(cycles = 1): void {
    requireCount(cycles, "cycles");
    const comparison = this.#comparison;
    this.#failing(() => {
      comparison.carryInputs();
      for (let left = cycles; left > 0; ) {
        comparison.compareDue();
        const now = Math.min(left, comparison.cyclesToNext);
        comparison.stepBoth(now);
        left -= now;
      }
      comparison.compareDue();
    });
  }

  edge(clock: string): void {
    this.#takeEdge(() => this.#comparison.edgeBoth(clock));
  }

  stepEdge(): void {
    this.#takeEdge(() => this.#comparison.stepEdgeBoth());
  }

  #takeEdge(take: () => void): void {
    const comparison = this.#comparison;
    this.#failing(() => {
      comparison.carryInputs();
      comparison.compareDue();
      take();
      comparison.compareDue();
    });
  }

  runUntil(port: string, limit: number): number {
    requireCount(limit, "limit");
    const signal = this.#first.port(port);
    for (let taken = 0; ; taken++) {
      if (signal.big !== 0n) return taken;
      if (taken === limit) throw stillZero(port, limit, this.cycle);
      this.step();
    }
  }

  reset(cycles = 1): void {
    requireCount(cycles, "cycles");
    const { reset } = this.design.top;
    if (reset === undefined) return;
    const signal = this.port(reset.name);
    signal.value = 1;
    try {
      this.step(cycles);
    } finally {
      signal.value = 0;
    }
  }

  snapshot(): Snapshot {
    const first = this.#first.snapshot();
    const goBack = this.#comparison.second.mark();
    const taken: Snapshot = { engine: this.engine, cycle: this.cycle };
    this.#snapshots.set(taken, () => {
      if (goBack === undefined) throw noSnapshot("the model has no snapshot() and restore()");
      this.#first.restore(first);
      goBack();
      this.#comparison.restart();
      this.#hasFailed = false;
    });
    return taken;
  }

  restore(snapshot: Snapshot): void {
    const restore = this.#snapshots.get(snapshot);
    if (restore === undefined) throw noSnapshot("the snapshot was not taken from this lockstep run");
    restore();
  }

  copyState(): void {
    copyState(this.#first, this.#comparison.second);
    this.#comparison.restart();
  }

  finish(): void {
    this.#failing(() => this.#comparison.compareAll());
  }

  close(): void {
    try {
      if (!this.#hasFailed) this.finish();
    } finally {
      this.#first.close();
      this.#comparison.second.close();
    }
  }

  #failing(body: () => void): void {
    try {
      body();
    } catch (error) {
      this.#hasFailed = true;
      throw error;
    }
  }
}

class PairedMemory implements MemoryHandle {
  readonly #memory: MemoryHandle;
  readonly #comparison: Comparison;

  constructor(memory: MemoryHandle, comparison: Comparison) {
    this.#memory = memory;
    this.#comparison = comparison;
  }

  get name() {
    return this.#memory.name;
  }
  get width() {
    return this.#memory.width;
  }
  get depth() {
    return this.#memory.depth;
  }

  get(address: number): number {
    return this.#memory.get(address);
  }

  getBig(address: number): bigint {
    return this.#memory.getBig(address);
  }

  set(address: number, value: number | bigint): void {
    this.#comparison.setWord(this.name, address, value);
  }

  toArray(): Int32Array {
    return this.#memory.toArray();
  }
}

function noSnapshot(found: string): SpikeforgeError {
  return new SpikeforgeError({ code: "SIM122", place: "lockstep: restore", found });
}
