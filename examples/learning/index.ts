/** Shows of learning: docs/learning.md tells what they do. */
export * from "./learner.ts";
export * from "./memory.ts";
export * from "./reward.ts";
export * from "./stdp-window.ts";
export * from "./time-series.ts";
