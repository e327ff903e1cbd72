import {
  type Bool,
  bool,
  cat,
  constant,
  hi,
  input,
  lo,
  module,
  nodes,
  output,
  regs,
  type SInt,
  sint,
  type UInt,
  uint,
  when,
  wires,
} from "../../hdlgen/index.ts";
import { type ChangePlan, clampedBits, levelBits } from "./change-plan.ts";

export const stepBits = 5;

/**
 * The arithmetic of one change after the other of one synapse: a sum, multiplied bit by bit, shifted right and rounded,
 * added to the weight or the second value and held within bounds.
 *
 * Ports       load: weight and second are those of a synapse. clear; add…: a term joins the sum (`subtract`: with the other
 *             sign). take: the sum, within 16 bits if `clamped`, is what is multiplied; takeProduct: what was multiplied is. run: a step of
 *             multiplication by the bits of what `by…` says (none: by 1), and of shifting where it is `shifting`; `restart` begins
 *             the shift of a product whose multiplier is longer than the shift. finish: target + change; apply: within bounds
 * Latency     a step per bit
 * Source      decision 0011: d = floor((X + r) / 2^shift)
 */
export const ChangeArithmetic = module(
  "change_arithmetic",
  ({ weightBits }: ChangePlan) => ({
    load: input(bool),
    weight: input(uint(weightBits)),
    second: input(uint(weightBits)),
    factor: input(sint(8)),
    word: input(uint(16)),
    clear: input(bool),
    addWord: input(bool),
    addWeight: input(bool),
    addSecond: input(bool),
    addFactor: input(bool),
    subtract: input(bool),
    /** The word is not signed. */
    plainWord: input(bool),
    clamped: input(bool),
    take: input(bool),
    takeProduct: input(bool),
    loadShift: input(bool),
    shiftField: input(uint(2)),
    primeRoom: input(bool),
    run: input(bool),
    byLevel: input(bool),
    byRoom: input(bool),
    byOwn: input(bool),
    shifting: input(bool),
    restart: input(bool),
    leaks: input(bool),
    random: input(uint(16)),
    ofSecond: input(bool),
    finish: input(bool),
    apply: input(bool),
    sumIsZero: output(bool),
    sumIsNegative: output(bool),
    multiplicandIsNegative: output(bool),
    changeIsNegative: output(bool),
    /** The shift is shorter than the multiplier. */
    isShort: output(bool),
    multiplied: output(bool),
    shifted: output(bool),
    unshifted: output(bool),
    newWeight: output(uint(weightBits)),
    newSecond: output(uint(weightBits)),
  }),
  (io, plan) => {
    const { weightBits, multiplicandBits, lowBits } = plan;
    const { bounded } = wires({ bounded: uint(weightBits) });
    const { newWeight } = regs({ newWeight: uint(weightBits) });
    const newSecond = plan.hasSecond ? secondValue() : newWeight;
    const wide = weightBits + 1;
    const asWeight = (bits: UInt): SInt => (plan.weightSigned ? bits.asSInt().extend(wide) : bits.toSInt());
    const asSecond = (bits: UInt): SInt => (plan.eligibility ? bits.asSInt().extend(wide) : asWeight(bits));

    // The sum.
    const { sum } = regs({ sum: sint(plan.sumBits) });
    const terms: [Bool, SInt][] = [];
    if (plan.addsWeight) terms.push([io.addWeight, asWeight(newWeight)]);
    if (plan.hasSecond) terms.push([io.addSecond, asSecond(newSecond)]);
    if (plan.usesFactor) terms.push([io.addFactor, io.factor]);
    const termBits = Math.min(plan.sumBits, Math.max(clampedBits, wide));
    const wordSign = io.word.bit(15).and(plan.readsPlain ? io.plainWord.not() : hi);
    const term = terms.reduce<SInt>(
      (rest, [joins, value]) => joins.mux(value.extend(termBits), rest),
      fitted(cat(wordSign, io.word).asSInt(), termBits),
    );
    const { nextSum } = nodes({ nextSum: plan.subtracts ? plusOrMinus(sum, term, io.subtract) : sum.addw(term) });
    when(io.clear, () => {
      sum.next = 0;
    }).elsewhen(
      terms.reduce<Bool>((any, [one]) => any.or(one), io.addWord),
      () => {
        sum.next = nextSum;
      },
    );

    // What is multiplied, by the bits of what, and shifted.
    const shifts = regs({ step: uint(stepBits), shift: uint(stepBits) });
    const { carry } = regs({ carry: bool });
    const begins = io.take.or(plan.again ? io.takeProduct : lo);
    const clamped = plan.clamps ? sum.sat(clampedBits) : sum;
    const operand = fitted(
      plan.operandBits > clampedBits ? io.clamped.mux(clamped, fitted(sum, plan.operandBits)) : clamped,
      plan.operandBits,
    );
    const { accumulator, low, isLow, multiplicandIsNegative } = lowBits > 0 ? multiplied() : shiftedOnly();
    when(begins, () => {
      // Without a multiplier the operand is in its place at once.
      shifts.step.next = lowBits > 0 ? 0 : 1;
    })
      .elsewhen(io.restart, () => {
        shifts.step.next = 1;
      })
      .elsewhen(io.run, () => {
        shifts.step.next = shifts.step.addw(1);
      });
    when(io.loadShift, () => {
      const fields = [io.word.slice(4, 0), io.word.slice(9, 5), io.word.slice(14, 10)] as const;
      shifts.shift.next = plan.hasSecond
        ? io.shiftField.bit(1).mux(fields[2], io.shiftField.bit(0).mux(fields[1], fields[0]))
        : plan.usesFactor
          ? io.shiftField.bit(0).mux(fields[1], fields[0])
          : fields[0];
    });

    // Bits that leave on the right.
    const { leaving } = nodes({
      leaving: lowBits > 0 ? isLow.mux(low.bit(0), accumulator.bit(0)) : accumulator.bit(0),
    });
    const rounded = plan.stochastic ? majority(leaving, randomBit(io.random, shifts.step), carry) : leaving;
    const nextCarry = plan.hasSecond ? io.leaks.mux(leaving.or(carry), rounded) : rounded;
    when(begins.or(io.restart), () => {
      carry.next = false;
    }).elsewhen(io.run.and(io.shifting), () => {
      carry.next = nextCarry;
    });

    // The change, and what it makes of its target.
    const places = cat(accumulator, low).asSInt();
    const direct = fitted(accumulator, wide);
    const ofLow = fitted(places, wide);
    const change = lowBits > 0 ? isLow.mux(ofLow, direct) : direct;
    const directFits = fits(accumulator, wide);
    const lowFits = lowBits > 0 ? isLow.not().or(fits(places, wide)) : hi;
    // A value's smallest leak of 1 is what rounding down gives.
    const settles = plan.hasSecond ? io.leaks.and(accumulator.asUInt().all()) : lo;
    const { complement, leaves, falls } = regs({ complement: sint(wide + 1), leaves: bool, falls: bool });
    const target = plan.hasSecond ? io.ofSecond.mux(asSecond(newSecond), asWeight(newWeight)) : asWeight(newWeight);
    when(io.finish, () => {
      complement.next = plusCarry(target.extend(wide + 1), change.extend(wide + 1), carry.and(settles.not())).not();
      leaves.next = directFits.and(lowFits).not();
      falls.next = accumulator.isNegative();
    });
    const loaded = fitted(plan.weightSigned ? io.word.asSInt() : io.word.toSInt(), wide);
    const largest = constant(sint(wide), 2 ** (weightBits - 1) - 1);
    const bound = plan.eligibility ? io.ofSecond.mux(falls.mux(largest.not(), largest), loaded) : loaded;
    const { isBelow } = nodes({
      isBelow: bound
        .extend(wide + 2)
        .addw(complement.extend(wide + 2))
        .isNegative(),
    });
    bounded.value = leaves
      .or(falls.ne(isBelow))
      .mux(bound.trunc(weightBits).asUInt(), complement.not().trunc(weightBits).asUInt());
    when(io.load, () => {
      newWeight.next = io.weight;
    }).elsewhen(plan.hasSecond ? io.apply.and(io.ofSecond.not()) : io.apply, () => {
      newWeight.next = bounded;
    });
    return {
      sumIsZero: sum.asUInt().any().not(),
      sumIsNegative: sum.isNegative(),
      multiplicandIsNegative,
      changeIsNegative: accumulator.isNegative(),
      isShort: isShort(),
      multiplied: shifts.step.eq(lowBits),
      shifted: shifts.step.eq(shifts.shift),
      unshifted: shifts.shift.any().not(),
      newWeight,
      newSecond,
    };

    function secondValue(): UInt {
      const { newSecond } = regs({ newSecond: uint(weightBits) });
      when(io.load, () => {
        newSecond.next = io.second;
      }).elsewhen(io.apply.and(io.ofSecond), () => {
        newSecond.next = bounded;
      });
      return newSecond;
    }

    function shiftedOnly() {
      const { accumulator } = regs({ accumulator: sint(plan.operandBits) });
      when(io.take, () => {
        accumulator.next = operand;
      }).elsewhen(io.run, () => {
        accumulator.next = accumulator.shr(1).extend(accumulator.width);
      });
      return { accumulator, low: constant(uint(1), 0), isLow: lo, multiplicandIsNegative: lo };
    }

    function multiplied() {
      const { multiplicand } = regs({ multiplicand: sint(multiplicandBits) });
      const { accumulator } = regs({ accumulator: sint(multiplicandBits + 1) });
      const { low, isLow } = regs({ low: uint(lowBits), isLow: bool });
      const { bit, isSign, signNext } = multiplierBit(isLow, multiplicand.isNegative());
      when(io.take, () => {
        multiplicand.next = operand.extend(multiplicandBits);
      })
        .elsewhen(plan.again ? io.takeProduct : lo, () => {
          multiplicand.next = fitted(cat(accumulator, low).asSInt(), multiplicandBits);
        })
        .elsewhen(io.run.and(signNext), () => {
          multiplicand.next = multiplicand.not();
        });
      const base = accumulator.shr(1).extend(accumulator.width);
      const { added } = nodes({ added: plusCarry(base, multiplicand.extend(accumulator.width), isSign) });
      when(begins, () => {
        accumulator.next = 0;
        isLow.next = false;
      }).elsewhen(io.run, () => {
        accumulator.next = bit.mux(added, base);
        low.next = cat(accumulator.bit(0), low.slice(lowBits - 1, 1));
      });
      when(io.restart, () => {
        isLow.next = true;
      });
      return { accumulator, low, isLow, multiplicandIsNegative: multiplicand.isNegative() };
    }

    /** The step's bit of the multiplier; where it is that of the sign, and where the next one will be. */
    function multiplierBit(isLow: Bool, isNegative: Bool): { bit: Bool; isSign: Bool; signNext: Bool } {
      const { step } = shifts;
      const bitOf = (value: UInt): Bool =>
        value.width === 1 ? value.bit(0) : value.bitAt(step.trunc(Math.log2(value.width)));
      const within = (bits: number): Bool =>
        bits === 1
          ? step.any().not()
          : step
              .slice(stepBits - 1, Math.log2(bits))
              .any()
              .not();
      const choices: [Bool, Bool][] = [];
      let isSign: Bool = lo;
      let signNext: Bool = lo;
      const signed = (by: Bool, bits: number): void => {
        if (bits === 1) return;
        isSign = isSign.or(by.and(step.eq(bits - 1)));
        signNext = signNext.or(by.and(step.eq(bits - 2)));
      };
      const readBits = Math.max(plan.usesLevel ? levelBits : 0, plan.usesRoom ? weightBits : 0);
      const wordBit = readBits > 0 ? bitOf(io.word.trunc(readBits)) : lo;
      const ownBit = plan.usesRoom || plan.usesOwn ? bitOf(newWeight) : lo;
      if (plan.usesLevel) {
        choices.push([io.byLevel, wordBit.and(within(levelBits))]);
        signed(io.byLevel, levelBits);
      }
      if (plan.usesRoom) {
        // high − weight, or weight − low as the complement of low + ~weight.
        const { roomCarry, roomAbove } = regs({ roomCarry: bool, roomAbove: bool });
        const difference = wordBit.ne(ownBit.not()).ne(roomCarry);
        when(io.primeRoom, () => {
          roomCarry.next = isNegative.not();
          roomAbove.next = isNegative.not();
        }).elsewhen(io.run, () => {
          roomCarry.next = majority(wordBit, ownBit.not(), roomCarry);
        });
        choices.push([io.byRoom, difference.eq(roomAbove).and(within(weightBits))]);
      }
      if (plan.usesOwn) {
        choices.push([io.byOwn, ownBit.and(within(weightBits))]);
        if (plan.weightSigned) signed(io.byOwn, weightBits);
      }
      const one = step.any().not();
      const bit = choices.reduce<Bool>((rest, [by, value]) => by.mux(value, rest), one);
      const active = bit.and(isLow.not());
      const named = nodes({ multiplies: active, isSign: isSign.and(active), signNext });
      return { bit: named.multiplies, isSign: named.isSign, signNext: named.signNext };
    }

    function isShort(): Bool {
      const { shift } = shifts;
      let short: Bool = lo;
      if (plan.usesLevel) short = short.or(io.byLevel.and(shift.lt(levelBits - 1)));
      if (plan.usesRoom) short = short.or(io.byRoom.and(shift.lt(weightBits - 1)));
      if (plan.usesOwn) short = short.or(io.byOwn.and(shift.lt(weightBits - 1)));
      return short;
    }
  },
);

const fitted = (value: SInt, bits: number): SInt => (value.width > bits ? value.trunc(bits) : value.extend(bits));

/** The value is that of its low `bits` bits. */
function fits(value: SInt, bits: number): Bool {
  if (value.width <= bits) return hi;
  const above = value.slice(value.width - 1, bits - 1);
  return above.any().not().or(above.all());
}

const majority = (a: Bool, b: Bool, c: Bool): Bool => a.and(b).or(a.or(b).and(c));

/** The bit that belongs to the one that leaves in a step: that of the step before. */
const randomBit = (random: UInt, step: UInt): Bool => random.rotateLeft(1).bitAt(step.trunc(4));

/** a + b + carry as one adder, modulo the width of a. */
function plusCarry(a: SInt, b: SInt, carry: Bool): SInt {
  const both = cat(a.asUInt(), hi).addw(cat(b.asUInt(), carry));
  return both.slice(a.width, 1).asSInt();
}

function plusOrMinus(a: SInt, b: SInt, minus: Bool): SInt {
  const term = b.extend(a.width);
  return plusCarry(a, minus.mux(term.not(), term), minus);
}
