/** What a lockstep run is told, and what it tells. */
import type { Diagnostic } from "../../diagnostics/index.ts";
import type { Simulation } from "../simulation.ts";
import type { LockstepModel } from "./model.ts";
import type { Compared, DifferingSignal } from "./probes.ts";

/** What a simulation can be compared with. */
export type LockstepPartner = Simulation | LockstepModel;

export interface LockstepOptions {
  /** Names of both sides in reports. Default: their engines, or "first" and "second" where these are the same. */
  readonly names?: readonly [first: string, second: string];
  /**
   * Hierarchical names of what is compared, or a choice among what both have. Default: all registers and memories, and
   * the top's outputs.
   */
  readonly compare?: Compared;
  /** Names on the second side, by those on the first, where they are not the same: ports, registers, memories, clocks. */
  readonly map?: Readonly<Record<string, string>>;
  /** Cycles of the main clock between comparisons of signals. Default 1: what differs for a single cycle is found. */
  readonly every?: number;
  /** Cycles between comparisons of memories. Default 1,024, and `every` where a side cannot go back. */
  readonly memoriesEvery?: number;
  /**
   * First cycle that is compared, or the number of cycles that pass after `rst` has fallen; of a design without reset,
   * after now. Default: the present one.
   */
  readonly from?: number | { readonly afterReset: number };
}

/** Turns a difference into a report. */
export type Describe = (
  difference: LockstepDifference,
  context: {
    readonly names: readonly [string, string];
    readonly declaredAt: string | undefined;
    readonly inputs: string;
  },
) => Diagnostic;

/** The first difference: all in one cycle, state before outputs. */
export interface LockstepDifference extends DifferingSignal {
  /** Edges of the main clock before it. */
  readonly cycle: number;
  readonly others: readonly DifferingSignal[];
}
