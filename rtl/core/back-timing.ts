import type { CoreShape } from "../../config/index.ts";
import { lifTiming } from "../neuron/lif-timing.ts";
import { accumulateLatency } from "./accumulate.ts";
import type { Fabric } from "./fabric.ts";

export interface BackParameters {
  readonly shape: CoreShape;
  readonly fabric: Fabric;
}

/** Cycles from a row's address to its state and parameters. */
export const rowMemoryLatency = (fabric: Fabric): number => (fabric === "ice40up" ? 1 : 2);

/**
 * Cycles that `groupStarts` of the neuron bank comes before the `last` control of `Accumulate` for the same group:
 * membranes enter the neuron pipeline before their sums.
 */
export function groupLead({ shape, fabric }: BackParameters): number {
  return Math.max(0, 1 + rowMemoryLatency(fabric) + lifTiming({ shape, fabric }).sumAt - accumulateLatency);
}

/** Cycles from `busAccess` of the neuron bank until `membrane` and `refractory` are there; they stay until the next access. */
export const stateReadLatency = (fabric: Fabric): number => 2 + rowMemoryLatency(fabric);
