/** The leaks of decision 0001: what a membrane loses in a tick before its input. */
import { codedLeaks, type LeakKind } from "../../config/index.ts";
import {
  type Bool,
  constant,
  hi,
  lo,
  nodes,
  pipeline,
  pipelined,
  type SInt,
  type UInt,
  uint,
} from "../../hdlgen/index.ts";
import { linearPart, shiftAlone, shiftPart } from "./leak-parts.ts";
import { type LifPipelineParameters, leakPlan, longestShift, type MultiplierPlan, partCycles } from "./leak-plan.ts";
import { productOf } from "./multiplier.ts";

export interface LeakFields {
  /** Index into `codedLeaks`. */
  readonly leakKind: UInt;
  readonly leakAmount: UInt;
}

/**
 * The leaked membrane is membrane + complement + carry: what it loses comes inverted, because an adder takes that without
 * inverters before it. The carry is missing where one more is lost.
 */
export interface Leak {
  readonly complement: SInt;
  readonly carry: Bool;
}

/** The leak of a membrane, `leakPlan(parameters).cycles` later. For a shape that leaks at all. */
export function leakOf(membrane: SInt, fields: LeakFields, parameters: LifPipelineParameters): Leak {
  const { linear, shifter, multiplier, cycles } = leakPlan(parameters);
  const byShift = { amount: shiftField(fields, parameters), meant: isKind(fields, "shift", parameters) };
  if (shifter && cycles === partCycles) return shiftAlone(membrane, byShift);

  const stages = cycles - 1 - partCycles;
  const byStep = { amount: fields.leakAmount, meant: isKind(fields, "linear", parameters) };
  const shift = shifter
    ? pipelined("shift_part", { stages, inputs: shiftPart(membrane, byShift) }, (part) => part).outputs
    : undefined;
  const step = linear
    ? pipelined("linear_part", { stages, inputs: linearPart(membrane, byStep) }, (part) => part).outputs
    : undefined;
  const product = multiplier === undefined ? undefined : productPart(membrane, fields, parameters, multiplier);
  return pipeline("leak", { inputs: { shift, step, product } })
    .stage("gather", ({ shift, step, product }) => {
      const parts = [
        shift && { amount: shift.shiftAmount, borrow: shift.shiftBorrow },
        step && { amount: step.reaches.mux(step.entire, step.step), borrow: step.stepBorrow },
        product,
      ];
      // All but one are 0.
      const { amount, borrow } = parts.filter((part) => part !== undefined).reduce(eitherPart);
      return { complement: amount.not(), carry: borrow.not() };
    })
    .end(({ complement, carry }) => ({ complement, carry })).outputs;
}

/** What to take from the membrane, and one more with `borrow`; 0 for a neuron that leaks in another way. */
interface LeakPart {
  readonly amount: SInt;
  readonly borrow: Bool;
}

const eitherPart = (one: LeakPart, other: LeakPart): LeakPart => ({
  amount: one.amount.or(other.amount),
  borrow: one.borrow.or(other.borrow),
});

/** `mul12`, and on a narrow membrane `shift` as a product with 2^−k; `plan.cycles` later. */
function productPart(
  membrane: SInt,
  fields: LeakFields,
  parameters: LifPipelineParameters,
  plan: MultiplierPlan,
): LeakPart {
  const { whole, some, rest } = productOf(membrane, factorOf(fields, parameters, plan), plan);
  const inputs = { negative: membrane.isNegative(), shifts: isKind(fields, "shift", parameters) };
  const { negative, shifts } = pipelined("product", { stages: plan.cycles, inputs }, (values) => values).outputs;
  // A product rounds towards 0. A shift takes what is below the point only where it would take nothing else.
  const { rounds } = nodes({ rounds: rest.and(negative.or(shifts.and(some)).not()) });
  return { amount: whole, borrow: rounds };
}

/** What of the amount counts for a shift. */
export const shiftField = ({ leakAmount }: Pick<LeakFields, "leakAmount">, { shape }: LifPipelineParameters): UInt =>
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

export function isKind(
  { leakKind }: Pick<LeakFields, "leakKind">,
  kind: LeakKind,
  { shape }: LifPipelineParameters,
): Bool {
  const codes = codedLeaks(shape);
  const index = codes.indexOf(kind);
  if (index < 0) return lo;
  // A bit that would make a code that there is not need not be looked at: of three kinds, the last two are known by a bit.
  const telling = leakKind.toBools().flatMap((bit, i) => {
    const other = index ^ (1 << i);
    return other < codes.length ? [other < index ? bit : bit.not()] : [];
  });
  return telling.reduce<Bool>((all, one) => all.and(one), hi);
}
