/**
 * hdlgen: hardware in TypeScript. `module` defines, `instance` composes, `elaborate` builds and checks; engines and
 * the Verilog printer take the resulting `Design`.
 */
export { formal } from "./formal.ts";
export type { Collision, Design, ModuleIr } from "./ir.ts";
export { type MemoryOptions, type Ram, ram } from "./memory.ts";
export { blackBox, elaborate, type InstanceOptions, instance, type Module, module } from "./module.ts";
export { type Drives, type Given, input, output, type Port, type Ports, type Sees, stream } from "./ports.ts";
export {
  type Else,
  fsm,
  node,
  nodes,
  type Reg,
  regArray,
  regs,
  reset,
  type StateMachine,
  type Wire,
  when,
  wires,
  withReset,
} from "./structure.ts";
export { bool, bundle, constant, sint, type Type, uint } from "./types.ts";
export { Bool, cat, hi, type In, type Leaf, lo, SInt, UInt } from "./values.ts";
export { type PrintOptions, printVerilog } from "./verilog/index.ts";
