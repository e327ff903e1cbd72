import { bool, cat, input, module, nodes, output, regs, uint } from "../../hdlgen/index.ts";

/**
 * A pulse every `period` + 2 cycles while enabled.
 *
 * Ports       enable; period: steady while enabled; expired: pulse, a register
 * Latency     the first pulse comes `period` + 3 cycles after `enable`
 * Cost        about 28 LC
 */
export const TickTimer = module(
  "tick_timer",
  (_: object) => ({ enable: input(bool), period: input(uint(24)), expired: output(bool) }),
  ({ enable, period }) => {
    const { count, counting, expired } = regs({ count: uint(24), counting: [bool, false], expired: [bool, false] });
    // Adding ones everywhere counts down; the carry is missing after 0. Written so that a bit takes one LC.
    const { next } = nodes({ next: count.add(cat(...Array.from({ length: 24 }, () => counting))) });
    count.next = counting.mux(next.trunc(24), period);
    const { goesOn } = nodes({ goesOn: next.bit(24).or(counting.not()) });
    counting.next = enable.and(goesOn);
    expired.next = enable.and(goesOn.not());
    return { expired };
  },
);
