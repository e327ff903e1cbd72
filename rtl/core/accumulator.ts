import type { Fabric, WeightBits, WeightSign } from "../../config/index.ts";
import { bool, input, module, output, regs, sint, uint, when } from "../../hdlgen/index.ts";

export interface AccumulatorParameters {
  readonly weightBits: WeightBits;
  readonly weightSign: WeightSign;
  readonly accumulatorBits: number;
  readonly fabric: Fabric;
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
    const value = weightSign === "signed" ? weight.asSInt() : weight.toSInt();
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
