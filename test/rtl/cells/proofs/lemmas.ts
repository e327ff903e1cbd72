import { type Bool, formal } from "../../../../hdlgen/index.ts";

export interface Goal {
  /**
   * `contract`: what a user of the cell sees, enough to refute a broken cell. `induction`: also what relates it to the
   * cell's registers, so that it follows for all times.
   */
  readonly goal: "contract" | "induction";
}

/** States what relates a contract to registers; nothing where the goal is the contract alone. */
export function lemmas({ goal }: Goal): (condition: Bool, message: string) => void {
  return goal === "induction" ? formal.assert : () => {};
}

export const implies = (condition: Bool, then: Bool): Bool => condition.not().or(then);
