/** What is read of the neurons over the bus. */
import type { CoreShape } from "../../config/index.ts";
import { constant, regs, type UInt, uint } from "../../hdlgen/index.ts";

/** One of 2^n values by the n bits of an index. */
function byIndex(values: readonly UInt[], index: UInt): UInt {
  const [first, second, ...rest] = values;
  if (first === undefined || second === undefined) return first ?? constant(uint(1), 0);
  if (rest.length === 0) return index.bit(0).mux(second, first);
  const half = values.length / 2;
  const low = index.trunc(index.width - 1);
  return index.bit(index.width - 1).mux(byIndex(values.slice(half), low), byIndex(values.slice(0, half), low));
}

/** Chooses among the neurons of the row that was read for the bus; a register where there is something to choose. */
export function stateLane(slot: UInt, { updates }: CoreShape) {
  if (updates === 1) return (_: string, [value]: readonly UInt[]): UInt => value ?? constant(uint(1), 0);
  const readLane = slot.trunc(Math.log2(updates));
  return (name: string, values: readonly UInt[]): UInt => {
    const [first] = values;
    const chosen = regs({ [name]: uint(first?.width ?? 1) })[name];
    if (chosen === undefined || first === undefined) throw new Error(name);
    chosen.next = byIndex(values, readLane);
    return chosen;
  };
}
