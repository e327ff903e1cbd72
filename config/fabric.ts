/**
 * Kinds of FPGA fabric that a core is built for: they decide which memory cells hold what. `ice40small` is an iCE40 with few
 * logic cells and without SPRAM: built as for the UltraPlus, with its weights in block RAM.
 */
export const fabrics = ["ice40up", "ice40hx", "ecp5", "ice40small"] as const;
export type Fabric = (typeof fabrics)[number];

/** Logic cells are scarce, and the clock is slow enough for what saves them. */
export const savesCells = (fabric: Fabric): boolean => fabric === "ice40up" || fabric === "ice40small";

/** Fabrics by the cells that they are made of. */
export type CellFabric = Exclude<Fabric, "ice40small">;

/** The cells of a fabric, for what knows nothing else of it. */
export const cellsOf = (fabric: Fabric): CellFabric => (fabric === "ice40small" ? "ice40hx" : fabric);
