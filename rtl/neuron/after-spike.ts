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

/** All but one of them −1, each inverted: the choice of what a spike leaves, and whether there is one, fits into a LUT. */
export interface MaskedResidues {
  readonly fires: Bool;
  readonly margin: SInt | undefined;
  readonly loaded: SInt | undefined;
}

/** On iCE40, where the reset of a register masks it, and the adder's LUTs choose one of the two that are loaded. */
export function maskedResidues(
  residues: Residues,
  bits: number,
  fields: ResetFields,
  shape: CoreShape,
): MaskedResidues {
  const { shortfall, lowered, value, takesMargin, takesLowered, takesValue } = residues;
  const inverse = value?.not();
  const either =
    lowered === undefined || inverse === undefined ? undefined : lowersRather(fields, shape).mux(lowered, inverse);
  const loaded = either ?? lowered ?? inverse;
  return {
    fires: shortfall.isNegative(),
    margin: shape.resets.includes("threshold") ? takesMargin.mux(shortfall.trunc(bits), -1) : undefined,
    loaded: loaded && takesLowered.or(takesValue).mux(loaded, -1),
  };
}

/** Of the resets by an amount and to a value it is the first: where it is one of them, a single bit says which. */
function lowersRather({ resetKind }: ResetFields, { resets }: CoreShape): Bool {
  const [amount, value] = [resets.indexOf("amount"), resets.indexOf("value")];
  const telling = 31 - Math.clz32(amount ^ value);
  const bit = resetKind.bit(telling);
  return (amount >> telling) % 2 === 1 ? bit : bit.not();
}

/** What the membrane becomes with a spike; the margin fits because it is not negative then. */
export function afterMasked({ margin, loaded }: MaskedResidues, bits: number): SInt {
  const inverses = [margin, loaded].filter((inverse) => inverse !== undefined);
  return inverses.reduce<SInt>((all, one) => all.and(one), constant(sint(bits), -1)).not();
}

/** The same of residues as they are. */
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
