import { type Bool, hi, lo, type UInt } from "../../../../hdlgen/index.ts";

export const any = (conditions: readonly Bool[]): Bool => conditions.reduce((some, each) => some.or(each), lo);
export const all = (conditions: readonly Bool[]): Bool => conditions.reduce((every, each) => every.and(each), hi);

/** The value that an index selects. */
export function chosen<T extends Bool | UInt>(values: readonly T[], index: UInt): T {
  return values.reduceRight((rest, value, i) => index.eq(i).mux(value as UInt, rest as UInt) as T);
}
