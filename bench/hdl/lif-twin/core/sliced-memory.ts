import { sliceBits, slicesOf } from "../../../../config/index.ts";
import {
  type Bool,
  bool,
  cat,
  input,
  instance,
  module,
  output,
  type Ram,
  ram,
  type UInt,
  uint,
} from "../../../../hdlgen/index.ts";
import { Spram256Ka, spramAlwaysOn } from "../../../../hdlgen/targets/ice40.ts";

/** How a memory that is written in 16-bit slices and read as a whole is built. */
export type MemoryKind = "block" | "spram";

export interface SlicedMemoryParameters {
  /** Bits of a word. */
  readonly bits: number;
  readonly depth: number;
  readonly kind: MemoryKind;
}

export const addressBits = (depth: number): number => Math.max(1, Math.ceil(Math.log2(depth)));

/**
 * A memory that the pipeline reads a whole word at a time and that a loader writes in slices of 16 bits.
 *
 * Ports       address → word one cycle later; a write of slice `writeSlice` with `writeData` when `write`. The kind
 *             "spram" has one port: address and writeAddress are one, and `word` is unknown after a write
 * Latency     1 cycle.  Throughput: a word per cycle
 * Hazards     reading a word while it is written gives anything (the loader works while the core is idle)
 * Cost        one EBR (up to 256 words deep) or SPRAM (up to 16,384) for each slice
 */
export const SlicedMemory = module(
  "sliced_memory",
  ({ bits, depth }: SlicedMemoryParameters) => ({
    address: input(uint(addressBits(depth))),
    write: input(bool),
    writeSlice: input(uint(Math.max(1, addressBits(Math.max(2, slicesOf(bits)))))),
    writeData: input(uint(sliceBits)),
    word: output(uint(bits)),
  }),
  ({ address, write, writeSlice, writeData }, { bits, depth, kind }) => {
    const parts: UInt[] = [];
    for (let slice = 0; slice < slicesOf(bits); slice++) {
      const width = Math.min(sliceBits, bits - slice * sliceBits);
      const enable = write.and(writeSlice.eq(slice));
      parts.unshift(
        kind === "spram"
          ? spramSlice(slice, address, writeData, enable).trunc(width)
          : blockSlice(slice, width, depth, address, writeData, enable),
      );
    }
    return { word: cat(...parts) };
  },
);

function blockSlice(slice: number, width: number, depth: number, address: UInt, data: UInt, enable: Bool): UInt {
  const memory: Ram<UInt> = ram(`slice${slice}`, uint(width), { depth, collision: "dontCare" });
  memory.write(address, data.trunc(width), { enable });
  return memory.read(address);
}

function spramSlice(slice: number, address: UInt, data: UInt, enable: Bool): UInt {
  return instance(`slice${slice}`, Spram256Ka({}), {
    ADDRESS: address.extend(14),
    DATAIN: data,
    WREN: enable,
    ...spramAlwaysOn,
  }).DATAOUT;
}
