/** Cells of the ECP5 family as typed black boxes with simulation models. */
export { Dp16Kd, type Dp16KdPort, type Dp16KdSettings, dp16kdPlain } from "./ecp5-dp16kd.ts";
export { type Mult18Settings, Mult18X18D, mult18Plain } from "./ecp5-mult18.ts";
export { Ehxplll, type EhxpllSettings, ehxplllPlain } from "./ecp5-pll.ts";
export { Usrmclk } from "./ecp5-usrmclk.ts";
