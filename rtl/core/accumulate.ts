import { type CoreShape, type Fabric, sliceBits, weightSlices } from "../../config/index.ts";
import {
  array,
  bool,
  input,
  instance,
  module,
  output,
  pipeline,
  regArray,
  type SInt,
  sint,
  uint,
} from "../../hdlgen/index.ts";
import { Accumulator } from "./accumulator.ts";

import { sliced } from "./fields.ts";

export interface AccumulateParameters {
  readonly shape: CoreShape;
  readonly fabric: Fabric;
}

/** Cycles from the `last` control of a group to the sums of its first row. */
export const accumulateLatency = 3;

/**
 * Sums the weight words of a group's events in L lanes, and hands the sums out one row of U lanes per cycle.
 *
 * Ports       control: one cycle before its weight word; `first`/`last` mark the ends of a group, `valid` a word.
 *             A group may end with a word that is not valid, and consist of it: its sums are 0 then. weights: in slices
 * Latency     `sums` are row 0 of a group `accumulateLatency` cycles after the `last` control, then the next row every
 *             cycle, as long as no other group ends
 * Throughput  1 word (L synapses) per cycle, no bubble between groups
 * Hazards     none: sums are copied to a shift register when a group ends
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
  ({ valid, first, last, weights }, { shape, fabric }) => {
    const { lanes, updates, weightBits, weightSign, accumulatorBits } = shape;
    const accumulator = Accumulator({ weightBits, weightSign, accumulatorBits, fabric });
    const sums: SInt[] = [];
    const words = pipeline("words", { inputs: { valid, first, last } })
      .stage("decode", ({ valid, first, last }) => ({
        enable: valid.or(first),
        load: first,
        clear: first.and(valid.not()),
        groupEnds: last,
      }))
      .arriving({ weights })
      .stage("add", ({ enable, load, clear, weights, groupEnds }) => {
        for (let lane = 0; lane < lanes; lane++) {
          const weight = sliced(weights, lane * weightBits, weightBits);
          sums.push(instance(`lane${lane}`, accumulator, { enable, load, clear, weight }).sum);
        }
        return { handOver: groupEnds };
      })
      .end(({ handOver }) => ({ handOver }));
    // The last row needs no choice: what is behind it is never looked at.
    const handed = regArray("sum", lanes, sint(accumulatorBits));
    handed.forEach((own, lane) => {
      const [sum, following] = [sums[lane], handed[lane + updates]];
      if (sum === undefined) throw new Error("a lane without a sum");
      own.next = following === undefined ? sum : words.outputs.handOver.mux(sum, following);
    });
    return { sums: handed.slice(0, updates) };
  },
);
