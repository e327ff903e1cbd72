export { type LadderOptions, type LowerRung, lowerRungs, runLadder } from "./ladder.ts";
export type {
  LadderResult,
  LadderRung,
  PinDifference,
  RungName,
  RungStatus,
} from "./ladder-result.ts";
export type { LadderTools } from "./rung-models.ts";
