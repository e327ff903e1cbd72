/** Compiles a design: every module definition once, and the loops that move time. */
import { type Diagnostic, throwIfAny } from "../../diagnostics/index.ts";
import type { Design, Instance, ModuleIr } from "../../hdlgen/ir.ts";
import type { CompiledModule } from "./compiled-module.ts";
import { compileModule } from "./module-compiler.ts";
import { addRuntime, failureCountAddress, firstFreeAddress } from "./runtime.ts";
import { type FunctionBuilder, ModuleBuilder } from "./wasm-encoder.ts";
import { compileWasm, type WasmModule } from "./web-assembly.ts";

export interface CompiledDesign {
  readonly top: CompiledModule;
  /** Where the top's part of the memory starts. */
  readonly base: number;
  /** Bytes of memory in use. */
  readonly size: number;
  /** Addresses of words for the top's outputs that are constant. */
  readonly constants: ReadonlyMap<string, number>;
  /** Address of the top's `rst`. */
  readonly resetAddress: number | undefined;
  readonly wasm: WasmModule;
}

/** How far the combinational values follow the inputs and the state; the argument of `run`. */
export const settled = { nothing: 0, outputs: 1, everything: 2 } as const;
export type Settled = (typeof settled)[keyof typeof settled];

export interface EngineExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** Brings the outputs up to date. */
  settle(): void;
  /** Runs up to `cycles` edges, fewer when a property fails: those that were taken. */
  run(cycles: number, from: Settled): number;
  /** Runs until the value at `address` is nonzero: the edges that were taken. */
  runUntil32(address: number, limit: number): number;
  runUntil64(address: number, limit: number): number;
}

/** Throws SIM008 and SIM009 for what this engine cannot simulate. */
export function compileDesign(design: Design): CompiledDesign {
  checkDesign(design);
  const wasm = new ModuleBuilder();
  const runtime = addRuntime(wasm);
  const compiled = new Map<ModuleIr, CompiledModule>();
  const childOf = (instance: Instance): CompiledModule => {
    const module = compiled.get(behaviourOf(instance.module));
    if (module === undefined) throw new Error(`${instance.module.name} was not compiled before its parent`);
    return module;
  };
  for (const ir of childrenFirst(design.top)) compiled.set(ir, compileModule(ir, childOf, wasm, runtime));
  const top = compiled.get(behaviourOf(design.top));
  if (top === undefined) throw new Error(`${design.top.name} was not compiled`);
  const base = Math.ceil(firstFreeAddress / 64) * 64;
  addLoops(wasm, top, base);
  const constants = new Map<string, number>();
  let size = base + top.size;
  for (const [name, { kind }] of top.outputs) {
    if (kind !== "constant") continue;
    constants.set(name, size);
    size += 8;
  }
  const reset = top.ir.reset === undefined ? undefined : top.inputs.at(-1);
  const resetAddress = reset === undefined ? undefined : base + reset.place.offset;
  return { top, base, size, constants, resetAddress, wasm: compileWasm(wasm.encode(size)) };
}

/** What is simulated in a module's place: itself, or the model of a black box. */
function behaviourOf(module: ModuleIr): ModuleIr {
  return module.blackBox?.model ?? module;
}

function childrenFirst(top: ModuleIr): Set<ModuleIr> {
  const ordered = new Set<ModuleIr>();
  const visit = (module: ModuleIr): void => {
    const ir = behaviourOf(module);
    if (ordered.has(ir)) return;
    for (const instance of ir.instances) visit(instance.module);
    ordered.add(ir);
  };
  visit(top);
  return ordered;
}

function checkDesign(design: Design): void {
  const problems: Diagnostic[] = [];
  const seen = new Set<ModuleIr>();
  const visit = (module: ModuleIr, path: string): void => {
    if (module.blackBox !== undefined && module.blackBox.model === undefined) {
      problems.push({
        code: "SIM008",
        place: path === "" ? module.name : path,
        found: `black box ${module.name} has no model, so it cannot be simulated`,
        mend: "give the black box a model: a module with the same ports",
      });
      return;
    }
    const ir = behaviourOf(module);
    if (seen.has(ir)) return;
    seen.add(ir);
    for (const instance of ir.instances) {
      const inner = path === "" ? instance.name : `${path}.${instance.name}`;
      if (instance.clock !== undefined) {
        problems.push({
          code: "SIM009",
          place: inner,
          found: "has a clock of its own; the embedded engine simulates one clock",
          mend: "simulate the part below a single clock, or use the Verilator engine",
        });
      }
      visit(instance.module, inner);
    }
  };
  visit(design.top, "");
  throwIfAny(problems);
}

function addLoops(wasm: ModuleBuilder, top: CompiledModule, base: number): void {
  const call = (fn: FunctionBuilder, target: number | undefined): void => {
    if (target === undefined) return;
    fn.constI32(base);
    fn.opIndex("call", target);
  };
  const settle = wasm.function("settle", []);
  for (const { function: target } of top.classes) call(settle, target);
  wasm.export(settle);

  const run = wasm.function("run", ["i32", "i32"], "i32");
  const [cycles, from] = [0, 1];
  const done = run.local("i32");
  run.open("block");
  run.open("loop");
  run.opIndex("local_get", done);
  run.opIndex("local_get", cycles);
  run.op("i32_ge_u");
  run.opIndex("br_if", 1);
  run.opIndex("local_get", from);
  run.op("i32_eqz");
  run.open("if");
  run.opIndex("call", settle.index);
  run.op("end");
  if (top.late !== undefined) {
    run.opIndex("local_get", from);
    run.constI32(settled.everything);
    run.op("i32_ne");
    run.open("if");
    call(run, top.late);
    run.op("end");
  }
  addCheckedEdge(run, top, call, done);
  run.constI32(settled.nothing);
  run.opIndex("local_set", from);
  run.opIndex("br", 0);
  run.op("end");
  run.op("end");
  run.opIndex("local_get", done);
  wasm.export(run);

  for (const word of ["32", "64"] as const) {
    const until = wasm.function(`runUntil${word}`, ["i32", "i32"], "i32");
    const [address, limit] = [0, 1];
    const taken = until.local("i32");
    until.open("block");
    until.open("loop");
    until.opIndex("call", settle.index);
    until.opIndex("local_get", address);
    until.memory(word === "32" ? "i32_load" : "i64_load", 0);
    until.op(word === "32" ? "i32_eqz" : "i64_eqz");
    until.op("i32_eqz");
    until.opIndex("br_if", 1);
    until.opIndex("local_get", taken);
    until.opIndex("local_get", limit);
    until.op("i32_ge_u");
    until.opIndex("br_if", 1);
    call(until, top.late);
    addCheckedEdge(until, top, call, taken);
    until.opIndex("br", 0);
    until.op("end");
    until.op("end");
    until.opIndex("local_get", taken);
    wasm.export(until);
  }
}

/** Inside `block` and `loop`: leaves the block when a property fails, else takes the edge and counts it. */
function addCheckedEdge(
  fn: FunctionBuilder,
  top: CompiledModule,
  call: (fn: FunctionBuilder, target: number | undefined) => void,
  count: number,
): void {
  if (top.check !== undefined) {
    call(fn, top.check);
    fn.constI32(0);
    fn.memory("i32_load", failureCountAddress);
    fn.opIndex("br_if", 1);
  }
  call(fn, top.edge);
  fn.opIndex("local_get", count);
  fn.constI32(1);
  fn.op("i32_add");
  fn.opIndex("local_set", count);
}
