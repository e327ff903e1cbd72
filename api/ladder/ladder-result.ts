/** What `spikeforge ladder` finds: each rung against the one before it. Plain data, as `ladder.json` holds it. */

/** From the software model down to the bitstream. */
export const rungNames = ["reference", "embedded", "verilator", "netlist", "bitstream"] as const;
export type RungName = (typeof rungNames)[number];

/**
 * `equal`: all that could be compared is equal. `different`: `difference` names the first one. `impossible`: no tool makes
 * this rung for the board's family. `left out`: nobody asked for it.
 */
export type RungStatus = "equal" | "different" | "impossible" | "left out";

/** The first cycle in which a pin differs, and what the host was doing then. */
export interface PinDifference {
  /** Of the core clock since configuration. */
  readonly cycle: number;
  readonly pin: string;
  readonly expected: 0 | 1;
  readonly found: 0 | 1;
  /** Every pin that differs in this cycle. */
  readonly pins: readonly string[];
  /** `loading`, `tick 3`, `reading the state`. */
  readonly step: string;
  /** The last request that the host had begun to send: its number since the start, and its command. */
  readonly request: number;
  readonly command: string;
}

export interface LadderRung {
  readonly name: RungName;
  readonly status: RungStatus;
  /** What it is made of, and what it is compared with; why there is none. */
  readonly what: string;
  /** Cycles of the core clock in which every output pin was compared. The reference has none. */
  readonly cycles?: number;
  readonly seconds?: { readonly build: number; readonly run: number };
  /** Cells of the netlist, or primitives read back from the bitstream, by type. */
  readonly cells?: Readonly<Record<string, number>>;
  readonly difference?: PinDifference | { readonly found: string };
}

export interface LadderResult {
  readonly network: string;
  readonly board: string;
  readonly device: string;
  readonly clockMHz: number;
  readonly baud: number;
  readonly seeds: { readonly simulation: number; readonly placement: number };
  /** What the session did on every rung. */
  readonly session: {
    readonly ticks: number;
    readonly inputEvents: number;
    readonly outputSpikes: number;
    readonly loadedWords: number;
    readonly verifiedWords: number;
    /** Membranes and refractory counters that were read back. */
    readonly stateWords: number;
    readonly requests: number;
    readonly cycles: number;
  };
  /** Pins of the board's top that are compared. */
  readonly pins: readonly string[];
  readonly rungs: readonly LadderRung[];
  /** True when no rung differs. */
  readonly equal: boolean;
  readonly tools: Readonly<Record<string, string>>;
}
