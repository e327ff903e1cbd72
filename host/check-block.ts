import type { MemoryBlock } from "../config/index.ts";
import type { Diagnostic } from "../diagnostics/index.ts";
import { outOfRange } from "./link-errors.ts";

/** LINK013 where a block reaches beyond the 16-bit address space. */
export function checkBlock({ space, address, words }: MemoryBlock): Diagnostic[] {
  const end = address + words.length;
  if (Number.isInteger(address) && address >= 0 && end <= 0x10000) return [];
  return [outOfRange(`space ${space}`, `a block at ${address}…${end - 1}, expected within 0…65535`)];
}
