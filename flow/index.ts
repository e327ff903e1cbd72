export { type BoardAbility, boardAbilities } from "./board-ability.ts";
export {
  type BestBuild,
  type BuildSettings,
  buildBestOf,
  buildBitstream,
} from "./build-bitstream.ts";
export { type BuildCache, buildCacheUse, type CacheUse, clearBuildCache, openBuildCache } from "./build-cache.ts";
export { type BoardRequest, type BuiltBoard, buildForBoard } from "./build-for-board.ts";
export {
  type BuildProgress,
  type BuildRequest,
  closeFlowTools,
  type FlowOptions,
  type FlowTools,
  findEcp5FlowTools,
  findFlowTools,
} from "./build-request.ts";
export {
  type BuildReport,
  type BuildResult,
  type ClockTiming,
  type CriticalPath,
  type PathPin,
  type PathSignal,
  type PathStep,
  reportOf,
  type SeedOutcome,
  type ToolRecord,
  type Usage,
} from "./build-result.ts";
export { resourceNames } from "./capacity.ts";
export { type BuildTarget, type Family, isBoard } from "./family.ts";
export { type PatchedDesign, type PatchRequest, patchBuild, patchPlaced, placedFiles } from "./patch/index.ts";
export { type CellUse, type PlacedCell, type PlacedDesign, parsePlacedDesign } from "./placed-cells.ts";
export {
  type ProgrammingFiles,
  type ProgrammingPlan,
  type ProgrammingStep,
  programmingPlan,
  usualMode,
} from "./programming.ts";
export { replaceFile } from "./replace-file.ts";
export { type FolderKind, refuseOthers, replaceFolder } from "./replace-folder.ts";
export { buildKind, holdsBuild, writeBuild } from "./write-build.ts";
