export { type LadderOptions, type LadderProgress, type LowerRung, lowerRungs, runLadder } from "./ladder.ts";
export {
  type LadderResult,
  type LadderRung,
  type PinDifference,
  type RungName,
  type RungStatus,
  rungNames,
} from "./ladder-result.ts";
export { findLadderTools, type LadderToolsOptions } from "./ladder-tools.ts";
export type { LadderTools } from "./rung-models.ts";
