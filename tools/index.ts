export { cacheDirectory } from "./cache-directory.ts";
export {
  type Cocotb,
  cocotbVersion,
  type EnsureCocotbOptions,
  ensureCocotb,
  minimumVerilatorOfCocotb,
} from "./cocotb.ts";
export { filledAside } from "./debian-packages.ts";
export { findProgram } from "./find-program.ts";
export { type FindToolOptions, findTool, findTools, type ToolPreference } from "./find-tool.ts";
export {
  type EnsureIcarusOptions,
  ensureIcarus,
  type FindIcarusOptions,
  findIcarus,
  type Icarus,
  minimumIcarusVersion,
  runIcarus,
} from "./icarus.ts";
export {
  type EnsureIceboxOptions,
  ensureIcebox,
  type FindIceboxOptions,
  findIcebox,
  type Icebox,
  readChipDatabase,
  runIceboxVlog,
} from "./icebox.ts";
export type { ToolName } from "./known-tools.ts";
export {
  findProgrammer,
  knownProgrammers,
  type ProgrammerCall,
  type ProgrammerName,
  programmerMissing,
  runProgrammer,
} from "./programmer.ts";
export { ensurePythonToolSet, type PythonToolSet, type PythonToolSetOptions } from "./python-package-tools.ts";
export { installPythonPackages } from "./python-packages.ts";
export { type ProcessRequest, type ProcessResult, runProcess } from "./run-process.ts";
export { openSmtSolver, type SmtContext, type SmtSolver, smtSolverVersion } from "./smt-solver.ts";
export { surveyTools, type ToolFinding } from "./survey.ts";
export { withTemporaryFolder } from "./temporary-folder.ts";
export { describeTool, type Tool, type ToolRequest, type ToolResult } from "./tool.ts";
export {
  type EnsureVerilatorOptions,
  ensureDebianVerilator,
  ensureVerilator,
  type FindVerilatorOptions,
  findVerilator,
  minimumVerilatorVersion,
  type Verilator,
} from "./verilator.ts";
export { compareVersions } from "./versions.ts";
export { type EnsureWaveReadersOptions, ensureWaveReaders, type WaveReaders } from "./wave-readers.ts";
export { byteLength, type Writing, whileWriting } from "./write-refused.ts";
export { yosysShare } from "./yosys-share.ts";
