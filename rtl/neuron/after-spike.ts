/** What a spike leaves behind: the resets of decision 0001, chosen among those that the core has. */
import type { CoreShape, SpikeReset } from "../../config/index.ts";
import { type Bool, constant, hi, lo, type SInt, sint, type UInt } from "../../hdlgen/index.ts";

export interface ResetFields {
  /** Index into `shape.resets`. */
  readonly resetKind: UInt;
  /** ρ, for the kinds that load one. */
  readonly resetAdd: SInt;
}

/** What the comparison leaves to the choice behind it. */
export interface Residues {
  /** θ − u − 1: negative with a spike, and u − θ inverted. */
  readonly shortfall: SInt;
  /** ρ, or u − ρ; absent where no reset is loaded. */
  readonly loaded: SInt | undefined;
  readonly takesMargin: Bool;
  readonly takesLoaded: Bool;
}

/** Of u inverted, so that θ can be added to it. */
export function residuesOf(inverted: SInt, threshold: UInt, fields: ResetFields, shape: CoreShape): Residues {
  const is = (kind: SpikeReset): Bool => isReset(fields, kind, shape);
  return {
    shortfall: inverted.add(threshold.toSInt()),
    loaded: loadedOf(inverted, fields, shape),
    takesMargin: is("threshold"),
    takesLoaded: is("value").or(is("amount")),
  };
}

/** The choice stands behind the adder because it fits into the adder's own LUTs there. */
function loadedOf(inverted: SInt, fields: ResetFields, shape: CoreShape): SInt | undefined {
  const { width } = inverted;
  const { resetAdd } = fields;
  const value = resetAdd.width < width ? resetAdd.extend(width) : resetAdd.trunc(width);
  if (!shape.resets.includes("amount")) return shape.resets.includes("value") ? value : undefined;
  // Exact: at least 0 is left, because ρ is at most θ.
  return isReset(fields, "amount", shape).mux(inverted.addw(value).not(), value);
}

/** What the membrane becomes with a spike; the margin fits because it is not negative then. */
export function afterSpike({ shortfall, loaded, takesMargin, takesLoaded }: Residues, bits: number): SInt {
  const none = constant(sint(bits), 0);
  const other = loaded === undefined ? none : takesLoaded.mux(loaded, none);
  return takesMargin.mux(shortfall.not().trunc(bits), other);
}

function isReset({ resetKind }: ResetFields, kind: SpikeReset, { resets }: CoreShape): Bool {
  const index = resets.indexOf(kind);
  if (index < 0) return lo;
  return resets.length === 1 ? hi : resetKind.eq(index);
}
