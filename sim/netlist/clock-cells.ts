/**
 * PLLs for a replay in cycles of the core's clock: the clock that comes in goes out, and is good after as many cycles as in
 * the simulation of the board, where both clocks tick together and the pin's first.
 */

/** Parameters that a cell takes and a replay has no use for. */
const unused = (names: string): string =>
  names
    .split(" ")
    .map((name) => `  parameter ${name} = 0;`)
    .join("\n");

const ice40Parameters =
  "FEEDBACK_PATH DELAY_ADJUSTMENT_MODE_FEEDBACK DELAY_ADJUSTMENT_MODE_RELATIVE SHIFTREG_DIV_MODE FDA_FEEDBACK FDA_RELATIVE " +
  "PLLOUT_SELECT DIVR DIVF DIVQ FILTER_RANGE ENABLE_ICEGATE TEST_MODE EXTERNAL_DIVIDE_FACTOR";
const ecp5Parameters =
  "CLKI_DIV CLKFB_DIV CLKOP_DIV CLKOP_ENABLE CLKOP_CPHASE CLKOP_FPHASE FEEDBK_PATH CLKOS_DIV CLKOS2_DIV CLKOS3_DIV " +
  "CLKOS_ENABLE CLKOS2_ENABLE CLKOS3_ENABLE CLKOS_CPHASE CLKOS2_CPHASE CLKOS3_CPHASE CLKOS_FPHASE CLKOS2_FPHASE " +
  "CLKOS3_FPHASE CLKOP_TRIM_POL CLKOP_TRIM_DELAY CLKOS_TRIM_POL CLKOS_TRIM_DELAY OUTDIVIDER_MUXA OUTDIVIDER_MUXB " +
  "OUTDIVIDER_MUXC OUTDIVIDER_MUXD PLL_LOCK_MODE PLL_LOCK_DELAY STDBY_ENABLE REFIN_RESET SYNC_ENABLE INT_LOCK_STICKY " +
  "DPHASE_SOURCE PLLRST_ENA INTFB_WAKE";

/** LOCK as the edge sees it that comes right after the counting one. */
const lock = (clock: string, cycles: number, good: string): string => `  reg [31:0] count = 0;
  always @(posedge ${clock}) if (count != ${cycles}) count <= count + 1;
  assign LOCK = ${good} && count >= ${Math.max(0, cycles - 1)};`;

const ice40Pll = (name: string, clock: string, lockCycles: number): string => `
module ${name} (
  input ${clock}, EXTFEEDBACK, BYPASS, RESETB, LATCHINPUTVALUE, SDI, SCLK,
  input [7:0] DYNAMICDELAY,
  output PLLOUTCORE, PLLOUTGLOBAL, LOCK, SDO
);
${unused(ice40Parameters)}
  assign PLLOUTCORE = ${clock};
  assign PLLOUTGLOBAL = ${clock};
${lock(clock, lockCycles, "RESETB && !BYPASS")}
  assign SDO = 1'b0;
endmodule
`;

const ehxplll = (lockCycles: number): string => `
module EHXPLLL (
  input CLKI, CLKFB, PHASESEL1, PHASESEL0, PHASEDIR, PHASESTEP, PHASELOADREG,
  input STDBY, PLLWAKESYNC, RST, ENCLKOP, ENCLKOS, ENCLKOS2, ENCLKOS3,
  output CLKOP, LOCK
);
${unused(ecp5Parameters)}
  assign CLKOP = CLKI;
${lock("CLKI", lockCycles, "!RST && !STDBY")}
endmodule
`;

/** The flash's clock pin, which is no pin of the top. */
const usrmclk = `
module USRMCLK (input USRMCLKI, USRMCLKTS);
endmodule
`;

/** Models of what makes clocks in a family. */
export const clockCells = {
  ice40: (lockCycles: number): string =>
    ice40Pll("SB_PLL40_PAD", "PACKAGEPIN", lockCycles) + ice40Pll("SB_PLL40_CORE", "REFERENCECLK", lockCycles),
  ecp5: (lockCycles: number): string => ehxplll(lockCycles) + usrmclk,
} as const;
