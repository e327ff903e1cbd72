/**
 * The testbench: a design under test with processes beside it.
 *
 * The body of a test is plain synchronous code and lives between edges: it reads what has settled, and what it writes is
 * there before the next edge. Processes are generators and live at edges, each like an `always @(posedge clk)` block: it
 * reads what the edge sees, what it writes lands after the edge. So the order of processes cannot matter.
 */
import type { Diagnostic } from "../../diagnostics/index.ts";
import type { MemoryHandle, Simulation } from "../simulation.ts";
import type { Results, Triggers, Won } from "./combined-triggers.ts";
import type { EventFlag } from "./event-flag.ts";
import type { Lock } from "./lock.ts";
import type { Pin, Probe } from "./pin.ts";
import type { Process } from "./process.ts";
import type { Queue } from "./queue.ts";
import type { Routine, Trigger } from "./trigger.ts";

export interface ForkOptions {
  /** For messages; default: the name of the generator function, where one is given. */
  readonly name?: string;
  /** The clock whose edges the process counts, as the engine names it or in camelCase; default: the main clock. */
  readonly clock?: string;
}

/** A routine that runs, or a generator function that makes it. */
export type Forkable<T> = Routine<T> | (() => Routine<T>);

/**
 * `D` is the type of `dut`. Every function may be taken out: `const { when, cycles } = tb`.
 *
 * Time moves in `step`, `reset`, `until`, `wait`, `join` and `run` alone, which only the body may call (SIM113). They
 * throw what the engine throws, SIM100 for processes that die, SIM106 where time does not pass.
 */
export interface Testbench<D = unknown> {
  /** The simulation underneath. Time must not be moved there, past the processes. */
  readonly sim: Simulation;
  /** The ports of the module, by name and typed. */
  readonly dut: D;
  /** Edges of the main clock so far; in a process the number of the edge that it sees, from 0 on. */
  readonly cycle: number;

  /** A port of the top by its Verilog name. Throws SIM001. */
  port(name: string): Pin;
  /** Whatever the engine shows by that hierarchical name. Throws SIM040 and SIM042. */
  signal(path: string): Probe;
  /** Throws SIM003. */
  memory(path: string): MemoryHandle;

  /** Advances by so many cycles of the main clock. */
  step(cycles?: number): void;
  /** Holds the design's reset for so many cycles, where it has one. */
  reset(cycles?: number): void;
  /** Steps until the condition holds; returns the cycles taken, 0 where it does so already. Throws SIM102 at the limit. */
  until(condition: () => boolean, limit?: number): number;
  /**
   * Steps until the trigger happens, and gives what came out. Throws SIM102 at the limit, and SIM104 where it can never
   * happen because no process waits for the hardware.
   */
  wait<T>(trigger: Trigger<T>, limit?: number): T;
  /** Steps until the process has ended; gives what it returned. Throws as `wait` does, SIM110 where it was killed. */
  join<T>(process: Process<T>, limit?: number): T;
  /** Forks a routine and joins it. */
  run<T>(routine: Forkable<T>, limit?: number): T;

  /**
   * Starts a process. What stands before its first `yield` runs at the next edge of its clock; at this one, where a
   * process forks it.
   */
  fork<T>(routine: Forkable<T>, options?: string | ForkOptions): Process<T>;
  /**
   * The same function, whose calls are watched: a routine that it returned and that is neither forked nor run with
   * `yield*` is reported by `close` (SIM109).
   */
  routine<A extends readonly unknown[], T>(body: (...parameters: A) => Routine<T>): (...parameters: A) => Routine<T>;

  /** The next edge of a clock, by its name in the engine or in camelCase. Throws SIM016. */
  edge(clock: string): Trigger<void>;
  /** So many edges of the process's own clock, 1 or more (SIM115). */
  cycles(count: number): Trigger<void>;
  /** The next edge at which the condition holds. */
  when(condition: () => boolean): Trigger<void>;
  /** The next edge at which the signal is not 0 and was 0 at the edge before. */
  rising(probe: Probe): Trigger<void>;
  falling(probe: Probe): Trigger<void>;
  changed(probe: Probe): Trigger<void>;
  /** Whichever happens first; of several at one edge the one that stands first. The others are let go. */
  first<const T extends Triggers>(triggers: T): Trigger<Won<T>>;
  /** All of them; their results in the same shape. */
  all<const T extends Triggers>(triggers: T): Trigger<Results<T>>;
  /** The trigger within so many cycles, else SIM103 is thrown in the process. */
  timeout<T>(trigger: Trigger<T>, cycles: number): Trigger<T>;

  event(name?: string): EventFlag;
  /** Capacity 1 or more, or without a bound. */
  queue<T>(capacity?: number, name?: string): Queue<T>;
  lock(name?: string): Lock;

  /**
   * Calls back at every edge of every clock, before it is taken, with the values that it sees. The callback only looks;
   * it may set events and fill queues. Returns what ends it.
   */
  onEdge(callback: (clock: string) => void): () => void;

  /** A check that `finish` makes at the end; what it finds is thrown with what was left undone. */
  atEnd(check: () => readonly Diagnostic[]): void;

  /** Who waits on what, one line for each process. */
  dump(): readonly string[];
  /**
   * Ends all processes, and throws together what was left undone: processes that never started (SIM107), triggers that
   * nobody waited for (SIM108), routines that nobody ran (SIM109). The simulation stays open.
   */
  finish(): void;
  /** `finish`, then closes the simulation. */
  close(): void;
}

export interface TestbenchOptions {
  /** Most cycles that `until`, `wait`, `join` and `run` take by default; 100,000 unless it is given. */
  readonly limit?: number;
}
