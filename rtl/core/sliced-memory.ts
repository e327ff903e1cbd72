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
  output,
  regArray,
  type UInt,
  uint,
} from "../../hdlgen/index.ts";
import { later } from "./later.ts";
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
 * Latency     `latency` cycles, at least `memoryLatency(kind)`.  Throughput: a word per cycle. Where slices are many and far
 *             apart, all of a write is a cycle later
 * Hazards     reading a word while it is written gives anything; so does a reset to the word that is being written
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
    const isWide = choice.kind === "dp16kd" && count > group;
    const request = { write, writeSlice };
    const enables = isWide ? groupedEnables(request, count) : ownEnables(request, count, carried);
    const waits = isWide ? 1 : 0;
    const [at, data] = [later(writeAddress, "writeAddress", waits), later(writeData, "writeData", waits)];
    const slices = enables.map((enable, slice) => {
      const access = {
        ...{ address, write: enable, writeAddress: at },
        writeData: data.trunc(Math.min(sliceBits, bits - slice * sliceBits)),
      };
      assertOnePort(choice, access);
      const contents = carried && { carried: { ...carried, name: `${carried.name}.${slice}` } };
      return memorySlice(`slice${slice}`, { ...choice, ...contents }, access).extend(sliceBits);
    });
    return { slices };
  },
);

interface SliceWrite {
  readonly write: Bool;
  readonly writeSlice: UInt;
}

function ownEnables({ write, writeSlice }: SliceWrite, count: number, carried: Carried | undefined): readonly Bool[] {
  const enables = regArray("write", count, writeEnable(carried));
  enables.forEach((enable, slice) => {
    enable.next = count === 1 ? write : write.and(writeSlice.eq(slice));
  });
  return [...enables];
}

/** Slices that two bits tell apart. */
const group = 4;

/**
 * On ECP5 a register's reset is free: slices of one group share theirs, slices of one place in their groups what they take,
 * and none has a LUT of its own. Both are registers in front of all slices: a cycle more, which what is written waits for.
 */
function groupedEnables({ write, writeSlice }: SliceWrite, count: number): readonly Bool[] {
  const ofGroup = writeSlice.slice(writeSlice.width - 1, Math.log2(group));
  const elsewhere = regArray("elsewhere", Math.ceil(count / group), { type: bool, reset: true, powerUp: true });
  elsewhere.forEach((own, i) => {
    own.next = write.and(ofGroup.eq(i)).not();
  });
  const place = regArray("place", group, bool);
  place.forEach((own, i) => {
    own.next = writeSlice.trunc(Math.log2(group)).eq(i);
  });
  // Without a reset of their own, which would join with that of the group and take a LUT: a reset comes through the group.
  const enables = regArray("write", count, { type: bool, powerUp: false });
  enables.forEach((enable, slice) => {
    const [hidden, own] = [elsewhere[Math.floor(slice / group)], place[slice % group]];
    if (hidden === undefined || own === undefined) throw new Error(`no group for slice ${slice}`);
    enable.next = hidden.mux(lo, own);
  });
  return [...enables];
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
