/** Cells that a design takes after yosys, packed as nextpnr packs them. */
import { verilogOf } from "../../api/board-build.ts";
import { type CellFabric, cellsOf, type Fabric } from "../../config/index.ts";
import { bareEcp5, bareIce40 } from "../../constraints/index.ts";
import type { BuildTarget, Family } from "../../flow/index.ts";
import { synthesise } from "../../flow/synthesise.ts";
import type { Design } from "../../hdlgen/index.ts";
import type { Tool } from "../../tools/index.ts";
import { packedIce40 } from "./packed-ice40.ts";

export interface SynthesisedCells {
  /** iCE40: logic cells with LUT, carry and flip-flop. ECP5: LUTs, those in carries and distributed RAM included. */
  readonly cells: number;
  readonly flipFlops: number;
  /** EBR or DP16KD. */
  readonly blocks: number;
}

/** Any package does: nothing is placed. */
const targets: Readonly<Record<CellFabric, BuildTarget>> = {
  ice40up: bareIce40("up5k", "sg48"),
  ice40hx: bareIce40("hx8k", "ct256"),
  ecp5: bareEcp5("25k", "CABGA381", 6),
};

export interface NetlistCell {
  readonly type: string;
  readonly connections: Readonly<Record<string, readonly (number | string)[]>>;
}

export async function synthesisedCells(design: Design, fabric: Fabric, yosys: Tool): Promise<SynthesisedCells> {
  const { verilog, memoryFiles } = verilogOf(design);
  const { name: top } = design.top;
  const board = targets[cellsOf(fabric)];
  const { json } = await synthesise<Family>({ top, verilog, memoryFiles, board, tools: { yosys } }, () => {});
  const { modules } = JSON.parse(new TextDecoder().decode(json)) as {
    modules: Record<string, { cells: Record<string, NetlistCell> }>;
  };
  const cells = Object.values(modules[top]?.cells ?? {});
  const count = (kind: RegExp): number => cells.filter(({ type }) => kind.test(type)).length;
  return {
    // A carry cell holds two LUTs, a distributed RAM four.
    cells:
      fabric === "ecp5" ? count(/^LUT4$/) + 2 * count(/^CCU2C$/) + 4 * count(/^TRELLIS_DPR16X4$/) : packedIce40(cells),
    flipFlops: count(fabric === "ecp5" ? /^TRELLIS_FF$/ : /^SB_DFF/),
    blocks: count(fabric === "ecp5" ? /^DP16KD$/ : /^SB_RAM40_4K$/),
  };
}
