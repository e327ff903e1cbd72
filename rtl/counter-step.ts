import { type Bool, cat, hi, nodes, type UInt } from "../hdlgen/index.ts";

/** What a counter adds to go up by one, or down by one where `down` is high: one, or all ones. No choice beside its adder. */
export const stepUpOrDown = (down: Bool, bits: number): UInt => cat(down.asUInt().replicate(bits - 1), hi);

/** What a counter adds that goes up, down, both or neither in a cycle: it needs no enable, which a reset would join. */
export function netStep(up: Bool, down: Bool, bits: number): UInt {
  const { falls, changes } = nodes({ falls: down.and(up.not()), changes: up.xor(down) });
  return cat(falls.asUInt().replicate(bits - 1), changes);
}
