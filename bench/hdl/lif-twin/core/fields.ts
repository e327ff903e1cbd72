/** Fields of the core's words as hardware values, by the layouts that the packer writes by. */
import type { WordLayout } from "../../../../config/index.ts";
import type { Bool, SInt, UInt } from "../../../../hdlgen/index.ts";

export interface Fields {
  has(name: string): boolean;
  uint(name: string): UInt;
  sint(name: string): SInt;
  bool(name: string): Bool;
}

/** Cuts a word into its fields. */
export function fieldsOf(word: UInt, layout: WordLayout): Fields {
  const find = (name: string): UInt => {
    let low = 0;
    for (const field of layout.fields) {
      if (field.name === name) return word.slice(low + field.bits - 1, low);
      low += field.bits;
    }
    throw new Error(`no field ${name}`);
  };
  return {
    has: (name) => layout.fields.some((field) => field.name === name),
    uint: find,
    sint: (name) => find(name).asSInt(),
    bool: (name) => find(name).bit(0),
  };
}
