/** What is left over of two memories, a byte of each, in one block RAM. */
import { inputParameterLayout, sliceBits } from "../../config/index.ts";
import { type Bool, cat, ram, type UInt, uint } from "../../hdlgen/index.ts";
import { type BackParameters, rowTiming } from "./back-timing.ts";
import { registeredWord } from "./later.ts";
import { memoryLatency } from "./memory-choice.ts";
import { blockContents, type SliceChoice } from "./memory-slice.ts";

export interface SharedWrite {
  readonly write: Bool;
  readonly address: UInt;
  /** At most 8 bits. */
  readonly data: UInt;
}

const byte = 8;

/** The lowest bit of the second memory in a shared word: below it is the state. */
export const sharedFrom = byte;

/** Bits of a word beyond whole slices, where they fit into a byte; else 0. */
export const leftOver = (bits: number, sliceBits: number): number => (bits % sliceBits <= byte ? bits % sliceBits : 0);

/**
 * Two memories that are read at the same address, `latency` cycles later, and never written in the same cycle. Either is as
 * wide as its data. Reading a word while it is written gives anything.
 */
export function sharedSlice(
  name: string,
  choice: SliceChoice,
  address: UInt,
  { low, high }: { readonly low: SharedWrite; readonly high: SharedWrite },
): { readonly low: UInt; readonly high: UInt } {
  const init = blockContents(choice, 2 * byte);
  const depth = init?.length ?? choice.depth;
  const memory = ram(name, uint(2 * byte), { depth, collision: "dontCare", style: "block", mask: "byte", init });
  memory.write(high.write.mux(high.address, low.address), cat(high.data.extend(byte), low.data.extend(byte)), {
    enable: low.write.or(high.write),
    mask: cat(high.write, low.write),
  });
  const word = memory.read(address);
  // Only what is needed gets registers behind.
  const own = cat(word.slice(byte + high.data.width - 1, byte), word.trunc(low.data.width));
  const read = registeredWord(own, name, choice.latency - memoryLatency(choice.kind));
  return { low: read.trunc(low.data.width), high: read.slice(read.width - 1, low.data.width) };
}

/** Bits of the input parameters that stand in a block RAM with what of the state needs no whole one either; 0 where none do. */
export function sharedBits(parameters: BackParameters): number {
  const { membraneBits, refractoryBits, updates } = parameters.shape;
  const { state, inputParameters } = rowTiming(parameters);
  // UP5K has block RAM enough, and few logic cells.
  if (parameters.fabric !== "ice40hx" || state.kind !== "block" || inputParameters === undefined) return 0;
  const ofState = leftOver((membraneBits + refractoryBits) * updates, sliceBits);
  return ofState === 0 ? 0 : leftOver(inputParameterLayout(parameters.shape).bits * updates, sliceBits);
}
