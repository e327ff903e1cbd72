/**
 * What the boot loader sends to the flash and expects of it, byte time by byte time. The times are numbered so that what
 * happens in one takes few bits to tell: 30, 31, then 0 to 18.
 */
import { bootEnd, bootMagic } from "../../config/index.ts";

export const byteTimeBits = 5;

export const byteTimes = {
  /** Sent: release from power-down, which the FPGA's configuration leaves the flash in. */
  wake: 30,
  /** The flash is not selected; repeated while it wakes up. */
  gap: 31,
  /** Sent: read from the address in the next three. */
  command: 0,
  magic: 4,
  /** Of the frames, in bytes; the last of the four has to be 0. */
  length: 8,
  shapeHash: 12,
  /** A byte of the frames, repeated. */
  frames: 16,
  end: 17,
  /** Nothing more. */
  done: 18,
} as const;

const releasePowerDown = 0xab;
const read = 0x03;
const bitsPerByte = 8;

/** By byte time: the byte that is sent, or that the flash has to give. */
function scriptBytes(offset: number, shapeHash: number): ReadonlyMap<number, number> {
  const at = (first: number, bytes: readonly number[]) => bytes.map((byte, i) => [first + i, byte] as const);
  return new Map([
    ...at(byteTimes.wake, [releasePowerDown]),
    ...at(byteTimes.command, [read, Math.floor(offset / 0x10000), Math.floor(offset / 0x100) % 0x100, offset % 0x100]),
    ...at(byteTimes.magic, [...bootMagic]),
    ...at(
      byteTimes.shapeHash,
      [0, 8, 16, 24].map((shift) => (shapeHash >>> shift) & 0xff),
    ),
    ...at(byteTimes.end, [bootEnd]),
  ]);
}

/** Byte times of one word of the script. */
const timesPerWord = 8;

/** The bits of byte times 0, 8, 16 and 24 on: bit 8 × time + i is the i-th on the line, where the highest of a byte comes first. */
export type FlashScript = readonly [bigint, bigint, bigint, bigint];

export function flashScript(offset: number, shapeHash: number): FlashScript {
  const bytes = scriptBytes(offset, shapeHash);
  const word = (first: number): bigint => {
    let bits = 0n;
    for (let i = 0; i < timesPerWord * bitsPerByte; i++) {
      const byte = bytes.get(first + Math.floor(i / bitsPerByte)) ?? 0;
      if ((byte >> (bitsPerByte - 1 - (i % bitsPerByte))) % 2 === 1) bits |= 1n << BigInt(i);
    }
    return bits;
  };
  return [word(0), word(timesPerWord), word(2 * timesPerWord), word(3 * timesPerWord)];
}
