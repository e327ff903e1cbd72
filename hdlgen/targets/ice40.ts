/** Cells of the iCE40 family as typed black boxes with simulation models. Source: Lattice FPGA-TN-02022, yosys cells_sim. */
import { clock } from "../clock.ts";
import type { ClockSource } from "../ir.ts";
import { ram } from "../memory.ts";
import { blackBox, module } from "../module.ts";
import { input, output } from "../ports.ts";
import { nodes, regs, when } from "../structure.ts";
import { bool, uint } from "../types.ts";
import { hi, lo } from "../values.ts";

export { Mac16, type Mac16Settings, mac16Plain } from "./ice40-mac16.ts";
export { Ram40, ram40Depth, ram40Reading } from "./ice40-ram40.ts";

const spramPorts = (_: object) => ({
  ADDRESS: input(uint(14)),
  DATAIN: input(uint(16)),
  /** One bit for four data bits. */
  MASKWREN: input(uint(4)),
  WREN: input(bool),
  CHIPSELECT: input(bool),
  STANDBY: input(bool),
  SLEEP: input(bool),
  POWEROFF: input(bool),
  DATAOUT: output(uint(16)),
});

/**
 * Single port: in a cycle that writes, the output is unknown. Asleep or switched off it is 0 until the next read. Contents
 * are unknown after configuration; that they are lost while the power is off is not modelled.
 */
const spramModel = module("SB_SPRAM256KA", spramPorts, (io) => {
  const { off } = nodes({ off: io.SLEEP.or(io.POWEROFF.not()) });
  const { active } = nodes({ active: io.CHIPSELECT.and(io.STANDBY.not()).and(off.not()) });
  const { cleared } = regs({ cleared: { type: bool, powerUp: false } });
  when(off, () => {
    cleared.next = true;
  }).elsewhen(active, () => {
    cleared.next = false;
  });
  const contents = ram("contents", uint(16), { depth: 16_384, collision: "dontCare", mask: 4 });
  contents.write(io.ADDRESS, io.DATAIN, { enable: active.and(io.WREN), mask: io.MASKWREN });
  return { DATAOUT: off.or(cleared).mux(0, contents.read(io.ADDRESS, { enable: active })) };
});

/** 16,384 × 16 bits of single-port memory; UP5K has four. `POWEROFF` is low active. */
export const Spram256Ka = blackBox("SB_SPRAM256KA", spramPorts, (_: object) => ({
  clockPort: "CLOCK",
  model: spramModel({}),
}));

/** Connections of an SPRAM that is always on and writes whole words. */
export const spramAlwaysOn = { MASKWREN: 0b1111, CHIPSELECT: hi, STANDBY: lo, SLEEP: lo, POWEROFF: hi } as const;

/** Settings of the PLL's dividers: f = input × (divf + 1) / (divr + 1) / 2^divq, SIMPLE feedback. */
export interface PllSettings {
  readonly divr: number;
  readonly divf: number;
  readonly divq: number;
  readonly filterRange: number;
}

const binary = (value: number, bits: number): string => `${bits}'b${value.toString(2).padStart(bits, "0")}`;

const pllParameters = ({ divr, divf, divq, filterRange }: PllSettings) => ({
  FEEDBACK_PATH: '"SIMPLE"',
  PLLOUT_SELECT: '"GENCLK"',
  DIVR: binary(divr, 4),
  DIVF: binary(divf, 7),
  DIVQ: binary(divq, 3),
  FILTER_RANGE: binary(filterRange, 3),
});

/** Longest time to lock, 50 µs (FPGA-TN-02052), in cycles of a 12 MHz reference. */
const lockCycles = 600;

const pllClocks = (reference: string, { divr, divf, divq }: PllSettings): ClockSource => ({
  outputs: [{ port: "PLLOUTGLOBAL", multiply: divf + 1, divide: (divr + 1) * 2 ** divq }],
  reference,
  locked: { port: "LOCK", cycles: lockCycles },
});

/** PLL fed by the clock pin that it sits at. `RESETB` and `BYPASS` are not simulated. */
export const PllPad = blackBox(
  "SB_PLL40_PAD",
  (_: PllSettings) => ({
    PACKAGEPIN: input(clock),
    RESETB: input(bool),
    BYPASS: input(bool),
    PLLOUTGLOBAL: output(clock),
    LOCK: output(bool),
  }),
  (settings) => ({ parameters: pllParameters(settings), clockSource: pllClocks("PACKAGEPIN", settings) }),
);

/** PLL fed by any signal, for boards whose clock comes in at another pin. */
export const PllCore = blackBox(
  "SB_PLL40_CORE",
  (_: PllSettings) => ({
    REFERENCECLK: input(clock),
    RESETB: input(bool),
    BYPASS: input(bool),
    PLLOUTGLOBAL: output(clock),
    LOCK: output(bool),
  }),
  (settings) => ({ parameters: pllParameters(settings), clockSource: pllClocks("REFERENCECLK", settings) }),
);

/** The oscillator of UltraPlus: 48 MHz over `divider`, accurate to 10 %. Source: FPGA-TN-02008. */
export const HighFrequencyOscillator = blackBox(
  "SB_HFOSC",
  (_: { readonly divider: 1 | 2 | 4 | 8 }) => ({
    /** Power up, at least 100 µs before `CLKHFEN`. */
    CLKHFPU: input(bool),
    CLKHFEN: input(bool),
    CLKHF: output(clock),
  }),
  ({ divider }) => ({
    parameters: { CLKHF_DIV: `"0b${Math.log2(divider).toString(2).padStart(2, "0")}"` },
    clockSource: { outputs: [{ port: "CLKHF", multiply: 48_000_000, divide: divider }] },
  }),
);

/** The slow oscillator of UltraPlus: 10 kHz, accurate to 10 %. Source: FPGA-TN-02008. */
export const LowFrequencyOscillator = blackBox(
  "SB_LFOSC",
  (_: object) => ({ CLKLFPU: input(bool), CLKLFEN: input(bool), CLKLF: output(clock) }),
  () => ({ clockSource: { outputs: [{ port: "CLKLF", multiply: 10_000, divide: 1 }] } }),
);
