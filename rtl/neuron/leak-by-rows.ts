import { type Bool, cat, constant, lo, nodes, pipeline, type SInt, sint, type UInt } from "../../hdlgen/index.ts";
import { anyBelow, digitRows, pairwise, plus, plusCarry, type Row, remainderRows } from "./digit-rows.ts";
import { isKind, type LeakFields, shiftField } from "./leak.ts";
import { shiftTaken } from "./leak-parts.ts";
import { type LifPipelineParameters, leakPlan } from "./leak-plan.ts";

export interface RowLeakInputs {
  readonly membrane: SInt;
  readonly inputFields: LeakFields & { readonly bias: SInt };
  /** Those of the neuron, a cycle later. */
  readonly begun: { readonly resting: Bool; readonly live: Bool; readonly counter: UInt };
  readonly sum: SInt;
}

/** Digits whose rows are added apart from those of the higher ones and the membrane. */
const lowDigits = 4;

/**
 * What is left of the membrane, with bias and sum of weights, which are 0 for a refractory neuron;
 * `leakPlan(parameters).cycles` + 2 later, the sum taken two cycles before that. `mul12` adds rows in three stages: two by
 * two, then those of the low digits and the rest of them, then both. The others come into the same adders, whose rows of
 * digits are 0 for them: what they take, complemented, into a low row, and into the sum of all low ones.
 */
export function leakByRows({ membrane, inputFields, begun, sum }: RowLeakInputs, parameters: LifPipelineParameters) {
  const { linear, shifter, multiplier } = leakPlan(parameters);
  if (multiplier === undefined) throw new Error("a leak by rows without a multiplier");
  const { leakAmount, leakKind, bias } = inputFields;
  const { fraction, factorBits } = multiplier;
  const bits = membrane.width;
  // λ towards 0 can lead beyond it, and beyond the membrane's range.
  const wide = linear ? Math.max(bits, leakAmount.width + 1) + 1 : bits;
  const shift = shifter
    ? shiftTaken(membrane, {
        amount: shiftField(inputFields, parameters),
        meant: isKind(inputFields, "shift", parameters),
      })
    : undefined;
  // Where rows lie, which the values in the pipeline do not say.
  let low: readonly number[] = [];
  let high: readonly number[] = [];
  const placed = (values: readonly SInt[], places: readonly number[]): Row[] =>
    values.map((value, i) => ({ at: places[i] ?? 0, value }));
  const values = (rows: readonly Row[]): SInt[] => rows.map(({ value }) => value);
  const places = (rows: readonly Row[]): number[] => rows.map(({ at }) => at);

  return pipeline("leak", { inputs: { leaking: membrane, leakAmount, leakKind, addedBias: bias } })
    .stage("digits", ({ leaking, leakAmount, leakKind }) => {
      const kind = (name: "linear" | "mul12"): Bool => isKind({ leakKind }, name, parameters);
      const { steps } = nodes({ steps: kind("linear") });
      const { down } = nodes({ down: leaking.isNegative().not() });
      const step = leakAmount.toBools().map((bit) => steps.and(down.xor(bit)));
      return {
        digit: digitRows(leaking, leakAmount, kind("mul12"), factorBits),
        step: linear ? cat(steps.and(down), ...step.reverse()).asSInt() : undefined,
        stepped: linear ? steps : lo,
        wasNegative: leaking.isNegative(),
        multiplied: kind("mul12"),
      };
    })
    .arriving(begun)
    .stage("pair", ({ leaking, digit, step }) => {
      const rows = remainderRows(leaking, digit, fraction);
      const [lows, highs] = [rows.slice(0, -1).slice(0, lowDigits), rows.slice(Math.min(lowDigits, rows.length - 1))];
      const pairs = pairwise(lows);
      const last = pairs.pop();
      if (last === undefined) throw new Error("a factor without digits");
      if (step !== undefined) pairs.push(orAt(last, step, fraction));
      else pairs.push(last);
      const upper = pairwise(highs);
      low = places(pairs);
      high = places(upper);
      return { lowRow: values(pairs), highRow: values(upper) };
    })
    .arriving({ shift })
    .stage("join", ({ lowRow, highRow, shift }) => {
      const [lower] = pairwise(placed(lowRow, low));
      const [upper] = pairwise(placed(highRow, high));
      if (lower === undefined || upper === undefined) throw new Error("rows without a sum");
      high = [upper.at];
      return {
        lowSum: (shift === undefined ? lower : orAt(lower, shift.taken, fraction)).value,
        highSum: upper.value,
        shiftCarry: shift?.takenCarry ?? lo,
      };
    })
    .arriving({ sum })
    .stage("take", ({ lowSum, highSum, shiftCarry, stepped, wasNegative, multiplied, addedBias, resting, sum }) => {
      const lower: Row = { at: 0, value: lowSum };
      const upper: Row = { at: high[0] ?? 0, value: highSum };
      const { value } = plus(lower, upper);
      const left = value.extend(Math.max(value.width, fraction + wide)).shr(fraction);
      const whole = left.width > wide ? left.trunc(wide) : left;
      // What a product leaves is rounded towards 0. Taking is adding the complement and a carry.
      const { rounds } = nodes({ rounds: anyBelow(lower, upper, fraction).and(wasNegative).and(multiplied) });
      const { driving } = nodes({ driving: parameters.shape.biasBits === 0 ? sum : sum.add(addedBias) });
      return {
        left: bits < wide ? whole.trunc(bits) : whole,
        beyond: whole.isNegative(),
        carry: rounds.or(shiftCarry).or(stepped.and(wasNegative.not())),
        drive: resting.mux(constant(sint(driving.width), 0), driving),
      };
    })
    .stage("integrate", ({ left, beyond, wasNegative, stepped, carry, drive }) => {
      const { passes } = nodes({ passes: stepped.and(beyond.xor(wasNegative)) });
      const total = plusCarry(left, drive, carry);
      return { total: linear ? passes.mux(drive.extend(total.width), total) : total };
    })
    .end(({ resting, live, counter, total }) => ({ resting, live, counter, total })).outputs;
}

/** What is 0 where the other is not, in the same bits: on iCE40 in the LUTs of the adder that makes the row. */
function orAt({ at, value }: Row, part: SInt, place: number): Row {
  const wide = Math.max(value.width, place - at + part.width);
  return { at, value: value.extend(wide).or(part.shl(place - at).extend(wide)) };
}
