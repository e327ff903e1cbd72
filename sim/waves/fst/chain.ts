/** The changes of one variable in one block. */
import { forEachChange, type Line } from "../lines.ts";
import type { Bytes } from "./bytes.ts";

/** Appends all that changes, each with the instants since the change before it; returns the last value. */
export function appendChain(
  out: Bytes,
  line: Line,
  width: number,
  before: number | bigint | undefined,
): number | bigint {
  let from = 0;
  if (width === 1) {
    return forEachChange(line, before, (instant, value) => {
      out.varint(4 * (instant - from) + 2 * Number(value));
      from = instant;
    });
  }
  return forEachChange(line, before, (instant, value) => {
    out.varint(2 * (instant - from));
    appendBits(out, value, width);
    from = instant;
  });
}

/** Most significant bit first, in whole bytes that are filled up at the end. */
function appendBits(out: Bytes, value: number | bigint, width: number): void {
  const bytes = (width + 7) >> 3;
  const fill = 8 * bytes - width;
  if (typeof value === "number") {
    const high = bytes === 4 ? value * 2 ** fill : value << fill;
    for (let byte = bytes - 1; byte >= 0; byte--) out.u8(Math.floor(high / 2 ** (8 * byte)) & 255);
    return;
  }
  const high = value << BigInt(fill);
  for (let byte = bytes - 1; byte >= 0; byte--) out.u8(Number((high >> BigInt(8 * byte)) & 255n));
}
