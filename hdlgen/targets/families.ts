/**
 * The RAM cells of the device families, as synthesis can infer them.
 *
 * Documented in Lattice FPGA-TN-02002 (iCE40 memories), FPGA-TN-02022 (SB_SPRAM256KA), FPGA-TN-02204 (ECP5 memories); costs as
 * in the memory libraries of yosys 0.55 (`ice40/brams.txt`, `ice40/spram.txt`, `ecp5/brams.txt`, `ecp5/lutrams.txt`).
 */

import type { MemoryStyle } from "../ir.ts";

/** iCE40 HX and LP, iCE40 UltraPlus, ECP5. */
export type Target = "ice40hx" | "ice40up" | "ecp5";

/** How one RAM cell can be used. A cell that can be used in several ways has several entries. */
export interface RamCell {
  readonly cell: string;
  readonly style: Exclude<MemoryStyle, "registers">;
  /** What a reader calls it: "a block RAM (SB_RAM40_4K)". */
  readonly title: string;
  /** Address bits at the narrowest width. */
  readonly addressBits: number;
  /** Data widths, narrowest first; each next one has half as many words. */
  readonly widths: readonly number[];
  /** Indices into `widths` of the narrowest and the widest write. */
  readonly writeWidths: readonly [number, number];
  /** Bits that one write enable covers; 0: the whole word. */
  readonly byteBits: number;
  /** Ports that read or write, that only write, that only read. */
  readonly ports: { readonly both: number; readonly write: number; readonly read: number };
  /** What a port returns of the word that it writes; empty where no port does both. */
  readonly ownWord: readonly ("keeps" | "old" | "new")[];
  /** A read without a clock edge is given one by flip-flops behind it. */
  readonly reads: "synchronous" | "asynchronous";
  readonly contents: "any" | "none";
  /** Inferred only where the design asks for it. */
  readonly inferred: "by itself" | "on request";
  /** Weight in the choice between cells. */
  readonly cost: number;
  /** What comparing two addresses takes, for each of their bits; measured. */
  readonly lutsPerAddressBit: number;
}

const oneWriteOneRead = { both: 0, write: 1, read: 1 } as const;

const ice40Block = {
  cell: "SB_RAM40_4K",
  style: "block",
  title: "a block RAM (SB_RAM40_4K)",
  addressBits: 11,
  widths: [2, 4, 8, 16],
  ports: oneWriteOneRead,
  ownWord: [],
  reads: "synchronous",
  contents: "any",
  inferred: "by itself",
  cost: 64,
  lutsPerAddressBit: 1,
} as const;

const ice40: readonly RamCell[] = [
  { ...ice40Block, writeWidths: [0, 2], byteBits: 0 },
  // Write enables for single bits, at the full width alone.
  { ...ice40Block, writeWidths: [3, 3], byteBits: 1 },
];

const spram: RamCell = {
  cell: "SB_SPRAM256KA",
  style: "huge",
  title: "an SPRAM (SB_SPRAM256KA)",
  addressBits: 14,
  widths: [16],
  writeWidths: [0, 0],
  byteBits: 4,
  ports: { both: 1, write: 0, read: 0 },
  ownWord: ["keeps"],
  reads: "synchronous",
  contents: "none",
  inferred: "on request",
  cost: 2048,
  lutsPerAddressBit: 1,
};

const ecp5Block = {
  style: "block",
  title: "a block RAM (DP16KD)",
  cell: "DP16KD",
  addressBits: 14,
  byteBits: 9,
  reads: "synchronous",
  contents: "any",
  inferred: "by itself",
  cost: 128,
  lutsPerAddressBit: 2,
} as const;

const ecp5: readonly RamCell[] = [
  {
    cell: "TRELLIS_DPR16X4",
    style: "distributed",
    title: "distributed RAM (TRELLIS_DPR16X4)",
    addressBits: 4,
    widths: [4],
    writeWidths: [0, 0],
    byteBits: 0,
    ports: oneWriteOneRead,
    ownWord: [],
    reads: "asynchronous",
    contents: "any",
    inferred: "by itself",
    cost: 4,
    lutsPerAddressBit: 2,
  },
  {
    ...ecp5Block,
    widths: [1, 2, 4, 9, 18],
    writeWidths: [0, 4],
    ports: { both: 2, write: 0, read: 0 },
    ownWord: ["keeps", "new", "old"],
  },
  // Both ports together: one write port of the full width, and a read port.
  { ...ecp5Block, widths: [1, 2, 4, 9, 18, 36], writeWidths: [5, 5], ports: oneWriteOneRead, ownWord: [] },
];

/** The RAM cells of each target, in the order in which synthesis considers them. */
export const ramCells: Readonly<Record<Target, readonly RamCell[]>> = {
  ice40hx: ice40,
  ice40up: [...ice40, spram],
  ecp5,
};
