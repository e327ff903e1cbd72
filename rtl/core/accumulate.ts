import { type CoreShape, type Fabric, sliceBits, weightSlices } from "../../config/index.ts";
import { array, bool, input, module, output, sint, uint } from "../../hdlgen/index.ts";
import { handedByChoice, handedByShift } from "./accumulate-lanes.ts";

export interface AccumulateParameters {
  readonly shape: CoreShape;
  readonly fabric: Fabric;
}

/** Cycles that accumulators need between a group's last word and the next group's first. */
export const idleAfterGroup = (fabric: Fabric): 0 | 1 => (fabric === "ecp5" ? 1 : 0);

/** Cycles from the `last` control of a group to the sums of its first row. */
export const accumulateLatency = (fabric: Fabric): number => (fabric === "ecp5" ? 7 : 3);

/**
 * Sums the weight words of a group's events in L lanes, and hands the sums out one row of U lanes per cycle.
 *
 * Ports       control: one cycle before its weight word; `first`/`last` mark the ends of a group, `valid` a word.
 *             A group may end with a word that is not valid, and consist of it: its sums are 0 then. weights: in slices
 * Latency     `sums` are row 0 of a group `accumulateLatency` cycles after the `last` control, then the next row every
 *             cycle, as long as no other group ends
 * Throughput  1 word (L synapses) per cycle, `idleAfterGroup` cycles between groups
 * Hazards     none: sums are copied when a group ends
 * Source      docs/decisions/0001, line 3; the loop over events inside the loop over groups, design of the core
 */
export const Accumulate = module(
  "accumulate",
  ({ shape }: AccumulateParameters) => ({
    valid: input(bool),
    first: input(bool),
    last: input(bool),
    weights: input(array(uint(sliceBits), weightSlices(shape))),
    sums: output(array(sint(shape.accumulatorBits), shape.updates)),
  }),
  (io, { shape, fabric }) => ({
    sums: fabric === "ecp5" ? handedByChoice(io, shape) : handedByShift(io, shape),
  }),
);
