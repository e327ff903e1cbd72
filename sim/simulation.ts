/**
 * What every engine offers: one clock, typed handles on ports, registers and memories, and time that moves only when
 * asked. The same test runs on the embedded engine and on Verilator.
 *
 * Timing of one `step`: registers and memories take the values that the inputs and the state had before the edge; then
 * everything combinational settles. Reads see the settled state, after every write so far; writes to inputs take effect
 * before the next edge.
 */
export interface Simulation {
  readonly engine: EngineName;
  /** Clock edges since the start. */
  readonly cycle: number;
  /** Seed of the random power-up state and of `dontCare` collisions. */
  readonly seed: number;
  /** A port of the top module by its Verilog name; throws SIM001 naming the ports there are. */
  port(name: string): SignalHandle;
  /** A register by hierarchical name, `core.walker.count`; throws SIM002 with the nearest names. */
  register(path: string): SignalHandle;
  /** A memory by hierarchical name; throws SIM003 with the nearest names. */
  memory(path: string): MemoryHandle;
  /** Hierarchical names of all registers and memories. */
  readonly names: { readonly registers: readonly string[]; readonly memories: readonly string[] };
  /**
   * Advances by `cycles` clock edges, inputs held. Throws SIM010 on a failing assertion, naming the cycle: the embedded
   * engine stops before that cycle's edge, so that the failing values can be read, Verilator after it.
   */
  step(cycles?: number): void;
  /**
   * Advances until a one-bit (or any) port is nonzero, at most `limit` cycles; returns the cycles taken. Already
   * nonzero: 0 cycles. Throws SIM011 when the limit is reached.
   */
  runUntil(port: string, limit: number): number;
  /** Holds `rst` for `cycles` edges, where the design has one. */
  reset(cycles?: number): void;
  close(): void;
}

export type EngineName = "embedded" | "verilator";

export interface SignalHandle {
  readonly name: string;
  readonly width: number;
  /**
   * The value; signed signals give negative numbers. Reading a signal wider than 53 bits throws SIM004: use `big`.
   * Writing a value that does not fit throws SIM005; only input ports can be written, else SIM006.
   */
  value: number;
  big: bigint;
}

export interface MemoryHandle {
  readonly name: string;
  readonly width: number;
  readonly depth: number;
  get(address: number): number;
  getBig(address: number): bigint;
  /** Loads a word from outside, as a bitstream or a debugger would. */
  set(address: number, value: number | bigint): void;
  /** All words, lowest address first; for widths up to 32. */
  toArray(): Int32Array;
}

export interface OpenOptions {
  /** Default 1. */
  readonly seed?: number;
}
