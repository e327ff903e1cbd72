/** The designs whose modules have budgets: cores that figures are taken of, and what joins many of them. */
import { verilogOf } from "../../api/board-build.ts";
import { bareEcp5, bareIce40 } from "../../constraints/index.ts";
import { elaborate } from "../../hdlgen/index.ts";
import { Chip } from "../../rtl/chip.ts";
import { LifCore } from "../../rtl/core/lif-core.ts";
import type { DesignToPlace } from "../hw/hardware-figure.ts";
import { areaDesigns, routerNames, treeName } from "../router/area-designs.ts";
import { chipOf, type FigureCore, placedFigure } from "../support/figure-core.ts";
import { figureCores } from "../support/figure-cores.ts";
import type { FigureBuild } from "../support/figure-networks.ts";

type BudgetedDesign = DesignToPlace<"ice40"> | DesignToPlace<"ecp5">;

const { "up5k-16x4": up5k, "hx8k-64x4": hx8k, "ecp5-25f-64x8": ecp5 } = figureCores;

/** By the name of the file in `budgets/`: what the file says that it is, and the design. */
export const budgetedDesigns: Readonly<Record<string, readonly [title: string, design: () => BudgetedDesign]>> = {
  "up5k-16x4-full": ["UP5K, 16 × 4 b, full, with host link", () => ({ ...modules(up5k, "full"), board: up5kAlone })],
  "up5k-16x4-lean": ["UP5K, 16 × 4 b, lean", () => ({ ...modules(up5k, "lean"), board: up5kAlone })],
  "hx8k-64x4-full": [
    "HX8K, 64 × 4 b, full, with host link",
    () => ({ ...modules(hx8k, "full"), board: bareIce40("hx8k", "ct256") }),
  ],
  "ecp5-64x8-full": [
    "ECP5, 64 × 8 b, full, with host link",
    () => ({ ...modules(ecp5, "full"), board: bareEcp5("25k", "CABGA381", 6) }),
  ],
  "up5k-importer": ["UP5K, importer of a core, with delays", () => routing(routerNames.delaying)],
  "up5k-tree-4": ["UP5K, tree of 4 cores and a host", () => routing(treeName(4))],
  "up5k-mesh-router": ["UP5K, interior router of a mesh", () => routing(routerNames.mesh)],
  "up5k-serial-link": ["UP5K, end of a chip link, serial, 1 lane", () => routing(routerNames.serial)],
};

const up5kAlone = bareIce40("up5k", "sg48");

/** Nothing is placed: the clock decides the UART's divider only. */
const clockMHz = 60;

function modules(figure: FigureCore, build: FigureBuild) {
  const { core } = placedFigure(figure, build);
  const design = build === "full" ? elaborate(Chip(chipOf(core, clockMHz))) : elaborate(LifCore(core));
  return { top: design.top.name, ...verilogOf(design), clockMHz };
}

function routing(name: string): DesignToPlace<"ice40"> {
  const design = areaDesigns[name]?.("ice40up");
  if (design === undefined) throw new Error(`no design ${name}`);
  return { top: design.top.name, ...verilogOf(design), board: up5kAlone, clockMHz };
}
