export { cacheDirectory } from "./cache-directory.ts";
export { findProgram } from "./find-program.ts";
export { type ProcessRequest, type ProcessResult, runProcess } from "./run-process.ts";
export { withTemporaryFolder } from "./temporary-folder.ts";
export {
  type EnsureVerilatorOptions,
  ensureVerilator,
  type FindVerilatorOptions,
  findVerilator,
  minimumVerilatorVersion,
  type Verilator,
} from "./verilator.ts";
export { compareVersions } from "./versions.ts";
