/**
 * USRMCLK, the way of a design to the ECP5's configuration clock pin (MCLK), to which the flash's clock is connected and
 * which is no pin of its own. Documented in Lattice FPGA-TN-02039 (sysCONFIG usage guide), `ecp5/cells_bb.v` of yosys.
 */
import { blackBox, module } from "../module.ts";
import { input } from "../ports.ts";
import { bool } from "../types.ts";

const ports = (_: object) => ({
  /** The level of the pin. */
  USRMCLKI: input(bool),
  /** High: the pin is not driven. */
  USRMCLKTS: input(bool),
});

/** Nothing of the design sees the pin. */
const model = module("USRMCLK", ports, () => ({}));

/** The device may keep the first edges to itself: give a flash some before its first command counts. */
export const Usrmclk = blackBox("USRMCLK", ports, (_: object) => ({ model: model({}) }));
