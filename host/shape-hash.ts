import type { CoreShape } from "../config/index.ts";
import { crc32 } from "./crc32.ts";

/**
 * The number by which a board says what core it holds: 32 bits, the same for equal shapes whatever the order of their
 * keys. The generator puts it into the chip, `connect` compares it.
 */
export function shapeHash(shape: CoreShape): number {
  const entries = Object.entries(shape).sort(([a], [b]) => (a < b ? -1 : 1));
  return crc32(new TextEncoder().encode(JSON.stringify(entries)));
}
