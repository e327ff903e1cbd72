import type { WeightBits, WeightSign } from "../../config/index.ts";
import { bool, input, module, output, regs, type SInt, sint, type UInt, uint, when } from "../../hdlgen/index.ts";

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
 * Ports       idle: low to take `weight`, which is added in the next cycle; clear: in the cycle after a group's last addition, in
 *             which nothing is added, and high while resetting. sum: of the words that have been added
 * Latency     2 cycles.  Throughput: 1 weight per cycle, a bubble between groups, so that no choice stands behind the adder
 *             and the sum goes into one flip-flop only
 * Hazards     none: the sum lives in flip-flops, and its width cannot overflow
 * Source      docs/decisions/0001, line 3
 */
export const ClearedAccumulator = module(
  "cleared_accumulator",
  (p: AccumulatorParameters) => ({
    idle: input(bool),
    clear: input(bool),
    weight: input(uint(p.weightBits)),
    sum: output(sint(p.accumulatorBits)),
  }),
  ({ idle, clear, weight }, { weightBits, accumulatorBits, weightSign }) => {
    const { taken, sum } = regs({ taken: uint(weightBits), sum: sint(accumulatorBits) });
    taken.next = idle.mux(0, weight);
    sum.next = clear.mux(0, sum.addw(weightValue(taken, weightSign)));
    return { sum };
  },
);

const weightValue = (weight: UInt, sign: WeightSign): SInt => (sign === "signed" ? weight.asSInt() : weight.toSInt());
