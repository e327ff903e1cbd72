export { type CellFamily, cellLibrary } from "./cell-library.ts";
export { type NetlistText, netlistText } from "./netlist-text.ts";
export { markAt, PinTraceFile, type TraceMark, type TracePins, tracedSimulation, tracePins } from "./pin-trace.ts";
export { type ReadBack, type ReadBackRequest, readBack } from "./read-back.ts";
export { type ReplayDifference, type ReplayOutcome, type ReplayRequest, replay } from "./replay.ts";
export { type ReplayModel, type ReplayProgram, type ReplayTools, replayProgram } from "./replay-program.ts";
