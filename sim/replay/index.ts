export type { Run } from "./journal.ts";
export { RecordedSimulation } from "./recorded-simulation.ts";
export { type ReplayOptions, replay } from "./replay.ts";
