/**
 * hdlgen: hardware in TypeScript. `module` defines, `instance` composes, `elaborate` builds and checks; engines and
 * the Verilog printer take the resulting `Design`.
 */
export { array } from "./array.ts";
export { Clock, clock, currentClock, type DomainOptions, domain } from "./clock.ts";
export { type EnumerationOptions, type EnumerationType, enumeration } from "./enumeration.ts";
export { type FixedType, fix, fixConstant, ufix } from "./fixed.ts";
export { formal } from "./formal.ts";
export { fsm, type StateMachineOptions } from "./fsm.ts";
export type { ClockSource, Collision, Design, ModuleIr } from "./ir.ts";
export { match } from "./match.ts";
export { type MemoryOptions, type Ram, ram } from "./memory.ts";
export {
  blackBox,
  type ElaborateOptions,
  elaborate,
  type InstanceOptions,
  instance,
  type Module,
  module,
} from "./module.ts";
export { equal, packed, unpacked } from "./packing.ts";
export { changed, fell, past, rose, stable } from "./past.ts";
export { type Pipeline, type PipelineEnd, pipeline, type StageControl, type StageOptions } from "./pipeline.ts";
export type { FlowEnd, PipelineFlow } from "./pipeline-flow.ts";
export { type PipelinedEnd, pipelined } from "./pipelined.ts";
export {
  type Drives,
  type Given,
  type InputPort,
  input,
  type OutputPort,
  output,
  type Port,
  type PortOptions,
  type Ports,
  type Sees,
  stream,
} from "./ports.ts";
export { type StreamEntry, type StreamExit, type StreamWires, streams } from "./streams.ts";
export {
  type Else,
  node,
  nodes,
  type Reg,
  regArray,
  regs,
  reset,
  type Wire,
  when,
  wires,
  withReset,
} from "./structure.ts";
export { resetSynchroniser, type SynchroniserOptions, synchronise, synchroniseGray } from "./synchronise.ts";
export { checkTarget, type MemoryUse, memoryReport, type Placement, type Target } from "./targets/index.ts";
export { bool, bundle, constant, sint, type Type, uint } from "./types.ts";
export {
  Bool,
  type Constant,
  cat,
  Enum,
  Fix,
  hi,
  type In,
  type Integer,
  type Leaf,
  lo,
  oneHotMux,
  type Priority,
  priorityMux,
  type ResizeOptions,
  type Rounding,
  SInt,
  sum,
  UFix,
  UInt,
  Vec,
} from "./values.ts";
export { type PrintOptions, printVerilog } from "./verilog/index.ts";
