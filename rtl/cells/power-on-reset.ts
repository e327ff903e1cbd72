import { bool, input, module, nodes, output, regs, synchronise, uint, when } from "../../hdlgen/index.ts";
import { checkParameters, isPowerOfTwo } from "./parameters.ts";

export interface PowerOnResetParameters {
  /**
   * Cycles for which the clock must have been good, a power of two; default 4,096. Block RAM of an iCE40 cannot be read
   * in the first microseconds after configuration.
   */
  readonly cycles?: number;
}

const ports = ({ cycles = 4096 }: PowerOnResetParameters) => {
  const holds = isPowerOfTwo(cycles) && cycles >= 2;
  checkParameters("power_on_reset", [{ holds, found: `${cycles} cycles`, mend: "take a power of two, at least 2" }]);
  return { locked: input(bool, { domain: "async" }), pressed: input(bool, { domain: "async" }), reset: output(bool) };
};

/**
 * Reset from configuration until the clock has been good for a while, and as long as a button is pressed.
 *
 * Ports       locked, pressed: asynchronous, synchronised here; reset: synchronous to this clock
 * Latency     reset ends `cycles` + 3 cycles after `locked` came and `pressed` went, and begins 4 cycles after the
 *             contrary
 * Hazards     relies on registers that have a value after configuration
 * Cost        docs/cells.md
 * Proof       k-induction: no end of reset before the clock has been good for `cycles` cycles
 */
export const PowerOnReset = module("power_on_reset", ports, ({ locked, pressed }, { cycles = 4096 }) => {
  const waitBits = Math.log2(cycles);
  const lockedNow = synchronise("lockedNow", locked, { powerUp: false });
  const pressedNow = synchronise("pressedNow", pressed, { powerUp: true });
  const { count, reset } = regs({
    count: { type: uint(waitBits + 1), powerUp: 0 },
    reset: { type: bool, powerUp: true },
  });
  const { good, waited } = nodes({ good: lockedNow.and(pressedNow.not()), waited: count.bit(waitBits) });
  when(good.not(), () => {
    count.next = 0;
  }).elsewhen(waited.not(), () => {
    count.next = count.addw(1);
  });
  reset.next = waited.not();
  return { reset };
});
