/** Compiles a design: every module definition once, and the loops that move time. */
import { type Diagnostic, throwIfAny } from "../../diagnostics/index.ts";
import type { Design, ModuleIr } from "../../hdlgen/ir.ts";
import { behaviourOf } from "../clock-path.ts";
import { type ClockGroups, groupsOfTop } from "./clock-groups.ts";
import type { CompiledEdge, CompiledModule } from "./compiled-module.ts";
import type { Cut } from "./cut.ts";
import { addEdgeChoice, addHeldRun } from "./held-run.ts";
import type { KeptUnits, UnitCode, UnitRequest } from "./kept-units.ts";
import { compileModule } from "./module-compiler.ts";
import { addRandomFill, type RandomFill } from "./random-fill.ts";
import { addRuntime, failureCountAddress, firstAddress, type Runtime } from "./runtime.ts";
import { UnitPlanner } from "./units.ts";
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
  /** Where the order of edges is written, in a design of several clocks. */
  readonly orderAddress: number | undefined;
  readonly wasm: WasmModule;
  /** Of the whole design, every instance counted, roughly. */
  readonly operators: number;
  /** Units that had to be compiled; the code of the others was kept from designs compiled before. */
  readonly compiledUnits: number;
}

/** Most edges that one call takes in a design of several clocks: bytes at `orderAddress`. */
export const edgesPerCall = 4096;

/** How far the combinational values follow the inputs and the state; the argument of `run`. */
export const settled = { nothing: 0, outputs: 1, everything: 2 } as const;
export type Settled = (typeof settled)[keyof typeof settled];

interface CommonExports {
  /** Brings the outputs up to date. */
  settle(): void;
  /** Brings the nets of a debug build up to date. */
  showNets(): void;
  /** Must be called before the next edge when inputs or state were written from outside. */
  wake(): void;
  readonly fillRandom: RandomFill;
}

/** Of a design with one clock or none. */
export interface EngineExports extends CommonExports {
  /** Runs up to `cycles` edges, fewer when a property fails: those that were taken. */
  run(cycles: number, from: Settled): number;
  /** Runs until the value at `address` is nonzero: the edges that were taken. */
  runUntil32(address: number, limit: number): number;
  runUntil64(address: number, limit: number): number;
}

/** Of a design with several clocks: the same for the first edges of those at `orderAddress`. */
export interface OrderedExports extends CommonExports {
  runOrdered(edges: number): number;
  runOrderedUntil32(address: number, edges: number): number;
  runOrderedUntil64(address: number, edges: number): number;
}

/** Compiles a design whose clocks are all at its top. Throws SIM008 for what cannot be simulated. */
export function compileDesign(design: Design, cut: Cut, kept?: KeptUnits): CompiledDesign {
  checkDesign(design);
  const wasm = new ModuleBuilder();
  const topIr = behaviourOf(design.top);
  const compiler = new DesignCompiler(topIr, cut, wasm, kept);
  const groups = groupsOfTop(topIr);
  const top = compiler.module(topIr, groups);
  const base = firstAddress;
  const constants = new Map<string, number>();
  let size = base + top.size;
  for (const [name, { kind }] of top.outputs) {
    if (kind !== "constant") continue;
    constants.set(name, size);
    size += 8;
  }
  const reset = top.ir.reset === undefined ? undefined : top.inputs.at(-1);
  const resetAddress = reset === undefined ? undefined : base + reset.place.offset;
  const common = {
    top,
    base,
    constants,
    resetAddress,
    operators: compiler.operatorsOf(topIr),
    compiledUnits: compiler.compiledUnits,
  };
  if (groups.count < 2) {
    addLoops(wasm, top, base);
    return { ...common, size, orderAddress: undefined, wasm: compileWasm(wasm.encode()) };
  }
  addOrderedLoops(wasm, top, base, size);
  const whole = size + edgesPerCall;
  return { ...common, size: whole, orderAddress: size, wasm: compileWasm(wasm.encode()) };
}

