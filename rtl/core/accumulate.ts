import { bool, input, instance, module, output, regArray, regs, sint, uint } from "../../hdlgen/index.ts";
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
    const control = regs({ enable: bool, load: bool, clear: bool, last1: bool, handOver: bool });
    control.enable.next = valid.or(first);
    control.load.next = first;
    control.clear.next = first.and(valid.not());
    control.last1.next = last;
    control.handOver.next = control.last1;
    const handed = regArray("sum", lanes, sint(accumulatorBits));
    handed.forEach((own, lane) => {
      const low = lane * weightBits;
      const { sum } = instance(`lane${lane}`, Accumulator({ weightBits, accumulatorBits }), {
        enable: control.enable,
        load: control.load,
        clear: control.clear,
        weight: weights.slice(low + weightBits - 1, low).asSInt(),
      });
      const following = handed[lane + 1];
      own.next = following === undefined ? sum : control.handOver.mux(sum, following);
    });
    const [head] = handed;
    if (head === undefined) throw new Error("no lanes");
    return { sum: head };
  },
);
