/** The changes of one variable in one block. */
import type { Line } from "../lines.ts";
import type { Bytes } from "./bytes.ts";

/** A value as two words: this is the innermost loop of writing, and bigints are slow. */
export interface ChainValue {
  low: number;
  high: number;
}

/**
 * Appends all that changes, each with the instants since the change before it. `value` is what holds before, undefined
 * for nothing; returns what holds at the end.
 */
export function appendChain(out: Bytes, line: Line, width: number, before: ChainValue | undefined): ChainValue {
  const { at, instants } = line;
  const words = line.bits instanceof BigUint64Array ? halves(line.bits) : line.bits;
  const stride = line.bits instanceof BigUint64Array ? 2 : 1;
  const last = at.length - 1;
  const bytes = (width + 7) >> 3;
  const fill = 8 * bytes - width;
  let isKnown = before !== undefined;
  let [low, high] = [before?.low ?? 0, before?.high ?? 0];
  let from = 0;
  for (let i = 0; i <= last; i++) {
    const nextLow = words[stride * i] as number;
    const nextHigh = stride === 2 ? (words[2 * i + 1] as number) : 0;
    if (isKnown && nextLow === low && nextHigh === high) continue;
    const instant = instantOf(at, instants, i);
    // Of the values at one instant, between edges of several clocks, only the last one lasts.
    if (i < last && instantOf(at, instants, i + 1) === instant) continue;
    if (width === 1) out.varint(4 * (instant - from) + 2 * nextLow);
    else {
      out.varint(2 * (instant - from));
      out.leftBits(nextLow, nextHigh, bytes, fill);
    }
    isKnown = true;
    from = instant;
    low = nextLow;
    high = nextHigh;
  }
  return { low, high };
}

/** 64-bit words as pairs of 32 bits, low half first. */
function halves(bits: BigUint64Array): Uint32Array {
  return new Uint32Array(bits.buffer, bits.byteOffset, 2 * bits.length);
}

function instantOf(at: Uint32Array, instants: Uint32Array | undefined, i: number): number {
  const place = at[i] as number;
  return instants === undefined ? place : (instants[place] as number);
}
