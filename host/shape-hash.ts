import { type CoreShape, configurationLayout, type EncoderShape } from "../config/index.ts";
import { crc32 } from "./crc32.ts";

/**
 * The number by which a board says what core it holds, and what encoder: 32 bits, the same for equal shapes whatever the
 * order of their keys, and another one when words are laid out otherwise. The generator puts it into the chip, `connect`
 * compares it.
 */
export function shapeHash(shape: CoreShape, encoder?: EncoderShape): number {
  const built = [
    ["layout", configurationLayout],
    ...entries(shape),
    ...(encoder === undefined ? [] : [["encoder", entries(encoder)]]),
  ];
  return crc32(new TextEncoder().encode(JSON.stringify(built)));
}

const entries = (shape: object) =>
  sorted(shape).map(([name, value]) => [name, isRecord(value) ? sorted(value) : value]);

function sorted(record: object): [string, unknown][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

function isRecord(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
