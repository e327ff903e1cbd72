import type { ModuleIr } from "../../hdlgen/ir.ts";

/** How a design is cut into functions and branches. Every cut computes the same. */
export interface Cut {
  /** Most operators in the functions of one unit, roughly; 0: every module on its own. */
  readonly unitBudget: number;
  /** Instructions, roughly, that are worth asking whether they need to run. */
  readonly clusterCost: number;
  /** `nets`: every named wire, and every port of an inner instance, can be asked for. */
  readonly visible: "state" | "nets";
  /**
   * Whether a register, by its path below the unit of `unit`, is known to change in most cycles. Absent: nothing is
   * known of any, and everything runs at every edge.
   */
  readonly restless: ((unit: ModuleIr, register: string) => boolean) | undefined;
  /**
   * What an input of the design is likely to be held at for long. A design that is one unit with one clock and knows
   * what rests gets an edge of its own for when all these inputs have these values.
   */
  readonly held: ((input: string) => bigint | undefined) | undefined;
}

/** Bodies of this size are still compiled well by the optimising compiler, in a tenth of a second. */
export const defaultCut: Cut = {
  unitBudget: 12_000,
  clusterCost: 80,
  visible: "state",
  restless: undefined,
  held: undefined,
};