class DesignCompiler {
  compiledUnits = 0;
  readonly #wasm: ModuleBuilder;
  /** Of a design of several units. */
  #runtime: Runtime | undefined;
  readonly #units: UnitPlanner;
  readonly #compiled = new Map<ModuleIr, Map<string, CompiledModule>>();

  readonly #top: ModuleIr;
  readonly #cut: Cut;
  readonly #keptUnits: KeptUnits | undefined;

  constructor(top: ModuleIr, cut: Cut, wasm: ModuleBuilder, kept: KeptUnits | undefined) {
    this.#top = top;
    this.#cut = cut;
    // Code for what one run was seen doing is of no use to another.
    this.#keptUnits = cut.restless === undefined ? kept : undefined;
    this.#units = new UnitPlanner(cut.unitBudget);
    this.#wasm = wasm;
  }

  operatorsOf(ir: ModuleIr): number {
    return this.#units.wholeWeight(ir);
  }

  /** The module for one grouping of its clocks; its children come before it. */
  module(ir: ModuleIr, groups: ClockGroups): CompiledModule {
    const variants = this.#compiled.get(ir) ?? new Map<string, CompiledModule>();
    this.#compiled.set(ir, variants);
    const known = variants.get(groups.key);
    if (known !== undefined) return known;
    const unit = this.#units.plan(ir, groups, (child, childGroups) => this.module(child, childGroups));
    const role = ir === this.#top && unit.isWhole ? "alone" : "part";
    if (role === "part") this.#runtime ??= addRuntime(this.#wasm);
    const request = { unit, groups: groups.count, role, cut: this.#cut, firstFunction: this.#wasm.size } as const;
    const { module } = this.#kept(request) ?? this.#compile(request);
    variants.set(groups.key, module);
    return module;
  }

  #kept(request: UnitRequest): UnitCode | undefined {
    const kept = this.#keptUnits?.find(request);
    if (kept !== undefined) this.#wasm.adopt(kept.functions);
    return kept;
  }

  #compile(request: UnitRequest): UnitCode {
    const { unit, groups, role, cut, firstFunction } = request;
    const module = compileModule(unit, groups, role, cut, this.#wasm, this.#runtime);
    const code = { module, functions: this.#wasm.functionsFrom(firstFunction) };
    this.#keptUnits?.keep(request, code);
    this.compiledUnits++;
    return code;
  }
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
    for (const instance of ir.instances)
      visit(instance.module, path === "" ? instance.name : `${path}.${instance.name}`);
  };
  visit(design.top, "");
  throwIfAny(problems);
}

type Call = (fn: FunctionBuilder, target: number | undefined) => void;

function addSettle(wasm: ModuleBuilder, top: CompiledModule, base: number): { call: Call; settle: FunctionBuilder } {
  const call: Call = (fn, target) => {
    if (target === undefined) return;
    fn.constI32(base);
    fn.opIndex("call", target);
  };
  const settle = wasm.function("settle", []);
  for (const { function: target } of top.classes) call(settle, target);
  wasm.export(settle);
  const wake = wasm.function("wake", []);
  call(wake, top.wake);
  wasm.export(wake);
  const nets = wasm.function("showNets", []);
  nets.opIndex("call", settle.index);
  call(nets, top.late);
  call(nets, top.showNets);
  wasm.export(nets);
  addRandomFill(wasm);
  return { call, settle };
}

/** Time of a design with one clock or none. */
function addLoops(wasm: ModuleBuilder, top: CompiledModule, base: number): void {
  const { call, settle } = addSettle(wasm, top, base);
  const [edges = noEdge] = top.edges;

  const run = wasm.function("run", ["i32", "i32"], "i32");
  const [cycles, from] = [0, 1];
  const done = run.local("i32");
  if (edges.whileHeld !== undefined) addHeldRun(run, base, edges.whileHeld, cycles, done);
  run.open("block");
  run.open("loop");
  run.opIndex("local_get", done);
  run.opIndex("local_get", cycles);
  run.op("i32_ge_u");
  run.opIndex("br_if", 1);
  if (top.role === "part") {
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
  }
  addCheckedEdge(run, top, edges.check, () => call(run, edges.edge), call, done);
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
    const untilEdge = addEdgeChoice(until, base, edges, (target) => call(until, target));
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
    addCheckedEdge(until, top, edges.check, untilEdge, call, taken);
    until.opIndex("br", 0);
    until.op("end");
    until.op("end");
    until.opIndex("local_get", taken);
    wasm.export(until);
  }
}

