import {
  type Contents,
  type CoreShape,
  type Fabric,
  inputParameterLayout,
  outputParameterLayout,
} from "../../config/index.ts";
import { adaptationFieldsAt, effectiveAt } from "../neuron/adaptation.ts";
import { lifTiming } from "../neuron/lif-timing.ts";
import { accumulateLatency } from "./accumulate.ts";
import { type MemoryChoice, memoryFor, type RowMemory } from "./memory-choice.ts";

export interface BackParameters {
  readonly shape: CoreShape;
  readonly fabric: Fabric;
  /**
   * What holds state, parameters and remembered spikes where the fabric leaves the choice, in ECP5: block RAM, if they are
   * deep enough for it, which is left when nothing is said; or LUTs, where several cores share a device that has more of them
   * than of block RAM. Cycles are the same.
   */
  readonly rowMemory?: RowMemory;
  /** What block RAM that a loader writes holds after configuration. Absent: nobody knows. */
  readonly contents?: Contents;
}

/** Where things happen on the way of a row, in cycles from the cycle in which its address is given. */
export interface RowTiming {
  /** State and input parameters are there, and enter the neuron pipeline. */
  readonly input: number;
  readonly sum: number;
  /** Thresholds are taken, and the word that they are in: a cycle before the other output fields where they adapt. */
  readonly thresholds: number;
  readonly outputFields: number;
  readonly result: number;
  /** Memories by row, with the latencies that this needs; absent where no neuron has parameters of its own. */
  readonly state: MemoryChoice;
  /** The same, as fast as it is. */
  readonly plainState: MemoryChoice;
  readonly inputParameters: MemoryChoice | undefined;
  readonly outputParameters: MemoryChoice | undefined;
}

/** Where the word of a row is read and is there, in cycles from the cycle in which the row's state is read. */
export interface RowPlace {
  readonly readAt: number;
  readonly storedAt: number;
}

export const rowCount = ({ slots, updates }: CoreShape): number => slots / updates;

export function rowTiming({ shape, fabric, rowMemory = "block" }: BackParameters): RowTiming {
  const rows = rowCount(shape);
  const byRow = (use: "state" | "parameters"): MemoryChoice => {
    const choice = memoryFor(fabric, use, rows);
    return rowMemory === "distributed" && choice.kind === "dp16kd" ? { ...choice, kind: "distributed" } : choice;
  };
  const [state, parameters] = [byRow("state"), byRow("parameters")];
  const hasInputs = inputParameterLayout(shape).bits > 0;
  const { sumAt, outputFieldsAt, latency } = lifTiming({ shape, fabric });
  const read = hasInputs ? Math.max(state.latency, parameters.latency) : state.latency;
  // Sums that come late keep the rows waiting, and so does the decay of a threshold.
  const adapts = shape.adaptation !== undefined;
  const decays = adapts ? state.latency + effectiveAt - outputFieldsAt : 0;
  const input = Math.max(read, accumulateLatency(fabric) - 1 - sumAt, decays);
  return {
    ...{ input, sum: input + sumAt, result: input + latency },
    thresholds: input + outputFieldsAt + (adapts ? adaptationFieldsAt - effectiveAt : 0),
    outputFields: input + outputFieldsAt,
    state: { ...state, latency: input },
    plainState: state,
    inputParameters: hasInputs ? { ...parameters, latency: input } : undefined,
    outputParameters: outputParameterLayout(shape).bits > 0 ? parameters : undefined,
  };
}

/** What a row's thresholds have been raised by. */
export function adaptationPlace(parameters: BackParameters): RowPlace {
  const { outputFields, plainState } = rowTiming(parameters);
  const storedAt = outputFields - effectiveAt;
  return { readAt: storedAt - plainState.latency, storedAt };
}

/**
 * Cycles that `groupStarts` of the neuron bank comes before the `last` control of `Accumulate` for the same group:
 * membranes enter the neuron pipeline before their sums.
 */
export function groupLead(parameters: BackParameters): number {
  const lead = 1 + rowTiming(parameters).sum - accumulateLatency(parameters.fabric);
  if (lead < 0) throw new Error("sums come later than the pipeline takes them");
  return lead;
}

/** Cycles from `busAccess` of the neuron bank until `membrane` and `refractory` are there; they stay until the next access. */
export const stateReadLatency = (parameters: BackParameters): number => 3 + rowTiming(parameters).input;

/** Rows that may still come to the row FIFO after `room` has been seen: a group that is under way, and one that is released. */
export function rowFifoReserve({
  releaseLead,
  ...parameters
}: BackParameters & { readonly releaseLead: number }): number {
  const { lanes, updates } = parameters.shape;
  return lanes / updates + releaseLead + rowTiming(parameters).result + 8;
}
