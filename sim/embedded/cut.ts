/** How a design is cut into functions and branches. Every cut computes the same. */
export interface Cut {
  /** Most operators in the functions of one unit, roughly; 0: every module on its own. */
  readonly unitBudget: number;
}

/** Bodies of this size are still compiled well by the optimising compiler, in a tenth of a second. */
export const defaultCut: Cut = { unitBudget: 12_000 };
