import { bool, input, module, output, regs, sum, uint } from "../../hdlgen/index.ts";

/**
 * Counts how often neurons were held at an end of their range; stays at 65,535.
 *
 * Ports       saturated: a bit for each neuron that is updated in this cycle; clear: back to 0
 * Latency     4 cycles, so that no carry chain has logic before or behind it
 */
export const SaturationCounter = module(
  "saturation_counter",
  ({ updates }: { updates: number }) => ({
    saturated: input(uint(updates)),
    clear: input(bool),
    count: output(uint(16)),
  }),
  ({ saturated, clear }) => {
    const more = sum(saturated.toBools().map((bit) => bit.asUInt()));
    const state = regs({
      more: [uint(more.width), 0],
      grown: [uint(17), 0],
      full: [bool, false],
      count: [uint(16), 0],
    });
    state.more.next = more;
    state.grown.next = clear.mux(0, state.grown.trunc(16).add(state.more).extend(17));
    state.full.next = clear.not().and(state.full.or(state.grown.bit(16)));
    const isFull = state.full.or(state.grown.bit(16));
    state.count.next = clear.mux(0, isFull.mux(0xffff, state.grown.trunc(16)));
    return { count: state.count };
  },
);
