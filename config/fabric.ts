/** Kinds of FPGA fabric that a core is built for: they decide which memory cells hold what. */
export const fabrics = ["ice40up", "ice40hx", "ecp5"] as const;
export type Fabric = (typeof fabrics)[number];
