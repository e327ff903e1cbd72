export type { CoreTiming } from "./core-timing.ts";
export { type CycleCause, type CycleShares, cycleCauses } from "./cycle-model.ts";
export { predictRun, type RunPrediction } from "./predict-run.ts";
export type { TickActivity } from "./tick-load.ts";
