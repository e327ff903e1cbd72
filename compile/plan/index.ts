export { type AreaFamily, areaFamily, predictedCells } from "./area.ts";
export { type ClockLimit, type ClockPrediction, predictedClock } from "./clock-model.ts";
export type { CoreTiming } from "./core-timing.ts";
export { type CycleCause, type CycleShares, cycleCauses } from "./cycle-model.ts";
export { limitOf, type RunLimit, usefulShare } from "./limits.ts";
export type { LogicCensus } from "./logic-census.ts";
export { predictRun, type RunPrediction } from "./predict-run.ts";
export type { TickActivity } from "./tick-load.ts";