const noEdge: CompiledEdge = { check: undefined, edge: undefined };

/** Inside `block` and `loop`: leaves the block when a property fails, else takes the edge and counts it. */
function addCheckedEdge(
  fn: FunctionBuilder,
  top: CompiledModule,
  check: number | undefined,
  edge: () => void,
  call: Call,
  count: number,
): void {
  const leaveOnFailure = (): void => {
    fn.constI32(0);
    fn.memory("i32_load", failureCountAddress);
    fn.opIndex("br_if", 1);
  };
  if (check !== undefined) {
    call(fn, check);
    leaveOnFailure();
  }
  edge();
  if (top.role === "alone" && top.assertions.length > 0) leaveOnFailure();
  addOne(fn, count);
}

function addOne(fn: FunctionBuilder, count: number): void {
  fn.opIndex("local_get", count);
  fn.constI32(1);
  fn.op("i32_add");
  fn.opIndex("local_set", count);
}

/** Time of a design with several clocks: edges in an order that is given, one byte per edge from `order` on. */
function addOrderedLoops(wasm: ModuleBuilder, top: CompiledModule, base: number, order: number): void {
  const { call, settle } = addSettle(wasm, top, base);
  const edge = addAnyEdge(wasm, top, call);
  const loop = (fn: FunctionBuilder, limit: number, taken: number, before: () => void): void => {
    fn.open("block");
    fn.open("loop");
    before();
    fn.opIndex("local_get", taken);
    fn.opIndex("local_get", limit);
    fn.op("i32_ge_u");
    fn.opIndex("br_if", 1);
    call(fn, top.late);
    fn.opIndex("local_get", taken);
    fn.memory("i32_load8_u", order);
    fn.opIndex("call", edge.index);
    fn.opIndex("br_if", 1);
    addOne(fn, taken);
    fn.opIndex("br", 0);
    fn.op("end");
    fn.op("end");
    fn.opIndex("local_get", taken);
    wasm.export(fn);
  };
  const run = wasm.function("runOrdered", ["i32"], "i32");
  loop(run, 0, run.local("i32"), () => {
    if (top.role === "part") run.opIndex("call", settle.index);
  });
  for (const word of ["32", "64"] as const) {
    const until = wasm.function(`runOrderedUntil${word}`, ["i32", "i32"], "i32");
    loop(until, 1, until.local("i32"), () => {
      until.opIndex("call", settle.index);
      until.opIndex("local_get", 0);
      until.memory(word === "32" ? "i32_load" : "i64_load", 0);
      until.op(word === "32" ? "i32_eqz" : "i64_eqz");
      until.op("i32_eqz");
      until.opIndex("br_if", 1);
    });
  }
}

/** (clock) → whether a property failed, and the edge was not taken. */
function addAnyEdge(wasm: ModuleBuilder, top: CompiledModule, call: Call): FunctionBuilder {
  const fn = wasm.function("edge", ["i32"], "i32");
  const failed = fn.local("i32");
  for (const [clock, { check, edge }] of top.edges.entries()) {
    fn.opIndex("local_get", 0);
    fn.constI32(clock);
    fn.op("i32_eq");
    fn.open("if");
    fn.open("block");
    if (check !== undefined) {
      call(fn, check);
      fn.constI32(0);
      fn.memory("i32_load", failureCountAddress);
      fn.opIndex("local_tee", failed);
      fn.opIndex("br_if", 0);
    }
    call(fn, edge);
    if (top.role === "alone" && top.assertions.length > 0) {
      fn.constI32(0);
      fn.memory("i32_load", failureCountAddress);
      fn.opIndex("local_set", failed);
    }
    fn.op("end");
    fn.op("end");
  }
  fn.opIndex("local_get", failed);
  return fn;
}
