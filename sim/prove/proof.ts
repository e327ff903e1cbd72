/** What a proof is asked for, and what comes out of it. */
import type { Module, Ports } from "../../hdlgen/index.ts";
import type { Design } from "../../hdlgen/ir.ts";
import type { Trace } from "./trace.ts";

/** A design, or a module, which is elaborated first. */
export type Provable = Design | Module<Ports>;

export interface ProveOptions {
  /**
   * A cycle is an edge of the clock; in a design with several clocks an edge of any one of them, in every order that
   * there is. `bmc`: no assertion fails in cycles 0 to `depth`. `induction`: none ever fails, by k-induction with k from 1 to
   * `depth`. `cover`: every cover is reached, in cycles 0 to `depth`.
   */
  readonly mode: "bmc" | "induction" | "cover";
  /** Default 20; for an induction 10. */
  readonly depth?: number;
  /**
   * `"first"` (the default): `rst` is high in cycle 0 and low in all others. `"free"`: any, from the state after
   * configuration. A design without `rst` starts from that state too.
   */
  readonly reset?: "first" | "free";
  /** Further inputs that are resets, of domains with clocks of their own: treated as `rst` is. */
  readonly resets?: readonly string[];
  /** Inputs that keep one value in all cycles, as bits; all others are free. What is more is said by `formal.assume`. */
  readonly hold?: Readonly<Record<string, number | bigint | boolean>>;
  /** Gives up after this long, with status `unknown`. Default: 300. */
  readonly timeoutSeconds?: number;
  readonly signal?: AbortSignal;
}

/** A run of the design in whose last cycle an assertion fails, or a cover holds. */
export interface Witness {
  readonly message: string;
  /** Hierarchical path of its module below the top; empty for the top. */
  readonly path: string;
  /** `my-core.ts:41`. */
  readonly location: string;
  readonly cycle: number;
  readonly trace: Trace;
  /** Inputs and the signals that the property reads, one column per cycle. */
  readonly waveform: readonly string[];
}

/** What every answer says. */
export interface Outcome {
  readonly mode: ProveOptions["mode"];
  /** The last cycle that was looked at; for an induction its k. */
  readonly depth: number;
  /** Wall-clock time of all of it. */
  readonly ms: number;
}

export type Proof =
  | (Outcome & { readonly status: "proved"; readonly assertions: number })
  | (Outcome & { readonly status: "failed"; readonly failure: Witness })
  | (Outcome & { readonly status: "covered"; readonly witnesses: readonly Witness[] })
  | (Outcome & {
      readonly status: "unknown";
      /** `induction`: no k was enough; `unreached`: covers that no run of this length reaches; `time`: out of time. */
      readonly reason: "induction" | "unreached" | "time";
      /** Why the induction is too weak: a run from a state that may be unreachable. */
      readonly failure?: Witness;
      readonly witnesses?: readonly Witness[];
      readonly unreached?: readonly Pick<Witness, "message" | "path" | "location">[];
    });
