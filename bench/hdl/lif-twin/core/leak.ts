/** The leaks of decision 0001, in the two halves that a pipeline stage each has time for. */

import { type Bool, cat, constant, lo, nodes, type SInt, sint, type UInt } from "../../../../hdlgen/index.ts";
import { fieldsOf } from "./fields.ts";
import { inputParameterLayout, type TwinShape } from "./layout.ts";

/** What the first stage leaves to the second; a half of a leak that the core does not have is absent. */
export interface LeakHalf {
  readonly shift: ShiftHalf | undefined;
  readonly linear: LinearHalf | undefined;
}

interface ShiftHalf {
  /** Shifted by the multiple of 4 in the amount. */
  readonly shifted: SInt;
  /** What of the amount is left. */
  readonly fineShift: UInt;
  readonly positive: Bool;
  /** The neuron has this kind of leak. */
  readonly shifting: Bool;
}

interface LinearHalf {
  /** Above λ, below −λ: the membrane moves by the whole amount λ, else to 0. */
  readonly above: Bool;
  readonly below: Bool;
  readonly bound: SInt;
}

/** The coarse shift, and on which side of ±λ the membrane lies. */
export function leakFirstHalf(membrane: SInt, inputParameters: UInt, shape: TwinShape): LeakHalf {
  const parameters = fieldsOf(inputParameters, inputParameterLayout(shape));
  return {
    shift: parameters.has("shiftAmount")
      ? shiftHalf(membrane, parameters.uint("shiftAmount"), parameters.bool("shiftOn"))
      : undefined,
    linear: parameters.has("linearAmount") ? linearHalf(membrane, parameters.uint("linearAmount").toSInt()) : undefined,
  };
}

function shiftHalf(membrane: SInt, amount: UInt, shifting: Bool): ShiftHalf {
  const coarse = amount.width > 2 ? cat(amount.slice(amount.width - 1, 2), lo, lo) : undefined;
  return {
    shifted: coarse === undefined ? membrane : membrane.shrBy(coarse),
    fineShift: amount.trunc(Math.min(2, amount.width)),
    positive: membrane.gt(0),
    shifting,
  };
}

const linearHalf = (membrane: SInt, bound: SInt): LinearHalf => ({
  above: membrane.gt(bound),
  below: membrane.add(bound).isNegative(),
  bound,
});

/**
 * What to take from the membrane: `amount`, and one more with `borrow`. The borrow completes −λ from its complement, and
 * makes a leak that shifts to nothing take 1 from a positive membrane, so that it reaches 0.
 */
export function leakSecondHalf(membrane: SInt, { shift, linear }: LeakHalf): { amount: SInt; borrow: Bool } {
  const rest =
    linear === undefined ? { amount: constant(sint(membrane.width), 0), borrow: lo } : linearLeak(membrane, linear);
  if (shift === undefined) return rest;
  const { shifted, fineShift, positive, shifting } = shift;
  const { shiftLeak } = nodes({ shiftLeak: shifted.shrBy(fineShift) });
  // Nothing left after the shift, said of the bits before it: shorter than a test of the shifter's output.
  const { leftHigh } = nodes({ leftHigh: shifted.slice(membrane.width - 1, 3).any() });
  const { leftLow } = nodes({ leftLow: shifted.slice(2, 0).shrBy(fineShift).any() });
  const { stuck } = nodes({ stuck: positive.and(leftHigh.or(leftLow).not()) });
  return { amount: shifting.mux(shiftLeak, rest.amount), borrow: shifting.mux(stuck, rest.borrow) };
}

function linearLeak(membrane: SInt, { above, below, bound }: LinearHalf): { amount: SInt; borrow: Bool } {
  const width = Math.max(membrane.width, bound.width);
  const towardsRest = below.mux(bound.not().extend(width), membrane);
  const { linearLeak: amount } = nodes({ linearLeak: above.mux(bound.extend(width), towardsRest) });
  return { amount, borrow: below };
}
