import { type Bool, cat, hi, type UInt } from "../hdlgen/index.ts";

/** What a counter adds to go up by one, or down by one where `down` is high: one, or all ones. No choice beside its adder. */
export const stepUpOrDown = (down: Bool, bits: number): UInt => cat(down.asUInt().replicate(bits - 1), hi);
