import { bool, input, module, output, regs, sum, uint, when } from "../../hdlgen/index.ts";

/**
 * Counts how often neurons were held at an end of their range; stays at 65,535.
 *
 * Ports       saturated: a bit for each neuron that is updated in this cycle; clear: back to 0
 * Latency     2 cycles; one more until the last value stands
 */
export const SaturationCounter = module(
  "saturation_counter",
  ({ updates }: { updates: number }) => ({
    saturated: input(uint(updates)),
    clear: input(bool),
    count: output(uint(16)),
  }),
  ({ saturated, clear }) => {
    const state = regs({ more: [uint(saturated.width), 0], count: [uint(16), 0], full: [bool, false] });
    state.more.next = saturated;
    const grown = state.count.add(sum(state.more.toBools().map((bit) => bit.asUInt())));
    when(clear, () => {
      state.full.next = false;
      state.count.next = 0;
    })
      .elsewhen(state.full, () => {
        state.count.next = 0xffff;
      })
      .otherwise(() => {
        state.full.next = grown.shr(16).any();
        state.count.next = grown.trunc(16);
      });
    return { count: state.count };
  },
);
