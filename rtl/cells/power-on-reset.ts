import { bool, cat, input, module, nodes, output, regs, uint, when } from "../../hdlgen/index.ts";

/** Block RAM of an iCE40 cannot be read in the first microseconds after configuration. */
const waitBits = 12;

/**
 * Reset from configuration until the clock has been good for a while, and as long as a button is pressed.
 *
 * Ports       locked, pressed: asynchronous, synchronised here; reset: synchronous to this clock
 * Latency     reset ends 4,099 cycles after `locked` came and `pressed` went
 * Hazards     relies on registers that have a value after configuration
 * Cost        18 LC
 */
export const PowerOnReset = module(
  "power_on_reset",
  (_: object) => ({ locked: input(bool), pressed: input(bool), reset: output(bool) }),
  ({ locked, pressed }) => {
    const { goodSync, count, reset } = regs({
      goodSync: { type: uint(2), powerUp: 0 },
      count: { type: uint(waitBits + 1), powerUp: 0 },
      reset: { type: bool, powerUp: true },
    });
    goodSync.next = cat(goodSync.bit(0), locked.and(pressed.not()));
    const { waited } = nodes({ waited: count.bit(waitBits) });
    when(goodSync.bit(1).not(), () => {
      count.next = 0;
    }).elsewhen(waited.not(), () => {
      count.next = count.addw(1);
    });
    reset.next = waited.not();
    return { reset };
  },
);
