import type { Design } from "../hdlgen/ir.ts";

/**
 * What every engine offers: clocks, typed handles on ports, registers and memories, and time that moves only when
 * asked. The same test runs on the embedded engine and on Verilator.
 *
 * Timing of one edge: registers and memories of its clock take the values that the inputs and the state had before the
 * edge; then everything combinational settles. Reads see the settled state, after every write so far; writes to inputs
 * take effect before the next edge. Edges happen one at a time: clocks that tick at the same time do so in the order in
 * which they are declared.
 */
export interface Simulation {
  readonly engine: EngineName;
  /** What runs, as it was elaborated. */
  readonly design: Design;
  /** Edges of the main clock since the start: of the top's own `clk`, else of its first clock port. */
  readonly cycle: number;
  /**
   * The main clock first, then the others in the order of their ports, then those that cells make, by the path of the
   * cell's output: `board.pll.PLLOUTGLOBAL`.
   */
  readonly clocks: readonly string[];
  /** Time of the last edge that `step` or `runUntil` took, in the unit of the clocks' periods. */
  readonly time: number;
  /** Edges of one clock since the start. Throws SIM016. */
  edges(clock: string): number;
  /** Seed of the random power-up state and of `dontCare` collisions. */
  readonly seed: number;
  /** A port of the top module by its Verilog name; throws SIM001 naming the ports there are. */
  port(name: string): SignalHandle;
  /** A register by hierarchical name, `core.walker.count`; throws SIM002 with the nearest names. */
  register(path: string): SignalHandle;
  /** A memory by hierarchical name; throws SIM003 with the nearest names. */
  memory(path: string): MemoryHandle;
  /**
   * Whatever there is by that name: a port of the top, a register, and with `visible: "nets"` a named wire or a port of
   * an inner instance. Throws SIM042 with the nearest names, SIM040 for a net that is there but not visible.
   */
  signal(path: string): SignalHandle;
  /** How often each cover property has held at an edge of its clock, by path in the order of the source. */
  readonly covers: readonly CoverCount[];
  /**
   * Hierarchical names of all registers and memories; with `visible: "nets"` also of the wires and of the ports of inner
   * instances, without those that are registers.
   */
  readonly names: {
    readonly registers: readonly string[];
    readonly memories: readonly string[];
    readonly nets: readonly string[];
  };
  /**
   * Advances by `cycles` edges of the main clock, inputs held, with the edges of other clocks that fall between them
   * and at the time of the last one. Throws SIM010 on a failing assertion, naming the cycle; it stops before the edge at
   * which it fails, so that the failing values can be read.
   */
  step(cycles?: number): void;
  /**
   * Takes one edge of exactly this clock, now, beside the schedule: `time` stays, and so do the times of the edges to
   * come. Throws SIM016.
   */
  edge(clock: string): void;
  /** Of the edge that the schedule has next: its clock, as an index into `clocks`, and its time. */
  readonly nextClock: number;
  readonly nextTime: number;
  /** Takes that one edge, of whichever clock it is. Throws SIM010. */
  stepEdge(): void;
  /**
   * Advances until a one-bit (or any) port is nonzero, at most `limit` cycles of the main clock; returns those taken.
   * The port is looked at after every edge of any clock. Already nonzero: 0 cycles. Throws SIM011 when the limit is
   * reached.
   */
  runUntil(port: string, limit: number): number;
  /** Holds `rst` for `cycles` edges, where the design has one. */
  reset(cycles?: number): void;
  /** A copy of the whole state: registers, memories, inputs, clocks, counts and what is random from here on. */
  snapshot(): Snapshot;
  /** Goes back to a snapshot, as often as wanted. Throws SIM041 for one that another simulation has taken. */
  restore(snapshot: Snapshot): void;
  close(): void;
}

/** The state of a simulation at one moment; only the simulation that took it can use it. */
export interface Snapshot {
  readonly engine: EngineName;
  /** `cycle` of the simulation when it was taken. */
  readonly cycle: number;
}

/** How often a cover property has held at a clock edge. */
export interface CoverCount {
  /** Hierarchical path of its module below the top; empty for the top. */
  readonly path: string;
  readonly message: string;
  /** `my-core.ts:41`. */
  readonly location: string;
  /** Modulo 2^32. */
  readonly count: number;
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
  /** Of an enumeration or state machine: the label, where the bits have one. Writing one that is not there: SIM005. */
  get label(): string | undefined;
  set label(label: string);
  /** Of a fixed-point signal: the number, `value` times 2^−fracBits; of others `value`. Writing needs an exact one. */
  real: number;
  /** Where a signal of at most 32 bits lies in the engine's memory. Absent: there is no such place to be shown. */
  readonly cell?: SignalCell | undefined;
}

/** A signal's bits in memory, for whoever reads or drives it in every cycle, and what is to be said and done around it. */
export interface SignalCell {
  /** Element 0 holds the bits, a signed value's in two's complement, with zeros above its width. */
  readonly words: Uint8Array | Uint16Array | Uint32Array;
  /** Only an `input` may be written, and `touch` called then. An `output` is up to date after `settle`. */
  readonly access: "input" | "output" | "state";
  readonly host: { settle(): void; touch(): void };
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
  /** When clocks tick; throws SIM016 and SIM017. */
  readonly clocks?: ClockOptions;
  /**
   * What can be read by hierarchical name: registers and memories, or with `"nets"` also every named wire and the ports
   * of inner instances, in a build for debugging that runs slower. Default `"state"`.
   */
  readonly visible?: "state" | "nets";
}

/** By the name of a clock, as `clocks` lists it or in camelCase. */
export interface ClockOptions {
  readonly [clock: string]: {
    /**
     * Time between edges, a whole number from 1 on, in one unit for all clocks; picoseconds, where a cell of the design
     * is an oscillator. Default: 10,000, or what a cell makes of its reference.
     */
    readonly period?: number;
    /** Time of the first edge, a whole number from 0 on. Default: 0, or that of the reference. */
    readonly phase?: number;
  };
}
