import { bool, input, module, nodes, output, regs } from "../hdlgen/index.ts";

/**
 * Shows an eye that spikes come: what a tick gives is too short to be seen, and toggling at every spike stands still where
 * ticks give an even number of them.
 *
 * Ports       given: a word leaves the core; marker: it is the end of a tick, else a spike; slowTick: toggles every 8 ticks.
 *             lit: for 8 ticks if the 8 before gave a spike, a register
 * Hazards     without ticks it stays as it is
 * Cost        about 4 LC
 */
export const SpikeLed = module(
  "spike_led",
  (_: object) => ({ given: input(bool), marker: input(bool), slowTick: input(bool), lit: output(bool) }),
  ({ given, marker, slowTick }) => {
    const { slowBefore, spiked, lit } = regs({ slowBefore: [bool, false], spiked: [bool, false], lit: [bool, false] });
    // Changed rather than chosen: an enable would join with the reset, for each of them.
    const { ends } = nodes({ ends: given.and(marker).and(slowBefore.xor(slowTick)) });
    slowBefore.next = slowBefore.xor(ends);
    spiked.next = given.and(marker.not()).or(spiked.and(ends.not()));
    lit.next = lit.xor(ends.and(lit.xor(spiked)));
    return { lit };
  },
);
