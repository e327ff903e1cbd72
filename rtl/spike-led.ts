import { bool, input, module, nodes, output, regs, when } from "../hdlgen/index.ts";

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
    const { ends } = nodes({ ends: marker.and(slowBefore.xor(slowTick)) });
    when(given, () => {
      slowBefore.next = marker.mux(slowTick, slowBefore);
      spiked.next = marker.not().or(spiked.and(ends.not()));
      lit.next = ends.mux(spiked, lit);
    });
    return { lit };
  },
);
