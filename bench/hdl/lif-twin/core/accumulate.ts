import {
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
} from "../../../../hdlgen/index.ts";
import { Accumulator } from "./accumulator.ts";

export interface AccumulateParameters {
  readonly lanes: number;
  readonly weightBits: number;
  readonly accumulatorBits: number;
}

/**
 * Sums the weight words of a group's events in L lanes, and hands the sums out one lane per cycle.
 *
 * Ports       control: one cycle before its weight word; `first`/`last` mark the ends of a group, `valid` a word.
 *             A group may end with a word that is not valid, and consist of it: its sums are 0 then
 * Latency     `sum` is lane 0 of a group 3 cycles after the `last` control, then the next lane every cycle
 * Throughput  1 word (L synapses) per cycle, no bubble between groups; `last` at most every L cycles
 * Hazards     none: sums are copied to a shift register when a group ends
 * Source      docs/decisions/0001, line 3; the loop over events inside the loop over groups, design of the core
 */
export const Accumulate = module(
  "accumulate",
  ({ lanes, weightBits, accumulatorBits }: AccumulateParameters) => ({
    valid: input(bool),
    first: input(bool),
    last: input(bool),
    weights: input(uint(lanes * weightBits)),
    sum: output(sint(accumulatorBits)),
  }),
  ({ valid, first, last, weights }, { lanes, weightBits, accumulatorBits }) => {
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
          const low = lane * weightBits;
          const weight = weights.slice(low + weightBits - 1, low).asSInt();
          const accumulator = Accumulator({ weightBits, accumulatorBits });
          sums.push(instance(`lane${lane}`, accumulator, { enable, load, clear, weight }).sum);
        }
        return { handOver: groupEnds };
      })
      .end(({ handOver }) => ({ handOver }));
    const handed = regArray("sum", lanes, sint(accumulatorBits));
    handed.forEach((own, lane) => {
      const [sum, following] = [sums[lane], handed[lane + 1]];
      if (sum === undefined) throw new Error("a lane without a sum");
      own.next = following === undefined ? sum : words.outputs.handOver.mux(sum, following);
    });
    const [head] = handed;
    if (head === undefined) throw new Error("no lanes");
    return { sum: head };
  },
);
