import { areaFamily, predictedCells } from "../../compile/plan/index.ts";
import { cellsOf, type Fabric } from "../../config/index.ts";
import { type Design, elaborate, type ModuleIr, memoryReport } from "../../hdlgen/index.ts";
import { shapeHash } from "../../host/index.ts";
import { Chip } from "../../rtl/chip.ts";
import { Cluster, type ClusterParameters } from "../../rtl/cluster.ts";
import { LifCore, type LifCoreParameters } from "../../rtl/core/lif-core.ts";
import { logicCensus } from "./logic-census.ts";
import type { PlanTarget } from "./plan-target.ts";

export interface AreaPrediction {
  /** Logic cells of an iCE40, LUTs of an ECP5: from a fitted model. */
  readonly cells: number;
  /** EBR or DP16KD: exact. */
  readonly blocks: number;
  /** SPRAM: exact. */
  readonly spram: number;
}

/** UART bits of a design that is planned for no particular clock: their length changes a counter's width. */
const cyclesPerBit = 16;

/** What synthesis will make of a core, with the host link on a board. Elaborates it, and synthesises nothing. */
export function planArea(core: LifCoreParameters, { board }: PlanTarget): AreaPrediction {
  const { shape, fabric } = core;
  const design: Design =
    board === undefined
      ? elaborate(LifCore(core))
      : elaborate(Chip({ core, clockCyclesPerBit: cyclesPerBit, shapeHash: shapeHash(shape) }));
  return designArea(design, fabric);
}

/** What synthesis will make of the cores of a chip with all that joins them, without links' pins. */
export function planClusterArea(parameters: ClusterParameters): AreaPrediction {
  return designArea(elaborate(Cluster(parameters)), parameters.fabric);
}

function designArea(design: Design, fabric: Fabric): AreaPrediction {
  const cells = new Map<string, number>();
  const add = (cell: string, count: number): void => void cells.set(cell, (cells.get(cell) ?? 0) + count);
  for (const { cell, blocks } of memoryReport(design, cellsOf(fabric))) if (cell !== undefined) add(cell, blocks);
  countBlackBoxes(design.top, (cell) => add(cell, 1));
  return {
    cells: predictedCells(logicCensus(design, cellsOf(fabric)), areaFamily(fabric)),
    blocks: cells.get(fabric === "ecp5" ? "DP16KD" : "SB_RAM40_4K") ?? 0,
    spram: cells.get("SB_SPRAM256KA") ?? 0,
  };
}

function countBlackBoxes(module: ModuleIr, found: (cell: string) => void): void {
  if (module.blackBox !== undefined) found(module.name);
  else for (const instance of module.instances) countBlackBoxes(instance.module, found);
}
