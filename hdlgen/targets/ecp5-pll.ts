/**
 * EHXPLLL, the PLL of ECP5, fed back from its output. Documented in Lattice FPGA-TN-02200 (sysCLOCK usage guide),
 * `ecp5/cells_bb.v` of yosys.
 */
import { clock } from "../clock.ts";
import { fail } from "../errors.ts";
import { blackBox } from "../module.ts";
import { input, output } from "../ports.ts";
import { bool } from "../types.ts";

/**
 * f(CLKOP) = input × feedbackDivider / inputDivider. The oscillator runs at f(CLKOP) × outputDivider, which has to be
 * 400…800 MHz. All are 1…128.
 */
export interface EhxpllSettings {
  readonly inputDivider: number;
  readonly feedbackDivider: number;
  readonly outputDivider: number;
}

/** Cycles of the reference until LOCK rises in simulation; the device takes up to 15 ms. */
const lockCycles = 200;

/** `RST`, `STDBY`, `ENCLKOP` and the phase inputs are not simulated. */
export const Ehxplll = blackBox(
  "EHXPLLL",
  (_: EhxpllSettings) => ({
    CLKI: input(clock),
    RST: input(bool),
    STDBY: input(bool),
    PHASESEL0: input(bool),
    PHASESEL1: input(bool),
    PHASEDIR: input(bool),
    PHASESTEP: input(bool),
    PHASELOADREG: input(bool),
    PLLWAKESYNC: input(bool),
    ENCLKOP: input(bool),
    CLKOP: output(clock),
    LOCK: output(bool),
  }),
  (settings) => {
    for (const [name, value] of Object.entries(settings)) {
      if (!Number.isInteger(value) || value < 1 || value > 128) {
        fail("HDL148", "EHXPLLL", `${name} ${value}`, "a divider is 1…128");
      }
    }
    const { inputDivider, feedbackDivider, outputDivider } = settings;
    return {
      parameters: {
        CLKI_DIV: `${inputDivider}`,
        CLKFB_DIV: `${feedbackDivider}`,
        CLKOP_DIV: `${outputDivider}`,
        CLKOP_ENABLE: '"ENABLED"',
        CLKOP_CPHASE: `${Math.max(0, Math.floor(outputDivider / 2) - 1)}`,
        CLKOP_FPHASE: "0",
        FEEDBK_PATH: '"CLKOP"',
      },
      feedback: [{ input: "CLKFB", output: "CLKOP" }],
      clockSource: {
        outputs: [{ port: "CLKOP", multiply: feedbackDivider, divide: inputDivider }],
        reference: "CLKI",
        locked: { port: "LOCK", cycles: lockCycles },
      },
    };
  },
);

/** Inputs of a PLL that runs at once and keeps its phase. */
export const ehxplllPlain = {
  ...{ RST: false, STDBY: false, PHASESEL0: false, PHASESEL1: false, PHASEDIR: true },
  ...{ PHASESTEP: true, PHASELOADREG: true, PLLWAKESYNC: false, ENCLKOP: false },
} as const;
