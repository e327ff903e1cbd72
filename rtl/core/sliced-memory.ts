import { sliceBits, slicesOf } from "../../config/index.ts";
import {
  array,
  type Bool,
  bool,
  cat,
  formal,
  input,
  lo,
  module,
  nodes,
  output,
  regArray,
  type UInt,
  uint,
} from "../../hdlgen/index.ts";
import type { MemoryChoice } from "./memory-choice.ts";
import { type Carried, memorySlice, type SliceAccess, writeEnable } from "./memory-slice.ts";

export interface MemoryParameters extends MemoryChoice {
  /** Bits of a word. */
  readonly bits: number;
  readonly depth: number;
  /** Contents after configuration; each slice carries those of this name, a dot, and its number. */
  readonly carried?: Carried;
}

export const addressBits = (depth: number): number => Math.max(1, Math.ceil(Math.log2(depth)));

/**
 * A memory that the core reads a whole word at a time and that a loader writes in slices of 16 bits.
 *
 * Ports       address → slices of the word, low one first, `latency` cycles later. write: slice `writeSlice` is written in
 *             the next cycle, with the `writeData` and at the `writeAddress` of then: each slice has its enable in a
 *             register. The kind "spram" has one port: while it writes, both addresses must be one, and the word read is
 *             unknown
 * Latency     `latency` cycles, at least `memoryLatency(kind)`.  Throughput: a word per cycle
 * Hazards     reading a word while it is written gives anything
 * Cost        for each slice one EBR (up to 256 words deep), SPRAM (16,384) or DP16KD (1,024)
 */
export const SlicedMemory = module(
  "sliced_memory",
  ({ bits, depth }: MemoryParameters) => ({
    address: input(uint(addressBits(depth))),
    write: input(bool),
    writeAddress: input(uint(addressBits(depth))),
    writeSlice: input(uint(addressBits(slicesOf(bits)))),
    writeData: input(uint(sliceBits)),
    slices: output(array(uint(sliceBits), slicesOf(bits))),
  }),
  ({ address, write, writeAddress, writeSlice, writeData }, { bits, carried, ...choice }) => {
    const count = slicesOf(bits);
    const enables = regArray("write", count, writeEnable(carried));
    const enabled = choice.kind === "dp16kd" && count > group ? groupedEnables(write, writeSlice) : undefined;
    const slices = enables.map((enable, slice) => {
      enable.next = enabled?.(slice) ?? (count === 1 ? write : write.and(writeSlice.eq(slice)));
      const access = {
        ...{ address, write: enable, writeAddress },
        writeData: writeData.trunc(Math.min(sliceBits, bits - slice * sliceBits)),
      };
      assertOnePort(choice, access);
      const own = carried && { carried: { ...carried, name: `${carried.name}.${slice}` } };
      return memorySlice(`slice${slice}`, { ...choice, ...own }, access).extend(sliceBits);
    });
    return { slices };
  },
);

/** Slices that two bits tell apart. */
const group = 4;

/**
 * On ECP5 a register's reset is free: slices of one group share theirs, slices of one place in their groups what they take,
 * and none has a LUT of its own.
 */
function groupedEnables(write: Bool, slice: UInt): (slice: number) => Bool {
  const [place, ofGroup] = [slice.trunc(Math.log2(group)), slice.slice(slice.width - 1, Math.log2(group))];
  const { isPlace, isElsewhere } = nodes({
    isPlace: place.toOneHot(group),
    isElsewhere: cat(...Array.from({ length: 2 ** ofGroup.width }, (_, i) => write.and(ofGroup.eq(i)).not()).reverse()),
  });
  return (slice) => isElsewhere.bit(Math.floor(slice / group)).mux(lo, isPlace.bit(slice % group));
}

/**
 * A memory that is written a whole word at a time, of at most 64 bits.
 *
 * Ports       address → word, `latency` cycles later; `writeData` at `writeAddress` when `write`. The kind "spram" has one
 *             port: while it writes, both addresses must be one, and the word read is unknown
 * Latency     `latency` cycles, at least `memoryLatency(kind)`.  Throughput: a read and a write per cycle
 * Hazards     reading a word while it is written gives anything
 * Cost        for 16 bits of a word one EBR (up to 256 words deep), SPRAM (16,384) or DP16KD (1,024)
 */
export const WordMemory = module(
  "word_memory",
  ({ bits, depth }: Omit<MemoryParameters, "carried">) => ({
    address: input(uint(addressBits(depth))),
    write: input(bool),
    writeAddress: input(uint(addressBits(depth))),
    writeData: input(uint(bits)),
    word: output(uint(bits)),
  }),
  (access, { bits, ...choice }) => {
    assertOnePort(choice, access);
    const parts: UInt[] = [];
    for (let low = 0; low < bits; low += sliceBits) {
      const high = Math.min(bits, low + sliceBits) - 1;
      const part = { ...access, writeData: access.writeData.slice(high, low) };
      parts.unshift(memorySlice(bits <= sliceBits ? "words" : `slice${low / sliceBits}`, choice, part));
    }
    return { word: cat(...parts) };
  },
);

function assertOnePort({ kind }: MemoryChoice, { address, write, writeAddress }: SliceAccess): void {
  if (kind !== "spram") return;
  formal.assert(write.implies(address.eq(writeAddress)), "an SPRAM is written at another address than it reads");
}
