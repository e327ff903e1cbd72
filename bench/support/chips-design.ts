import { verilogOf } from "../../api/board-build.ts";
import { elaborate } from "../../hdlgen/index.ts";
import type { DesignToPlace } from "../hw/hardware-figure.ts";
import { Chips } from "./chips-top.ts";
import { chipOf, type Ecp5Figure, placedFigure, speed6 } from "./figure-core.ts";
import type { FigureBuild } from "./figure-networks.ts";

/** Cores on one device side by side, with as much in LUTs as goes: block RAM is what limits their number. */
export function ecp5ChipsDesign(
  figure: Ecp5Figure,
  build: FigureBuild,
  count: number,
  clockMHz: number,
): DesignToPlace<"ecp5"> {
  const core = { ...placedFigure(figure, build).core, rowMemory: "distributed" } as const;
  const design = elaborate(Chips({ chip: chipOf(core, clockMHz), count }), { target: "ecp5" });
  return { top: design.top.name, ...verilogOf(design), board: speed6(figure.device), clockMHz };
}
