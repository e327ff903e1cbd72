import { bool, input, module, output, regs, uint, when } from "../../hdlgen/index.ts";

/** The count starts here, so that comparing and restarting, a cycle each, belong to the period. */
const firstCount = 2;

/**
 * A pulse every `period` cycles while enabled.
 *
 * Ports       enable; period: 16…2^24 − 1, steady while enabled; expired: pulse, a register
 * Latency     the first pulse comes a period after `enable`, one cycle more or less
 */
export const TickTimer = module(
  "tick_timer",
  (_: object) => ({ enable: input(bool), period: input(uint(24)), expired: output(bool) }),
  ({ enable, period }) => {
    const { count, expired } = regs({ count: uint(24), expired: [bool, false] });
    expired.next = enable.and(count.eq(period));
    when(enable.not().or(expired), () => {
      count.next = firstCount;
    }).otherwise(() => {
      count.next = count.addw(1);
    });
    return { expired };
  },
);
