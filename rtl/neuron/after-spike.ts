/** What a spike leaves behind: the resets of decision 0001, chosen among those that the core has. */
import type { CoreShape, SpikeReset } from "../../config/index.ts";
import { type Bool, constant, hi, lo, nodes, type SInt, sint, type UInt } from "../../hdlgen/index.ts";

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
  /** u − ρ inverted, and ρ; absent where no reset takes them. */
  readonly lowered: SInt | undefined;
  readonly value: SInt | undefined;
  readonly takesMargin: Bool;
  readonly takesLowered: Bool;
  readonly takesValue: Bool;
}

/** Of u inverted, so that θ and ρ can be added to it. */
export function residuesOf(inverted: SInt, threshold: UInt, fields: ResetFields, shape: CoreShape): Residues {
  const { width } = inverted;
  const { resetAdd } = fields;
  const value = resetAdd.width < width ? resetAdd.extend(width) : resetAdd.trunc(width);
  const is = (kind: SpikeReset): Bool => isReset(fields, kind, shape);
  return {
    shortfall: inverted.add(threshold.toSInt()),
    // Exact: at least 0 is left, because ρ is at most θ.
    lowered: shape.resets.includes("amount") ? inverted.addw(value) : undefined,
    value: shape.resets.includes("value") ? value : undefined,
    takesMargin: is("threshold"),
    takesLowered: is("amount"),
    takesValue: is("value"),
  };
}

/** The two that are loaded, as one: on iCE40 the choice fits into the LUTs of the adder. */
export function withOneLoaded({ lowered, value, takesLowered, takesValue, ...rest }: Residues): Residues {
  if (lowered === undefined || value === undefined) return { lowered, value, takesLowered, takesValue, ...rest };
  const { loaded } = nodes({ loaded: takesLowered.mux(lowered.not(), value) });
  return { ...rest, lowered: undefined, takesLowered: lo, value: loaded, takesValue: takesLowered.or(takesValue) };
}

/** What the membrane becomes with a spike; the margin fits because it is not negative then. */
export function afterSpike(residues: Residues, bits: number): SInt {
  const { shortfall, lowered, value, takesMargin, takesLowered, takesValue } = residues;
  const none = constant(sint(bits), 0);
  const orValue = value === undefined ? none : takesValue.mux(value, none);
  const orLowered = lowered === undefined ? orValue : takesLowered.mux(lowered.not(), orValue);
  return takesMargin.mux(shortfall.not().trunc(bits), orLowered);
}

function isReset({ resetKind }: ResetFields, kind: SpikeReset, { resets }: CoreShape): Bool {
  const index = resets.indexOf(kind);
  if (index < 0) return lo;
  return resets.length === 1 ? hi : resetKind.eq(index);
}
