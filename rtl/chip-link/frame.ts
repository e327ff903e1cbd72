/**
 * What both directions of a chip link know about frames: docs/chip-links.md. Bytes are stuffed as on the host's line.
 */
import { enumeration } from "../../hdlgen/index.ts";
import { type CrcAlgorithm, crcAlgorithms } from "../cells/crc-algorithm.ts";
import { checkParameters, isPowerOfTwo } from "../cells/parameters.ts";
import type { SpikeWordShape } from "../router/spike-word.ts";

/** `greeting`: nothing heard yet; `reply`: the other side's greeting was heard; `words`: numbered words, or none. */
export const FrameKind = enumeration("FrameKind", ["greeting", "reply", "words", "unknown"]);

export const headerBytes = 3;
/** The checksum of frames, low byte first. */
export const frameCrc = ({ crcBits }: ChecksumShape): CrcAlgorithm =>
  crcAlgorithms[crcBits === 16 ? "CRC-16/IBM-SDLC" : "CRC-32/ISO-HDLC"];
/** Words are numbered modulo 2^8. */
export const numberBits = 8;
/** Credit is told in this many parts of the window. */
export const creditParts = 16;
export const creditBits = 5;

export interface ChecksumShape {
  /** A damaged frame passes for a good one with probability 2^−crcBits. */
  readonly crcBits: 16 | 32;
}

export interface LinkShape extends SpikeWordShape, ChecksumShape {
  /**
   * Words on their way and not acknowledged, at most; as many are kept to be sent again, and as many are stored where they
   * arrive. 16, 32 or 64.
   */
  readonly window: number;
  /** Words of one frame, at most: a power of two from 2 to a quarter of the window, so that acknowledgements keep up. */
  readonly frameWords: number;
}

export const wordBits = ({ routeBits, indexBits }: SpikeWordShape): number => 1 + routeBits + indexBits;
export const wordBytes = (shape: SpikeWordShape): number => Math.ceil(wordBits(shape) / 8);

/** Bytes of a frame on the line with both of its flags, none of them escaped. */
export const frameBytes = (shape: LinkShape, words: number): number =>
  1 + headerBytes + words * wordBytes(shape) + shape.crcBits / 8 + 1;

export function checkLinkShape(cell: string, shape: LinkShape): void {
  const { window, frameWords, routeBits, indexBits } = shape;
  const bits = wordBits(shape);
  checkParameters(cell, [
    { holds: [16, 32, 64].includes(window), found: `a window of ${window} words`, mend: "take 16, 32 or 64" },
    {
      holds: isPowerOfTwo(frameWords) && frameWords >= 2 && frameWords <= window / 4,
      found: `${frameWords} words per frame`,
      mend: "take a power of two from 2 to a quarter of the window",
    },
    {
      holds: Number.isInteger(bits) && routeBits >= 1 && indexBits >= 1 && bits <= 64,
      found: `words of ${routeBits} bits of route and ${indexBits} of index`,
      mend: "take at least one of each, and 63 in all",
    },
  ]);
}
