/** What a lane unit of a shape does, and the states that it needs for it. */
import type { CoreShape } from "../../config/index.ts";
import { type ChangePlan, changePlan } from "./change-plan.ts";
import { learningOf } from "./lane-ports.ts";

/** What a visit may consist of, in its order. */
export const parts = ["causal", "perPost", "second", "decay", "acausal", "perPre", "normalise"] as const;
export type Part = (typeof parts)[number];

/** Numbers of the kinds of changes, for rounding. */
export const kinds: Readonly<Partial<Record<Part, number>>> = {
  ...{ causal: 0, acausal: 1, perPre: 2, perPost: 3, second: 4, normalise: 5 },
};

export type LaneState =
  | "idle"
  | "dispatch"
  | "pending"
  | "lookUp"
  | "gather"
  | "count"
  | "recent"
  | "operand"
  | "otherOperand"
  | "compare"
  | "drift"
  | "scale"
  | "fetchLevel"
  | "multiplyLevel"
  | "product"
  | "begin"
  | "multiply"
  | "shift"
  | "add"
  | "clamp";

export interface LanePlan {
  readonly change: ChangePlan;
  readonly parts: readonly Part[];
  readonly states: readonly LaneState[];
  readonly pairs: boolean;
  /** Every arrival of the record may pair. */
  readonly usesRecord: boolean;
  /** The post before the one whose pairs are looked for matters. */
  readonly looksBack: boolean;
  /** Several pending posts make a change each. */
  readonly oneByOne: boolean;
  readonly teaches: boolean;
}

export function lanePlan(shape: CoreShape): LanePlan {
  const learning = learningOf(shape);
  const change = changePlan(shape);
  const pairs = learning.kind === "pairs";
  const { pairing } = learning;
  const usesRecord = pairs && (pairing === "presynaptic" || pairing === "all");
  const looksBack = pairs && (pairing === "presynaptic" || pairing === "reduced");
  const has: Readonly<Record<Part, boolean>> = {
    causal: pairs,
    perPost: pairs && learning.perPost,
    second: change.hasSecond || learning.drift,
    decay: change.hasSecond,
    acausal: true,
    perPre: learning.perPre,
    normalise: learning.normalise,
  };
  const needs: Readonly<Record<LaneState, boolean>> = {
    ...{ idle: true, dispatch: true, scale: true, begin: true, shift: true, add: true, clamp: true },
    ...{ pending: pairs, lookUp: pairs && !usesRecord, gather: usesRecord, recent: pairs },
    count: has.perPost,
    operand: has.second || has.decay || !pairs || has.perPre || has.normalise,
    otherOperand: change.longTerm,
    ...{ compare: learning.drift, drift: learning.drift },
    ...{ fetchLevel: change.again, multiplyLevel: change.again, product: change.again },
    multiply: change.lowBits > 0,
  };
  return {
    change,
    parts: parts.filter((part) => has[part]),
    states: (Object.keys(needs) as LaneState[]).filter((state) => needs[state]),
    ...{ pairs, usesRecord, looksBack },
    oneByOne: pairs && !(pairing === "presynaptic" || pairing === "reduced"),
    teaches: pairs && learning.posts === "teacher",
  };
}
