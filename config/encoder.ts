/**
 * The frame encoder of a chip as the outside sees it: what it is built with, and the words that a host writes. They lie in
 * the space of the membranes, whose other words can only be read.
 */
import { busSpaces, type MemoryBlock } from "./core-bus.ts";

/** What makes a rate code, as `RateCode` of the encoders says it, without the ticks. */
export interface RateShape {
  readonly numerator: number;
  readonly shift: number;
  readonly phaseMultiplier: number;
}

/** What a frame encoder is built with. It belongs to what a board is recognised by. */
export interface EncoderShape {
  /** Values of a frame: one for each channel of one input, 1…65,534. */
  readonly channels: number;
  /** AER word of the input's first channel; the others follow. */
  readonly firstWord: number;
  /** Absent: the code is left out. */
  readonly rate?: RateShape;
  readonly latency: "built" | "leftOut";
}

export const frameCodes = ["rate", "latency"] as const;
export type FrameCodeName = (typeof frameCodes)[number];

/** How a frame is given: its first tick is the next one that starts. */
export interface FrameOrder {
  readonly code: FrameCodeName;
  /** Ticks of the frame, 1…`longestFrameTicks`. */
  readonly ticks: number;
  /** `once`, or again and again until another one is ordered. */
  readonly given: "once" | "repeatedly";
}

export const frameTickBits = 12;
export const longestFrameTicks = 2 ** frameTickBits - 1;
export const mostFrameChannels = 0xfffe;

/** Word `address`: the values of channels 2 × address, in the low byte, and 2 × address + 1. */
export const frameSpace = busSpaces.membranes;
/** Words with this bit in their address are registers. */
export const frameRegisterBit = 15;
export const frameRegisters = { ticks: 0x8000, order: 0x8001 } as const;
/** Bits of the register `order`. Writing it begins the frame, or ends it where no code is named. */
export const frameOrderBits = { rate: 0, latency: 1, repeatedly: 2 } as const;

/** Values of a frame, as memory words. */
export function frameWords(values: Uint8Array): Uint16Array {
  return Uint16Array.from(
    { length: Math.ceil(values.length / 2) },
    (_, i) => (values[2 * i] ?? 0) + 0x100 * (values[2 * i + 1] ?? 0),
  );
}

/** What a host writes to begin a frame, behind its values; without an order what it writes to end one. */
export function frameOrderBlock(order: FrameOrder | undefined): MemoryBlock {
  const bits =
    order === undefined
      ? 0
      : 2 ** frameOrderBits[order.code] + (order.given === "repeatedly" ? 2 ** frameOrderBits.repeatedly : 0);
  return { space: frameSpace, address: frameRegisters.ticks, words: Uint16Array.of(order?.ticks ?? 0, bits) };
}

/** All that a host writes to give a frame. */
export function frameBlocks(values: Uint8Array, order: FrameOrder): readonly MemoryBlock[] {
  return [{ space: frameSpace, address: 0, words: frameWords(values) }, frameOrderBlock(order)];
}
