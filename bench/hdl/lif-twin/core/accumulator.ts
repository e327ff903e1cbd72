import { bool, input, module, output, regs, sint, when } from "../../../../hdlgen/index.ts";

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
  (p: { weightBits: number; accumulatorBits: number }) => ({
    enable: input(bool),
    load: input(bool),
    clear: input(bool),
    weight: input(sint(p.weightBits)),
    sum: output(sint(p.accumulatorBits)),
  }),
  ({ enable, load, clear, weight }, { accumulatorBits }) => {
    const { sum } = regs({ sum: sint(accumulatorBits) });
    when(enable, () => {
      when(clear, () => {
        sum.next = 0;
      })
        .elsewhen(load, () => {
          sum.next = weight;
        })
        .otherwise(() => {
          sum.next = sum.addw(weight);
        });
    });
    return { sum };
  },
);
