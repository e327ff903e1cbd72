/**
 * spikeforge as a library: describe or read a spiking network, compile it to integers and to a core, simulate it bit for
 * bit, build it for a board, and talk to the board. The hardware language stands alone in `spikeforge/hdlgen`.
 */
export {
  type BoardBuild,
  type BoardVariant,
  boardBuild,
  type ClockPlan,
  chipDesign,
  type DesignFiles,
  isBuildFor,
  planClock,
  spiBitRate,
  verilogOf,
} from "./api/board-build.ts";
export {
  type BoardConnection,
  type BoardOptions,
  type LineUsage,
  openBoard,
} from "./api/board-connection.ts";
export { BoardRun, type BoardRunOptions, coreCyclesPerTick, type LoadOutcome } from "./api/board-run.ts";
export {
  type BootFrame,
  type BootOptions,
  boardBoot,
  bootImageOf,
  bootMilliseconds,
  flashFile,
  hasHostBesideFlash,
} from "./api/boot.ts";
export { type AnyBuildReport, type BuildNetworkOptions, buildNetwork, type NetworkBuild } from "./api/build-network.ts";
export {
  type ContentsRecord,
  carriedWords,
  carriesNetwork,
  contentsRecord,
  withContents,
  withPlaceholders,
} from "./api/carried-contents.ts";
export {
  boardTarget,
  type CompiledNetwork,
  type CompileOptions,
  compileNetwork,
  coreDesign,
} from "./api/compile-network.ts";
export { type CompiledSystem, type CompileSystemOptions, compileSystem } from "./api/compile-system.ts";
export { type InputTicks, parseEvents, type RandomInput, randomEvents } from "./api/events.ts";
export { type ExportRequest, exportFiles, exportMarker } from "./api/export/index.ts";
export { findBoard } from "./api/find-board.ts";
export { chipFrameInput, type FrameCode, hostFrameInput } from "./api/frame-input.ts";
export {
  findLadderTools,
  type LadderOptions,
  type LadderProgress,
  type LadderResult,
  type LadderRung,
  type LadderTools,
  type LadderToolsOptions,
  type LowerRung,
  lowerRungs,
  type PinDifference,
  type RungName,
  type RungStatus,
  rungNames,
  runLadder,
} from "./api/ladder/index.ts";
export type { LearnedMismatch, LearnedOutcome, LearningControl } from "./api/learning-control.ts";
export { type LinkReport, linkReport, type MeasuredRun } from "./api/link-report.ts";
export { type LiveOrder, liveStateLine, liveTickLine, parseLiveLine } from "./api/live-lines.ts";
export {
  carryNetwork,
  type PatchedFolder,
  type PatchFolderOptions,
  patchFolder,
  readContentsRecord,
} from "./api/patch-folder.ts";
export type { PlanActivity } from "./api/plan/plan-activity.ts";
export type { AreaPrediction } from "./api/plan/plan-area.ts";
export { type NetworkPlan, type PlanOptions, planLanes, planNetwork, type SpeedPlan } from "./api/plan/plan-network.ts";
export { planSystem, type SystemPlan, type SystemPlanOptions } from "./api/plan/plan-system.ts";
export { findPlanTarget, type PlanTarget } from "./api/plan/plan-target.ts";
export { type RasterPanel, rasterSvg } from "./api/raster.ts";
export {
  compareRecordings,
  parseRecording,
  Recorder,
  type Recording,
  type RecordingMismatch,
} from "./api/recording.ts";
export { type ReportOptions, reportSources, type WrittenReport, writeReport } from "./api/report/index.ts";
export {
  type LearningRunner,
  openEngine,
  openRunner,
  type Runner,
  type RunnerName,
  type RunOutcome,
} from "./api/simulate.ts";
export { openSystemRunner } from "./api/simulate-system.ts";
export { connectSimulatedBoard } from "./api/simulated-session.ts";
export {
  type ChipLinkLoad,
  type ChipTopology,
  type CoreDevice,
  type CoreLoad,
  type CoreOptions,
  type CoreTarget,
  clusterImage,
  coreDevices,
  coreImage,
  coreTarget,
  type EncoderRequest,
  type FabricLoad,
  type PlacedSystem,
  place,
  placeSystem,
  quantise,
  type SystemFrame,
  type SystemLoad,
  type SystemOptions,
  systemLoad,
  type TickShare,
} from "./compile/index.ts";
export {
  type ClockPrediction,
  type CycleCause,
  type CycleShares,
  cycleCauses,
  type RunLimit,
  type RunPrediction,
} from "./compile/plan/index.ts";
export type {
  ClusterBlock,
  ClusterConfig,
  ClusterShape,
  EncoderShape,
  FrameOrder,
  HardwareConfig,
  IntegerNetwork,
  MemoryBlock,
  RateShape,
  SystemConfig,
} from "./config/index.ts";
export { frameBlocks, longestFrameTicks } from "./config/index.ts";
export {
  type Board,
  boards,
  type Ecp5Board,
  type Ice40Board,
  ice40Board,
  type Programmer,
  type ProgrammerMode,
  programmerArguments,
} from "./constraints/index.ts";
export { type Diagnostic, formatDiagnostic, SpikeforgeError } from "./diagnostics/index.ts";
export * from "./flow/index.ts";
export {
  connect,
  LineError,
  listPorts,
  openSerial,
  openSpidev,
  type SerialOptions,
  type SerialPortInfo,
  type Session,
  type SpiDevice,
  type SpidevOptions,
  shapeHash,
  spiTransport,
  type Transport,
} from "./host/index.ts";
export * from "./network/index.ts";
export {
  type CoverageKind,
  type CoverageOptions,
  CoveragePart,
  type CoverageReport,
  type CoveredSimulation,
  collectCoverage,
  coverageSummary,
  coverageTotals,
  type LcovOptions,
  mergeCoverage,
  openCovered,
  readParts,
  toLcov,
} from "./sim/coverage/index.ts";
export type { Mismatch } from "./sim/harness/compare.ts";
export {
  type AerSink,
  type AerSource,
  type AerTick,
  type AgentOptions,
  aerSink,
  aerSource,
  type Dut,
  type EventFlag,
  type Forkable,
  type ForkOptions,
  type Lock,
  type OpenTestbenchOptions,
  openTestbench,
  type Pause,
  type PayloadOf,
  type Pin,
  type Probe,
  type Process,
  pause,
  type Queue,
  type Results,
  type Routine,
  type Scoreboard,
  type ScoreboardOptions,
  type StreamMonitor,
  type StreamSink,
  type StreamSource,
  scoreboard,
  streamMonitor,
  streamPort,
  streamSink,
  streamSource,
  type Testbench,
  type TestbenchOptions,
  type Transfer,
  type Transfers,
  type Trigger,
  type Triggers,
  testbench,
  type UartOptions,
  type UartSink,
  type UartSinkOptions,
  type UartSource,
  uartSink,
  uartSource,
  type Won,
} from "./sim/harness/index.ts";
export type { TickSpikes, TickState } from "./sim/harness/network-run.ts";
export {
  checkPowerUp,
  expectInitialised,
  type InitialisedOptions,
  type LockstepDifference,
  type LockstepModel,
  type LockstepOptions,
  type LockstepSimulation,
  type LockstepStatus,
  lockstep,
  lockstepNetwork,
  type PowerUpOptions,
  powerUpPair,
} from "./sim/lockstep/index.ts";
export {
  expectProved,
  openProver,
  type Proof,
  type Provable,
  type ProveOptions,
  type Prover,
  prove,
  type Trace,
  type Witness,
} from "./sim/prove/index.ts";
export { Reference } from "./sim/reference/index.ts";
export {
  formatValue,
  type Radix,
  type Scope,
  signalTree,
  type TreeMemory,
  type TreeSignal,
} from "./sim/signal-tree.ts";
export type {
  ClockOptions,
  CoverCount,
  EngineName,
  MemoryHandle,
  OpenOptions,
  SignalHandle,
  Simulation,
  Snapshot,
} from "./sim/simulation.ts";
export {
  type CoveragePoint,
  openVerilator,
  type VerilatorOptions,
  type VerilatorSimulation,
} from "./sim/verilator/index.ts";
export * from "./sim/waves/index.ts";
export {
  describeTool,
  type FindToolOptions,
  findProgrammer,
  type ProgrammerCall,
  type ProgrammerName,
  programmerMissing,
  runProgrammer,
  surveyTools,
  type ToolFinding,
  type ToolPreference,
} from "./tools/index.ts";
