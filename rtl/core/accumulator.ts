import type { WeightBits, WeightSign } from "../../config/index.ts";
import {
  bool,
  input,
  module,
  nodes,
  output,
  regs,
  type SInt,
  sint,
  type UInt,
  uint,
  when,
} from "../../hdlgen/index.ts";

export interface AccumulatorParameters {
  readonly weightBits: WeightBits;
  readonly weightSign: WeightSign;
  readonly accumulatorBits: number;
}

/**
 * One lane's sum of weights.
 *
 * Ports       enable: take `weight` this cycle; load: start over with it; clear: start over with nothing
 * Latency     1 cycle.  Throughput: 1 weight per cycle, no bubble between groups
 * Hazards     none: the sum lives in flip-flops, and its width cannot overflow
 * Source      docs/decisions/0001, line 3
 */
export const Accumulator = module(
  "accumulator",
  (p: AccumulatorParameters) => ({
    enable: input(bool),
    load: input(bool),
    clear: input(bool),
    weight: input(uint(p.weightBits)),
    sum: output(sint(p.accumulatorBits)),
  }),
  ({ enable, load, clear, weight }, { accumulatorBits, weightSign }) => {
    const { sum } = regs({ sum: sint(accumulatorBits) });
    const value = weightValue(weight, weightSign);
    when(enable, () => {
      when(clear, () => {
        sum.next = 0;
      })
        .elsewhen(load, () => {
          sum.next = value;
        })
        .otherwise(() => {
          sum.next = sum.addw(value);
        });
    });
    return { sum };
  },
);

/**
 * One lane's sum of weights, which ends with a word instead of beginning with one.
 *
 * Ports       valid: take `weight`, which is added in the next cycle; ends: with the addition of a group's last word, high
 *             while resetting. sum: that of the word that is added
 * Latency     1 cycle to `sum`, which is not a register.  Throughput: 1 weight per cycle, no bubble between groups
 * Hazards     none: the sum lives in flip-flops, and its width cannot overflow
 * Source      docs/decisions/0001, line 3
 */
export const ClearedAccumulator = module(
  "cleared_accumulator",
  (p: AccumulatorParameters) => ({
    valid: input(bool),
    ends: input(bool),
    weight: input(uint(p.weightBits)),
    sum: output(sint(p.accumulatorBits)),
  }),
  ({ valid, ends, weight }, { weightBits, accumulatorBits, weightSign }) => {
    const { taken, sofar } = regs({ taken: uint(weightBits), sofar: sint(accumulatorBits) });
    taken.next = valid.mux(weight, 0);
    const { sum } = nodes({ sum: sofar.addw(weightValue(taken, weightSign)) });
    sofar.next = ends.mux(0, sum);
    return { sum };
  },
);

const weightValue = (weight: UInt, sign: WeightSign): SInt => (sign === "signed" ? weight.asSInt() : weight.toSInt());
