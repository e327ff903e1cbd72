/** Which hardware the leaks of a core take, and how many cycles until what they take from a membrane is known. */
import type { CoreShape, Fabric } from "../../config/index.ts";

export interface LifPipelineParameters {
  readonly shape: CoreShape;
  readonly fabric: Fabric;
}

export interface LeakPlan {
  readonly linear: boolean;
  readonly shifter: boolean;
  readonly multiplier: MultiplierPlan | undefined;
  /** Cycles from the membrane to what `leakOf` returns; 0 where nothing ever leaks. */
  readonly cycles: number;
}

/** The product of the membrane with an unsigned factor of at most 1, with `fraction` bits behind its binary point. */
export interface MultiplierPlan {
  readonly kind: MultiplierKind;
  readonly fraction: number;
  /** Bits of the factor that can be set, lowest ones. */
  readonly factorBits: number;
  /** It does the leak `shift` too, whose factor is 2^−k. */
  readonly shifts: boolean;
  readonly cycles: number;
}

/** `rows`: adders, a row for each digit of the factor in base 4; `cells`: multipliers that synthesis infers, several for a product. */
export type MultiplierKind = "mac16" | "mult18" | "cells" | "rows";

export function leakPlan(parameters: LifPipelineParameters): LeakPlan {
  const { leaks } = parameters.shape;
  const linear = leaks.includes("linear");
  const multiplier = multiplierPlan(parameters);
  const shifter = leaks.includes("shift") && multiplier?.shifts !== true;
  return { linear, shifter, multiplier, cycles: leakCycles({ linear, shifter, multiplier }) };
}

/** Cycles of `linear` and `shift` each. */
export const partCycles = 2;

/** One more gathers what several leaks give. */
function leakCycles({ linear, shifter, multiplier }: Omit<LeakPlan, "cycles">): number {
  if (multiplier !== undefined) return Math.max(partCycles, multiplier.cycles) + 1;
  return linear ? partCycles + 1 : shifter ? partCycles : 0;
}

function multiplierPlan({ shape, fabric }: LifPipelineParameters): MultiplierPlan | undefined {
  const { leaks, membraneBits } = shape;
  const isNarrow = membraneBits <= 16;
  const multiplies = leaks.includes("mul12");
  const kind = multiplierKind(fabric, isNarrow);
  // ECP5 has multipliers in plenty; elsewhere a shifter alone is the smaller thing, and rows cost more than it.
  const shifts = leaks.includes("shift") && isNarrow && kind !== "rows" && (multiplies || fabric === "ecp5");
  if (!multiplies && !shifts) return undefined;
  const fraction = Math.max(multiplies ? 12 : 1, shifts ? longestShift(shape) : 0);
  const factorBits = shifts ? fraction + 1 : Math.min(fraction + 1, shape.leakBits);
  return { kind, fraction, factorBits, shifts, cycles: multiplierCycles(kind) };
}

/** Bits of a shift that matter: beyond the sign, it gives what the longest one gives. */
export const longestShift = ({ membraneBits, leakBits }: CoreShape): number =>
  Math.min(membraneBits - 1, 2 ** leakBits - 1);

function multiplierKind(fabric: Fabric, isNarrow: boolean): MultiplierKind {
  if (fabric === "ecp5") return isNarrow ? "mult18" : "cells";
  return fabric === "ice40up" && isNarrow ? "mac16" : "rows";
}

/** From the membrane and the leak's fields to the parts of the product. */
function multiplierCycles(kind: MultiplierKind): number {
  switch (kind) {
    case "mac16":
    // Until their sums are pairs of rows.
    case "rows":
      return 2;
    case "mult18":
    case "cells":
      return 5;
  }
}

/**
 * Bias and sum of a refractory neuron are discarded in registers before their adders: a choice behind an adder takes LUTs
 * of its own on ECP5, a register's reset none. The sum is taken a cycle earlier for it.
 */
export const gatesInput = (parameters: LifPipelineParameters): boolean =>
  parameters.fabric === "ecp5" && parameters.shape.refractoryBits > 0 && leakPlan(parameters).cycles > 0;

/**
 * A second cell adds the bias, and keeps the sum until the leak is known: in logic cells both would cost three times the
 * membrane's bits. It takes as long as the product does with what comes behind it.
 */
export function addsInMultiplier(parameters: LifPipelineParameters): boolean {
  const { biasBits } = parameters.shape;
  return leakPlan(parameters).multiplier?.kind === "mac16" && biasBits > 0 && biasBits <= 16;
}

/** Bias and sum are added to each other while the leak is still at work, and with what it leaves: see `leakByRows`. */
export const leaksByRows = (parameters: LifPipelineParameters): boolean =>
  leakPlan(parameters).multiplier?.kind === "rows";

/** Sum and bias are taken a cycle before they are added to what is left of the membrane. */
export const takesSumEarly = (parameters: LifPipelineParameters): boolean =>
  gatesInput(parameters) || leaksByRows(parameters);

/** On ECP5 a stage of its own chooses what a spike would leave behind: a LUT behind an adder is too long a path there. */
export const choosesApart = ({ fabric }: LifPipelineParameters): boolean => fabric === "ecp5";
