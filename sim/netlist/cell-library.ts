/** What the cells of a netlist do, as Verilog: yosys' own description, and ours of what it leaves black. */
import { yosysShare } from "../../tools/index.ts";
import { clockCells } from "./clock-cells.ts";
import { ecp5Cells } from "./ecp5-cells.ts";

export type CellFamily = "ice40" | "ecp5";

/** Models by file name, for Icarus and for Verilator. PLLs pass their clock on, and lock after so many of its cycles. */
export async function cellLibrary(family: CellFamily, lockCycles = 0): Promise<Record<string, string>> {
  const cells = family === "ice40" ? await ice40Library() : await ecp5Library();
  return { ...cells, "clock-cells.v": clockCells[family](lockCycles) };
}

async function ice40Library(): Promise<Record<string, string>> {
  const cells = ["SB_PLL40_PAD", "SB_PLL40_CORE", "SB_PLL40_2_PAD", "SB_PLL40_2F_CORE", "SB_PLL40_2F_PAD"].reduce(
    withoutModule,
    await yosysShare("ice40", "cells_sim.v"),
  );
  // Two processes that write one memory; here the power is always on.
  const powerLoss = /always @\(negedge POWEROFF\) begin[^;]*;[^;]*;[^;]*'bx;\s*end/;
  return {
    "cells.v": `\`define NO_ICE40_DEFAULT_ASSIGNMENTS\n${replaced(cells, powerLoss, "")}`,
  };
}

async function ecp5Library(): Promise<Record<string, string>> {
  const included = /`include "(cells_[a-z]+\.vh)"/g;
  const cells = withoutModule((await yosysShare("ecp5", "cells_sim.v")).replaceAll(included, ""), "DP16KD");
  // Its value at the start is a wire, which has none yet when other initial blocks run; what is loaded is never used.
  const start = replaced(cells, "initial Q = srval;", 'initial Q = REGSET == "SET";');
  // An error of elaboration, which Icarus does not know.
  const text = replaced(start, /\$error\("unsupported COMB mode[^;]*;/, "");
  return { "cells.v": text, ...ecp5Cells };
}

/** A library without one of its modules and the attributes in front of it. */
function withoutModule(text: string, name: string): string {
  return replaced(text, new RegExp(`(?:\\(\\*[^*]*\\*\\)\\s*)*module ${name}\\s*\\([\\s\\S]*?endmodule`), "");
}

/** What is not there any more has to be looked at by somebody. */
function replaced(text: string, found: string | RegExp, by: string): string {
  const after = text.replace(found, by);
  if (after === text) throw new Error(`not in yosys' cell library any more: ${String(found)}`);
  return after;
}
