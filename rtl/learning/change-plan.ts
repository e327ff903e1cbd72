/** What of the arithmetic of changes a shape needs, and how wide it is. */
import type { CoreShape } from "../../config/index.ts";
import { learningOf } from "./lane-ports.ts";

/** Bits of the modulation level. */
export const levelBits = 8;
/** Bits of an entry of a table. */
const entryBits = 12;
/** A sum of changes is held within 16 bits before it is multiplied. */
export const clampedBits = 16;

export interface ChangePlan {
  readonly weightBits: number;
  readonly weightSigned: boolean;
  readonly eligibility: boolean;
  readonly longTerm: boolean;
  readonly hasSecond: boolean;
  readonly usesLevel: boolean;
  readonly usesRoom: boolean;
  readonly usesOwn: boolean;
  readonly usesFactor: boolean;
  /** The weight is a term of a sum. */
  readonly addsWeight: boolean;
  /** Some words are unsigned and have all 16 bits. */
  readonly readsPlain: boolean;
  /** Terms are subtracted too. */
  readonly subtracts: boolean;
  readonly stochastic: boolean;
  /** Exact sum, and what of it is multiplied. */
  readonly sumBits: number;
  readonly clamps: boolean;
  readonly operandBits: number;
  /** A product is multiplied once more. */
  readonly again: boolean;
  readonly multiplicandBits: number;
  /** Bits below the accumulator: of the longest multiplier. 0: nothing is multiplied. */
  readonly lowBits: number;
}

export function changePlan(shape: CoreShape): ChangePlan {
  const learning = learningOf(shape);
  const { weightBits } = shape;
  const pairs = learning.kind === "pairs";
  const eligibility = learning.second === "eligibility";
  const longTerm = learning.second === "longTerm";
  const sumsMany = pairs && (learning.perPost || learning.pairing === "presynaptic" || learning.pairing === "all");
  const pairBits = sumsMany ? entryBits + Math.log2(learning.historyBits) + 1 : pairs ? entryBits + 1 : clampedBits;
  const usesLevel = learning.modulated || eligibility || longTerm;
  const usesRoom = learning.soft && !eligibility;
  const usesOwn = learning.perPre || learning.normalise;
  const others = Math.max(
    eligibility || longTerm || learning.drift ? weightBits + 1 : 0,
    learning.drift ? clampedBits : 0,
    learning.perPre ? clampedBits : 0,
    learning.normalise ? levelBits : 0,
  );
  const operandBits = Math.max(Math.min(pairBits, clampedBits), others);
  const again = learning.modulated && usesRoom;
  return {
    ...{ weightBits, weightSigned: shape.weightSign === "signed", eligibility, longTerm },
    hasSecond: eligibility || longTerm,
    ...{ usesLevel, usesRoom, usesOwn, usesFactor: learning.normalise },
    addsWeight: longTerm || learning.drift,
    readsPlain: learning.drift && weightBits === 16 && shape.weightSign === "unsigned",
    subtracts: eligibility || longTerm || !pairs || learning.posts === "teacher" || (usesOwn && weightBits === 1),
    stochastic: learning.rounding === "stochastic",
    sumBits: Math.max(pairBits, others),
    clamps: pairBits > clampedBits,
    ...{ operandBits, again, multiplicandBits: operandBits + (again ? levelBits : 0) },
    lowBits: Math.max(usesLevel ? levelBits : 0, usesRoom || usesOwn ? (weightBits > 8 ? 16 : 8) : 0),
  };
}
