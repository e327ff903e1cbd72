import type { Fabric } from "../../config/index.ts";
import { areaCoefficients } from "./area-coefficients.ts";
import type { LogicCensus } from "./logic-census.ts";

export type AreaFamily = "ice40" | "ecp5";
/** Cells that one of each quantity of a census takes. */
export type AreaWeights = LogicCensus;

export const areaFamily = (fabric: Fabric): AreaFamily => (fabric === "ecp5" ? "ecp5" : "ice40");

/** Logic cells (iCE40) or LUTs (ECP5) that synthesis will make of a design. */
export function predictedCells(census: LogicCensus, family: AreaFamily): number {
  return Math.round(weighed(census, areaCoefficients[family]));
}

export function weighed(census: LogicCensus, weights: AreaWeights): number {
  return (Object.keys(weights) as (keyof LogicCensus)[]).reduce((sum, key) => sum + weights[key] * census[key], 0);
}
