/** The leaks of decision 0001: what to take from a membrane, an amount and a borrow of one more. */
import type { LeakKind } from "../../config/index.ts";
import {
  type Bool,
  constant,
  hi,
  lo,
  nodes,
  pipeline,
  pipelined,
  type SInt,
  sint,
  type UInt,
  uint,
} from "../../hdlgen/index.ts";
import { linearAmount, linearHalf, shiftAmount, shiftHalf } from "./leak-halves.ts";
import { type LifPipelineParameters, leakPlan, longestShift, type MultiplierPlan } from "./leak-plan.ts";
import { productOf } from "./multiplier.ts";

export interface LeakFields {
  /** Index into `shape.leaks`. */
  readonly leakKind: UInt;
  readonly leakAmount: UInt;
}

/**
 * The leaked membrane is membrane − amount − borrow. The borrow completes −λ from its complement, rounds a product
 * towards 0, and takes 1 from a positive membrane that a shift would leave as it is.
 */
export interface Leak {
  readonly amount: SInt;
  readonly borrow: Bool;
}

/** The leak of a membrane, `leakPlan(parameters).cycles` later. For a shape that leaks at all. */
export function leakOf(membrane: SInt, fields: LeakFields, parameters: LifPipelineParameters): Leak {
  const { linear, shifter, multiplier } = leakPlan(parameters);
  const plain = linear || shifter ? inTwoHalves(membrane, fields, parameters) : undefined;
  if (multiplier !== undefined) return withProduct(membrane, fields, parameters, multiplier, plain);
  if (plain === undefined) throw new Error("a leak for a shape without leaks");
  return plain;
}

/** `linear` and `shift` without a multiplier, 2 cycles later; 0 for other kinds. */
function inTwoHalves(membrane: SInt, fields: LeakFields, parameters: LifPipelineParameters): Leak {
  const plan = leakPlan(parameters);
  return pipeline("leak", { inputs: { membrane } })
    .stage("halve", ({ membrane }) => ({
      linear: plan.linear ? linearHalf(membrane, fields.leakAmount.toSInt()) : undefined,
      shift: plan.shifter ? shiftHalf(membrane, shiftField(fields, parameters)) : undefined,
      isLinear: isKind(fields, "linear", parameters),
      isShift: isKind(fields, "shift", parameters),
    }))
    .stage("choose", ({ membrane, linear, shift, isLinear, isShift }) => {
      const none: Leak = { amount: constant(sint(membrane.width), 0), borrow: lo };
      const rest = linear === undefined ? none : choose(isLinear, linearAmount(membrane, linear), none);
      const plain = shift === undefined ? rest : choose(isShift, shiftAmount(membrane, shift), rest);
      return { plainAmount: plain.amount, plainBorrow: plain.borrow };
    })
    .end(({ plainAmount, plainBorrow }) => ({ amount: plainAmount, borrow: plainBorrow })).outputs;
}

const choose = (condition: Bool, one: Leak, other: Leak): Leak => ({
  amount: condition.mux(one.amount, other.amount),
  borrow: condition.mux(one.borrow, other.borrow),
});

/** `mul12`, and on a narrow membrane `shift` as a product with 2^−k; `plain` is there 2 cycles after the membrane. */
function withProduct(
  membrane: SInt,
  fields: LeakFields,
  parameters: LifPipelineParameters,
  plan: MultiplierPlan,
  plain: Leak | undefined,
): Leak {
  const { whole, rest } = productOf(membrane, factorOf(fields, parameters, plan), plan);
  const inputs = { negative: membrane.isNegative(), shifts: isKind(fields, "shift", parameters) };
  const sides = pipelined("leak_sides", { stages: plan.cycles, inputs }, (values) => values).outputs;
  const waited =
    plain === undefined
      ? undefined
      : pipelined("leak_plain", { stages: plan.cycles - 2, inputs: { plain } }, (values) => values).outputs.plain;
  return pipeline("leak_product", { inputs: {} })
    .stage("round", () => {
      // A product rounds towards 0. A shift takes what is below the point only where it would take nothing else.
      const { roundUp } = nodes({ roundUp: rest.and(sides.negative.or(sides.shifts.and(whole.asUInt().any())).not()) });
      // Of two leaks, one is 0.
      return {
        amount: waited === undefined ? whole : whole.or(waited.amount),
        borrow: waited === undefined ? roundUp : roundUp.or(waited.borrow),
      };
    })
    .end((leak) => ({ amount: leak.amount, borrow: leak.borrow })).outputs;
}

/** What of the amount counts for a shift. */
const shiftField = ({ leakAmount }: LeakFields, { shape }: LifPipelineParameters): UInt =>
  leakAmount.trunc(Math.min(leakAmount.width, Math.max(1, Math.ceil(Math.log2(longestShift(shape) + 1)))));

/** What the membrane is multiplied with: d ÷ 4096, 2^−k, or 0. */
function factorOf(fields: LeakFields, parameters: LifPipelineParameters, { fraction, shifts }: MultiplierPlan): UInt {
  const none = constant(uint(fraction + 1), 0);
  const d = fields.leakAmount.trunc(Math.min(13, fields.leakAmount.width));
  const scaled = parameters.shape.leaks.includes("mul12")
    ? isKind(fields, "mul12", parameters).mux(d.shl(fraction - 12), none)
    : none;
  if (!shifts) return scaled;
  const longest = longestShift(parameters.shape);
  const places = shiftField(fields, parameters)
    .toOneHot(longest + 1)
    .reverse()
    .shl(fraction - longest);
  return isKind(fields, "shift", parameters).mux(places, scaled);
}

function isKind({ leakKind }: LeakFields, kind: LeakKind, { shape }: LifPipelineParameters): Bool {
  const index = shape.leaks.indexOf(kind);
  if (index < 0) return lo;
  return shape.leaks.length === 1 ? hi : leakKind.eq(index);
}
