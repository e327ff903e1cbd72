/** The leaks `linear` and `shift` in two halves, for which a pipeline stage each has time. */
import { type Bool, cat, lo, nodes, type SInt, type UInt } from "../../hdlgen/index.ts";

export interface ShiftHalf {
  /** Shifted by the multiple of 4 in the amount. */
  readonly shifted: SInt;
  /** What of the amount is left. */
  readonly fineShift: UInt;
  readonly positive: Bool;
}

export function shiftHalf(membrane: SInt, amount: UInt): ShiftHalf {
  const coarse = amount.width > 2 ? cat(amount.slice(amount.width - 1, 2), lo, lo) : undefined;
  return {
    shifted: coarse === undefined ? membrane : membrane.shrBy(coarse),
    fineShift: amount.trunc(Math.min(2, amount.width)),
    positive: membrane.gt(0),
  };
}

/** v >> k; a positive membrane that this would leave as it is gives 1. */
export function shiftAmount(membrane: SInt, { shifted, fineShift, positive }: ShiftHalf) {
  const { shiftLeak } = nodes({ shiftLeak: shifted.shrBy(fineShift) });
  // Nothing left after the shift, said of the bits before it: shorter than a test of the shifter's output.
  const { leftHigh } = nodes({ leftHigh: shifted.slice(membrane.width - 1, 3).any() });
  const { leftLow } = nodes({ leftLow: shifted.slice(2, 0).shrBy(fineShift).any() });
  const { stuck } = nodes({ stuck: positive.and(leftHigh.or(leftLow).not()) });
  return { amount: shiftLeak, borrow: stuck };
}

export interface LinearHalf {
  /** Above λ, below −λ: the membrane moves by the whole amount λ, else to 0. */
  readonly above: Bool;
  readonly below: Bool;
  readonly bound: SInt;
}

export const linearHalf = (membrane: SInt, bound: SInt): LinearHalf => ({
  above: membrane.gt(bound),
  below: membrane.add(bound).isNegative(),
  bound,
});

/** λ above λ, −λ below −λ as its complement and a borrow, else all of the membrane. */
export function linearAmount(membrane: SInt, { above, below, bound }: LinearHalf) {
  const width = Math.max(membrane.width, bound.width);
  const { towardsRest } = nodes({ towardsRest: below.mux(bound.not().extend(width), membrane) });
  const { linearLeak } = nodes({ linearLeak: above.mux(bound.extend(width), towardsRest) });
  return { amount: linearLeak.trunc(membrane.width), borrow: below };
}
