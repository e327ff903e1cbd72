import type { CoreShape } from "../../config/index.ts";
import type { Bool, UInt } from "../../hdlgen/index.ts";
import type { RowTiming } from "./back-timing.ts";
import { registeredWord } from "./later.ts";
import { type ParameterSources, parameterFields } from "./parameter-fields.ts";

export interface OutputFields {
  readonly threshold: UInt;
  readonly resetKind: UInt;
  readonly resetAdd: UInt;
  /** Of an adapting threshold; one bit of 0 where none adapts. */
  readonly increment: UInt;
}

/**
 * Output fields of a neuron of the row: all when the pipeline compares; but where thresholds adapt, threshold and increment
 * when they meet what has been stored, a cycle earlier.
 */
export function outputFieldsOf(
  sources: Omit<ParameterSources, "takeOver">,
  before: (cycles: number) => Bool,
  timing: RowTiming,
  shape: CoreShape,
): (lane: number) => OutputFields {
  const taken = <N extends string>(names: readonly N[], at: number) =>
    parameterFields(names, { ...sources, takeOver: before(at) });
  if (shape.adaptation === undefined) {
    return taken(["threshold", "resetKind", "resetAdd", "increment"], timing.outputFields);
  }
  const early = taken(["threshold", "increment"], timing.thresholds);
  const resets = taken(["resetKind", "resetAdd"], timing.outputFields);
  const waits = shape.perNeuron.includes("reset") ? timing.outputFields - timing.thresholds : 0;
  return (lane) => {
    const { resetKind, resetAdd } = resets(lane);
    return {
      ...early(lane),
      resetKind: registeredWord(resetKind, `reset_kind${lane}`, waits),
      resetAdd: registeredWord(resetAdd, `reset_add${lane}`, waits),
    };
  };
}
