/**
 * SB_RAM40_4K, the block RAM of iCE40, at its full width of 16, for what synthesis makes worse: it joins the enables of
 * single bits into one of the whole word, though the cell has that one beside its mask. Documented in Lattice FPGA-TN-02002;
 * `ice40/cells_sim.v` of yosys, with which the model is compared.
 */
import { clock, domain } from "../clock.ts";
import { ram } from "../memory.ts";
import { blackBox, module } from "../module.ts";
import { input, output } from "../ports.ts";
import { bool, uint } from "../types.ts";
import { hi } from "../values.ts";

/** Words of 16 bits. */
export const ram40Depth = 256;

const ports = (_: object) => ({
  RCLK: input(clock),
  RCLKE: input(bool),
  RE: input(bool),
  /** 8 bits are in use. */
  RADDR: input(uint(11)),
  WCLK: input(clock),
  WCLKE: input(bool),
  WE: input(bool),
  WADDR: input(uint(11)),
  /** High for bits that keep what they are. */
  MASK: input(uint(16)),
  WDATA: input(uint(16)),
  RDATA: output(uint(16)),
});

/** Both clocks are one. Reading a word while it is written gives anything. */
const model = module("SB_RAM40_4K", ports, (io) => ({
  RDATA: domain({ clock: io.WCLK }, () => {
    const contents = ram("contents", uint(16), {
      depth: ram40Depth,
      collision: "dontCare",
      mask: 1,
      init: Array.from({ length: ram40Depth }, () => 0),
    });
    contents.write(io.WADDR.trunc(8), io.WDATA, { enable: io.WCLKE.and(io.WE), mask: io.MASK.not() });
    return contents.read(io.RADDR.trunc(8), { enable: io.RCLKE.and(io.RE) });
  }),
}));

/** 256 × 16 bits with a port that writes and one that reads, both on one clock. Contents are 0 after configuration. */
export const Ram40 = blackBox("SB_RAM40_4K", ports, (_: object) => ({
  parameters: { READ_MODE: "2'd0", WRITE_MODE: "2'd0" },
  bitPorts: [],
  model: model({}),
}));

/** Connections of one that reads all the time. */
export const ram40Reading = { RCLKE: hi, RE: hi, WCLKE: hi } as const;
