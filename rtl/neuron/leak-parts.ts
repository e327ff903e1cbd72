/** The leaks `linear` and `shift`, in two stages each. */
import { type Bool, cat, constant, lo, nodes, pipeline, type SInt, sint, type UInt } from "../../hdlgen/index.ts";

/** What to take from a membrane, and one more with the borrow; 0 for a neuron that leaks in another way. */
export interface ShiftPart {
  readonly shiftAmount: SInt;
  readonly shiftBorrow: Bool;
}

/** The shift k of a neuron, and whether it leaks by a shift at all. */
export interface ShiftFields {
  readonly amount: UInt;
  readonly meant: Bool;
}

/** v >> k, and 1 from a positive membrane that this would leave as it is; 2 cycles later. */
export const shiftPart = (membrane: SInt, fields: ShiftFields): ShiftPart =>
  pipeline("shift", { inputs: { membrane, ...fields } })
    .stage("coarse", ({ membrane, amount }) => coarseShift(membrane, amount))
    .stage("fine", ({ coarse, positive, amount, meant }) => {
      const { shifted, stuck } = fineShift(coarse, positive, amount);
      return { shiftAmount: meant.mux(shifted, constant(sint(shifted.width), 0)), shiftBorrow: meant.and(stuck) };
    })
    .end(({ shiftAmount, shiftBorrow }) => ({ shiftAmount, shiftBorrow })).outputs;

/** The same where it is the core's only leak, already inverted. */
export const shiftAlone = (membrane: SInt, fields: ShiftFields): { readonly complement: SInt; readonly carry: Bool } =>
  pipeline("shift", { inputs: { membrane, ...fields } })
    .stage("coarse", ({ membrane, amount }) => coarseShift(membrane, amount))
    .stage("fine", ({ coarse, positive, amount, meant }) => {
      const { shifted, stuck } = fineShift(coarse, positive, amount);
      return { complement: meant.mux(shifted.not(), -1), carry: meant.and(stuck).not() };
    })
    .end(({ complement, carry }) => ({ complement, carry })).outputs;

/** What a shift adds to a membrane to take from it, and the carry into that; 0 for a neuron that leaks in another way; 2 cycles later. */
export const shiftTaken = (membrane: SInt, fields: ShiftFields): { readonly taken: SInt; readonly takenCarry: Bool } =>
  pipeline("shift", { inputs: { membrane, ...fields } })
    .stage("coarse", ({ membrane, amount }) => coarseShift(membrane, amount))
    .stage("fine", ({ coarse, positive, amount, meant }) => {
      const { shifted, stuck } = fineShift(coarse, positive, amount);
      return { taken: meant.mux(shifted.not(), 0), takenCarry: meant.and(stuck.not()) };
    })
    .end(({ taken, takenCarry }) => ({ taken, takenCarry })).outputs;

/** Shifted by the multiple of 4 in the amount. */
function coarseShift(membrane: SInt, amount: UInt): { coarse: SInt; positive: Bool } {
  const fours = amount.width > 2 ? cat(amount.slice(amount.width - 1, 2), lo, lo) : undefined;
  return {
    coarse: fours === undefined ? membrane : membrane.shrBy(fours),
    positive: membrane.isNegative().not().and(membrane.asUInt().any()),
  };
}

/** Shifted by the rest of the amount. */
function fineShift(coarse: SInt, positive: Bool, amount: UInt): { shifted: SInt; stuck: Bool } {
  const fine = amount.trunc(Math.min(2, amount.width));
  const { shifted } = nodes({ shifted: coarse.shrBy(fine) });
  // Nothing left after the shift, said of the bits before it: shorter than a test of the shifter's output.
  const { leftHigh } = nodes({ leftHigh: coarse.slice(coarse.width - 1, 3).any() });
  const { leftLow } = nodes({ leftLow: coarse.slice(2, 0).shrBy(fine).any() });
  const { stuck } = nodes({ stuck: positive.and(leftHigh.or(leftLow).not()) });
  return { shifted, stuck };
}

/** What to take is `entire` where λ `reaches` 0, else `step`. */
export interface LinearPart {
  readonly reaches: Bool;
  readonly entire: SInt;
  readonly step: SInt;
  readonly stepBorrow: Bool;
}

/**
 * By λ towards 0, but not beyond; 2 cycles later. −λ is its complement and a borrow. The comparison is an addition: an
 * adder would need inverters before it to subtract.
 */
export function linearPart(membrane: SInt, { amount, meant }: ShiftFields): LinearPart {
  const bits = membrane.width;
  return (
    pipeline("linear", { inputs: { membrane, bound: amount.toSInt(), meant } })
      // Both sides of 0 are compared as negative numbers; at +λ both answers move the membrane to 0.
      .stage("fold", ({ membrane }) => ({
        folded: membrane.isNegative().mux(membrane, membrane.not()),
        notNegative: membrane.isNegative().not(),
      }))
      .stage("reach", ({ folded, notNegative, bound, meant }) => {
        const { moves } = nodes({ moves: folded.add(bound).isNegative() });
        const none = constant(sint(bits), 0);
        const wide = Math.max(bits, bound.width);
        return {
          reaches: moves.not(),
          entire: meant.mux(notNegative.mux(folded.not(), folded), none),
          // A λ beyond the membrane's range moves none.
          step: meant.mux(notNegative.mux(bound.extend(wide), bound.not().extend(wide)).trunc(bits), none),
          stepBorrow: meant.and(notNegative.or(moves.not()).not()),
        };
      })
      .end(({ reaches, entire, step, stepBorrow }) => ({ reaches, entire, step, stepBorrow })).outputs
  );
}
