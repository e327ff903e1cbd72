/** A bit for every neuron: in the coming tick a teacher wants it to fire. */
import type { Fabric } from "../../config/index.ts";
import { type Bool, cat, constant, node, nodes, ram, type UInt, uint } from "../../hdlgen/index.ts";
import { registeredWord } from "../core/later.ts";
import { memorySlice } from "../core/memory-slice.ts";

export interface TeachAccess {
  readonly lanes: number;
  readonly depth: number;
  readonly latency: number;
  /** Of the row that is read. */
  readonly address: UInt;
  /** Makes a row 0. */
  readonly consumed: { readonly write: Bool; readonly address: UInt };
  /** Sets the bit of one lane; never while a row is consumed. */
  readonly taught: { readonly write: Bool; readonly address: UInt; readonly lane: UInt };
}

/** The bits of a row, `latency` cycles after its address. */
export function teachMemory(fabric: Fabric, access: TeachAccess): UInt {
  const { lanes, depth, latency, address, consumed, taught } = access;
  const { writeAddress } = nodes({ writeAddress: consumed.write.mux(consumed.address, taught.address) });
  const enable = (lane: number): Bool =>
    node(`writes${lane}`, consumed.write.or(lanes === 1 ? taught.write : taught.write.and(taught.lane.eq(lane))));
  const all = Array.from({ length: lanes }, (_, lane) => lane);
  if (fabric === "ecp5" || lanes === 1) {
    const kind = fabric === "ecp5" ? "distributed" : "block";
    const bits = all.map((lane) =>
      memorySlice(
        lanes === 1 ? "taught" : `taught${lane}`,
        { kind, latency, depth },
        { address, writeAddress, write: enable(lane), writeData: consumed.write.not().asUInt() },
      ),
    );
    return cat(...bits.reverse());
  }
  // Block RAM of iCE40 has an enable for every bit.
  const memory = ram("taught", uint(lanes), { depth, collision: "dontCare", style: "block", mask: "bit" });
  const data = consumed.write.mux(constant(uint(lanes), 0), 2 ** lanes - 1);
  memory.write(writeAddress, data, {
    enable: consumed.write.or(taught.write),
    mask: cat(...all.map(enable).reverse()),
  });
  return registeredWord(memory.read(address), "taught", latency - 1);
}
