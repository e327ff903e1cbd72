/** Leaks, bias and input of a core whose products are rows of adders, with as few registers beside the rows as that takes. */
import {
  type Bool,
  cat,
  constant,
  hi,
  lo,
  nodes,
  pipeline,
  pipelined,
  type SInt,
  sint,
  type UInt,
} from "../../hdlgen/index.ts";
import { isKind, type LeakFields, shiftField } from "./leak.ts";
import { shiftPart } from "./leak-parts.ts";
import { type LifPipelineParameters, leakPlan, partCycles } from "./leak-plan.ts";
import { productOfRows } from "./multiplier.ts";

export interface RowLeakInputs {
  readonly membrane: SInt;
  readonly inputFields: LeakFields & { readonly bias: SInt };
  /** Those of the neuron, a cycle later. */
  readonly begun: { readonly resting: Bool; readonly live: Bool; readonly counter: UInt };
  readonly sum: SInt;
}

/**
 * What is left of the membrane, and bias and sum of weights to be added to it, or 0 for a refractory neuron;
 * `leakPlan(parameters).cycles` + 1 later, the sum taken in the last cycle. The membrane waits for the rows anyway: other
 * leaks and the bias start from what has waited, so that nothing of theirs has to.
 */
export function leakByRows({ membrane, inputFields, begun, sum }: RowLeakInputs, parameters: LifPipelineParameters) {
  const { linear, shifter, multiplier } = leakPlan(parameters);
  if (multiplier === undefined) throw new Error("a leak by rows without a multiplier");
  const { leakAmount, leakKind, bias } = inputFields;
  const { cycles } = multiplier;
  const product = productOfRows(
    { multiplicand: membrane, factor: leakAmount, meant: isKind(inputFields, "mul12", parameters) },
    multiplier,
  );
  const { outputs: early } = pipelined(
    "early",
    {
      stages: cycles - partCycles,
      inputs: { heldMembrane: membrane, heldAmount: leakAmount, heldKind: leakKind, heldBias: bias },
    },
    same,
  );
  const { resting, live, counter } = begun;
  const { outputs: waited } = pipelined(
    "waiting",
    { stages: cycles - partCycles, inputs: { heldResting: resting, heldLive: live, heldCounter: counter } },
    same,
  );
  const ofShift = { leakAmount: early.heldAmount, leakKind: early.heldKind };
  const shift = shifter
    ? shiftPart(early.heldMembrane, {
        amount: shiftField(ofShift, parameters),
        meant: isKind(ofShift, "shift", parameters),
      })
    : undefined;
  // λ towards 0 can lead beyond it, and beyond the membrane's range.
  const bits = membrane.width;
  const wide = linear ? Math.max(bits, leakAmount.width + 1) + 1 : bits;
  return pipeline("leak", { inputs: early })
    .stage("hold", () => ({}))
    .arriving(waited)
    .stage("turn", ({ heldMembrane: membrane, heldAmount: leakAmount, heldKind: leakKind }) => {
      const { steps } = nodes({ steps: isKind({ leakKind }, "linear", parameters) });
      const { stepBorrow } = nodes({ stepBorrow: steps.and(membrane.isNegative()) });
      const { stepsDown } = nodes({ stepsDown: steps.and(membrane.isNegative().not()) });
      const step = leakAmount.toBools().map((bit) => bit.mux(stepsDown, stepBorrow));
      return { steps, stepBorrow, step: cat(stepBorrow, ...step.reverse()).asSInt() };
    })
    .arriving({ product, shift })
    .stage("take", ({ heldMembrane: membrane, steps, step, stepBorrow, product, shift }) => {
      // A product rounds towards 0. All amounts but one are 0.
      const { rounds } = nodes({ rounds: product.rest.and(membrane.isNegative().not()) });
      const none = constant(sint(wide), 0);
      const amount = product.whole
        .extend(wide)
        .or(shift?.shiftAmount.extend(wide) ?? none)
        .or(linear ? step.extend(wide) : none);
      const { complement } = nodes({ complement: amount.not() });
      const { borrow } = nodes({ borrow: rounds.or(shift?.shiftBorrow ?? lo).or(linear ? stepBorrow : lo) });
      // One adder: the carry comes out of a bit below the point.
      const { left } = nodes({
        left: cat(membrane.extend(wide), hi).asSInt().addw(cat(complement, borrow.not()).asSInt()).shr(1),
      });
      return { left, wasNegative: membrane.isNegative(), stepped: linear ? steps : lo };
    })
    .arriving({ sum })
    .stage("settle", ({ left, wasNegative, stepped, heldBias: bias, heldResting: resting, sum }) => {
      const { passes } = nodes({ passes: stepped.and(left.isNegative().xor(wasNegative)) });
      const { driving } = nodes({ driving: parameters.shape.biasBits === 0 ? sum : sum.add(bias) });
      return { leaked: passes.mux(0, left.trunc(bits)), drive: resting.mux(0, driving) };
    })
    .end(({ leaked, drive, heldResting, heldLive, heldCounter }) => ({
      ...{ resting: heldResting, live: heldLive, counter: heldCounter },
      ...{ biased: leaked, sum: drive },
    })).outputs;
}

const same = <T>(values: T): T => values;
