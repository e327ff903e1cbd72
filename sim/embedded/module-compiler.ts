/** Makes the functions of a unit. */
import type { ModuleIr } from "../../hdlgen/ir.ts";
import type { CompiledEdge, CompiledModule, OutputBinding, Role } from "./compiled-module.ts";
import type { Cut } from "./cut.ts";
import { EdgeEmitter, plainTarget } from "./edge-emitter.ts";
import type { EdgePlan, FunctionPlans } from "./function-plans.ts";
import { checksOf, type HeldGates, isCover } from "./gate-plan.ts";
import type { GateEnvironment, Gates } from "./gates.ts";
import type { Node } from "./graph.ts";
import type { Layout } from "./layout.ts";
import type { GraphProperty, ModuleGraph } from "./module-graph.ts";
import { type ModulePlan, planModule } from "./module-plan.ts";
import { isWide, type Place } from "./place.ts";
import { type Region, region } from "./regions.ts";
import { failureCountAddress, firstAddress, type Runtime } from "./runtime.ts";
import type { Schedule, Step } from "./schedule.ts";
import type { FunctionPlan } from "./spills.ts";
import type { Scope } from "./units.ts";
import { ValueEmitter } from "./value-emitter.ts";
import { inputSignals } from "./values.ts";
import type { FunctionBuilder, ModuleBuilder } from "./wasm-encoder.ts";

/**
 * Adds the functions of a unit to `wasm`, those of an edge once for each of its clock groups. A unit that is the whole
 * design needs no `runtime`.
 */
export function compileModule(
  unit: Scope,
  groups: number,
  role: Role,
  cut: Cut,
  wasm: ModuleBuilder,
  runtime: Runtime | undefined,
): CompiledModule {
  return new ModuleCompiler(planModule(unit, groups, role, cut), wasm, runtime).compile();
}

class ModuleCompiler {
  readonly #ir: ModuleIr;
  readonly #role: Role;
  readonly #wasm: ModuleBuilder;
  readonly #runtime: Runtime | undefined;
  readonly #module: ModuleGraph;
  readonly #schedule: Schedule;
  readonly #plans: FunctionPlans;
  readonly #gates: Gates | undefined;
  readonly #held: HeldGates | undefined;
  readonly #kept: ReadonlyMap<Node, Place>;
  readonly #layout: Layout;

  constructor(plan: ModulePlan, wasm: ModuleBuilder, runtime: Runtime | undefined) {
    this.#ir = plan.ir;
    this.#role = plan.role;
    this.#wasm = wasm;
    this.#runtime = runtime;
    this.#module = plan.module;
    this.#schedule = plan.schedule;
    this.#plans = plan.functions;
    this.#gates = plan.gates;
    this.#held = plan.held;
    this.#kept = plan.kept;
    this.#layout = plan.layout;
  }

  compile(): CompiledModule {
    const module = this.#module;
    const layout = this.#layout;
    const functions = this.#schedule.classes.map((_, index) => this.#emitClass(index));
    const children = module.children.map((child, index) => ({
      name: child.name,
      module: child.module,
      offset: layout.children[index] ?? 0,
    }));
    const covers = module.properties.filter(({ property }) => property.kind === "cover");
    return {
      ir: this.#ir,
      role: this.#role,
      size: layout.size,
      inputs: inputSignals(this.#ir).map(({ name, type }, index) => {
        const place = module.inputs[index]?.place;
        if (place === undefined) throw new Error(`${this.#ir.name}.${name} has no place`);
        return { name, type, place };
      }),
      outputs: new Map(this.#schedule.outputs.map((output) => [output.name, this.#bind(output)])),
      classes: this.#schedule.classes.map(({ dependencies, before }, index) => ({
        inputs: module.graph.sets.members(dependencies),
        before,
        function: functions[index],
      })),
      late: this.#emitLate(),
      wake: this.#emitWake(),
      showNets: this.#emitNets(),
      nets: module.nets.map(({ name, type, place }) => ({ name, type, offset: place.offset })),
      edges: this.#plans.edges.map(({ check, edge }, group) => ({
        check: this.#emitCheck(group, check),
        edge: this.#emitEdge(group, edge),
        ...(this.#held === undefined ? {} : this.#emitHeldRun(group, this.#held)),
      })),
      registers: module.registers.map(({ name, signal: { type }, place, powerUp }) => ({
        name,
        type,
        offset: place.offset,
        powerUp,
      })),
      memories: layout.memories,
      children,
      assertions: this.#assertions().map(({ property, path }) => ({ property, path })),
      checks: this.#role === "alone" ? this.#assertions().map(({ cond, group }) => ({ cond, group })) : [],
      covers: covers.map(({ property, path }, index) => ({ property, path, offset: layout.covers[index] ?? 0 })),
    };
  }

  #assertions() {
    return this.#module.properties.filter(({ property }) => property.kind !== "cover");
  }

  #bind(output: Schedule["outputs"][number]): OutputBinding {
    switch (output.kind) {
      case "constant":
        return { kind: "constant", value: output.value };
      case "input":
        return { kind: "input", input: output.input };
      case "state":
        return { kind: "state", offset: this.#addressOf(output.place) };
      case "computed":
        return { kind: "computed", offset: this.#addressOf(output.place), class: output.class };
    }
  }

  readonly #addressOf = ({ instance, offset }: Place): number => {
    if (offset < 0) throw new Error(`${this.#ir.name}: a value has no place`);
    return instance === undefined ? offset : offset + (this.#layout.children[instance] ?? 0);
  };

  #values(fn: FunctionBuilder, plan: FunctionPlan): ValueEmitter {
    const environment = {
      fn,
      base: this.#role === "alone" ? firstAddress : undefined,
      nodeCount: this.#module.graph.nodes.length,
      addressOf: this.#addressOf,
      foundAt: (node: Node) => (plan.finds.has(node) ? this.#kept.get(node) : undefined),
    };
    plan.root.roots.push(...plan.keeps);
    return new ValueEmitter(environment, plan.root);
  }

  /** Without what other functions keep. */
  #valuesIn(fn: FunctionBuilder, root: Region): ValueEmitter {
    return this.#values(fn, { root, keeps: new Set(), finds: new Set() });
  }

  #function(part: string): FunctionBuilder {
    return this.#wasm.function(`${this.#ir.name}.${part}`, ["i32"]);
  }

  #store(fn: FunctionBuilder, values: ValueEmitter, offset: number, width: number, push: () => void): void {
    values.pushBase();
    push();
    fn.memory(isWide(width) ? "i64_store" : "i32_store", offset);
  }

  #callChild(fn: FunctionBuilder, values: ValueEmitter, childIndex: number, target: number): void {
    values.pushBase();
    const offset = this.#layout.children[childIndex] ?? 0;
    if (offset > 0) {
      fn.constI32(offset);
      fn.op("i32_add");
    }
    fn.opIndex("call", target);
  }

  /** One function of the children that have it, each with the index of its child. */
  #ofChildren(part: "late" | "check" | "edge", group: number): { readonly index: number; readonly target: number }[] {
    return this.#module.children.flatMap(({ module, groups }, index) => {
      const target = part === "late" ? module.late : module.edges[groups.indexOf(group)]?.[part];
      return target === undefined ? [] : [{ index, target }];
    });
  }

  #emitSteps(fn: FunctionBuilder, values: ValueEmitter, steps: readonly Step[]): void {
    for (const step of steps) {
      if (step.kind === "call") {
        const { child, childIndex, classIndex } = step.call;
        const target = child.module.classes[classIndex]?.function;
        if (target !== undefined) this.#callChild(fn, values, childIndex, target);
      } else {
        const { childIndex, input, value } = step;
        const place = this.#module.children[childIndex]?.module.inputs[input]?.place;
        if (place === undefined) throw new Error(`${this.#ir.name}: child ${childIndex} has no input ${input}`);
        const offset = place.offset + (this.#layout.children[childIndex] ?? 0);
        this.#store(fn, values, offset, value.width, () => values.push(value));
      }
    }
  }

  #emitKept(fn: FunctionBuilder, values: ValueEmitter, { keeps }: FunctionPlan): void {
    for (const node of keeps) {
      const place = this.#kept.get(node);
      if (place === undefined) throw new Error(`${this.#ir.name}: a kept value has no place`);
      this.#store(fn, values, this.#addressOf(place), node.width, () => values.push(node));
    }
  }

  #emitClass(index: number): number | undefined {
    const scheduled = this.#schedule.classes[index];
    const plan = this.#plans.classes[index];
    if (scheduled === undefined || plan === undefined) throw new Error(`${this.#ir.name} has no class ${index}`);
    if (scheduled.steps.length + scheduled.outputs.length + plan.keeps.size === 0) return undefined;
    const fn = this.#function(`class${index}`);
    const values = this.#values(fn, plan);
    this.#emitSteps(fn, values, scheduled.steps);
    for (const { place, value } of scheduled.outputs) {
      this.#store(fn, values, this.#addressOf(place), value.width, () => values.push(value));
    }
    this.#emitKept(fn, values, plan);
    return fn.index;
  }

  #emitLate(): number | undefined {
    const plan = this.#plans.late;
    const below = this.#ofChildren("late", 0);
    if (this.#schedule.late.length + plan.keeps.size + below.length === 0) return undefined;
    const fn = this.#function("late");
    const values = this.#values(fn, plan);
    this.#emitSteps(fn, values, this.#schedule.late);
    this.#emitKept(fn, values, plan);
    for (const { index, target } of below) this.#callChild(fn, values, index, target);
    return fn.index;
  }

  #emitCheck(group: number, plan: FunctionPlan): number | undefined {
    const below = this.#ofChildren("check", group);
    if (plan.root.roots.length + below.length === 0) return undefined;
    const fn = this.#function(`check${group}`);
    const values = this.#values(fn, plan);
    this.#emitAssertions(fn, values, group);
    for (const { index: child, target } of below) this.#callChild(fn, values, child, target);
    return fn.index;
  }

  /** Leaves the function when an assertion fails. `edgesTaken`: local variable that the function then returns. */
  #emitGuard(fn: FunctionBuilder, values: ValueEmitter, checks: readonly GraphProperty[], edgesTaken?: number): void {
    if (checks.length === 0) return;
    for (const [index, { cond }] of checks.entries()) {
      values.push(cond);
      if (index > 0) fn.op("i32_and");
    }
    fn.op("i32_eqz");
    fn.open("if");
    fn.constI32(0);
    fn.constI32(1);
    fn.memory("i32_store", failureCountAddress);
    if (edgesTaken !== undefined) fn.opIndex("local_get", edgesTaken);
    fn.op("return");
    fn.op("end");
  }

  /** Notes the assertions that fail. */
  #emitAssertions(fn: FunctionBuilder, values: ValueEmitter, group: number): void {
    if (this.#runtime === undefined) throw new Error(`${this.#ir.name}: nowhere to note failures`);
    const { fail } = this.#runtime;
    for (const [index, { cond, group: own }] of this.#assertions().entries()) {
      if (own !== group) continue;
      values.push(cond);
      fn.op("i32_eqz");
      fn.open("if");
      values.pushBase();
      fn.constI32(index);
      fn.opIndex("call", fail.index);
      fn.op("end");
    }
  }

  /**
   * A module's registers before its children's: it may read a child's registers where they are, and must see them as
   * they were before the edge.
   */
  #emitEdge(group: number, plan: EdgePlan): number | undefined {
    const below = this.#ofChildren("edge", group);
    if (plan.root.roots.length + plan.root.children.length + below.length === 0) return undefined;
    const fn = this.#function(`edge${group}`);
    if (this.#gates !== undefined) {
      const due = this.#gates.emitDue(fn, this.#gateEnvironment);
      this.#emitGated(fn, group, this.#module, this.#gates, due);
      return fn.index;
    }
    const values = this.#values(fn, plan);
    if (this.#role === "alone") this.#emitGuard(fn, values, checksOf(this.#module, group));
    this.#emitCovers(fn, values, this.#module, group);
    const emitter = new EdgeEmitter(fn, values, plainTarget(this.#addressOf));
    for (const [index, ports] of plan.ports.entries()) {
      const layout = this.#layout.memories[index];
      if (layout === undefined) throw new Error(`${this.#ir.name}: memory ${index} has no place`);
      emitter.ports(index, layout, ports);
    }
    emitter.actions(plan.actions);
    for (const { index, target } of below) this.#callChild(fn, values, index, target);
    return fn.index;
  }

  #emitGated(
    fn: FunctionBuilder,
    group: number,
    module: ModuleGraph,
    gates: Gates,
    due: number,
    edgesTaken?: number,
  ): void {
    const conditions = module.properties.filter((each) => each.group === group && isCover(each));
    const root = region(undefined);
    for (const { cond } of conditions) root.roots.push(cond);
    this.#emitCovers(fn, this.#valuesIn(fn, root), module, group);
    gates.emit(fn, group, due, this.#gateEnvironment, (values, checks) => {
      this.#emitGuard(fn, values, checks, edgesTaken);
    });
  }

  /** A loop within the function: to call one for each edge costs a tenth of what an edge does. */
  #emitHeldRun(group: number, { inputs, module, gates }: HeldGates): Pick<CompiledEdge, "whileHeld"> {
    const fn = this.#wasm.function(`${this.#ir.name}.heldRun${group}`, ["i32", "i32"], "i32");
    const edges = 1;
    const taken = fn.local("i32");
    const due = gates.emitDue(fn, this.#gateEnvironment);
    fn.open("loop");
    this.#emitGated(fn, group, module, gates, due, taken);
    fn.opIndex("local_get", taken);
    fn.constI32(1);
    fn.op("i32_add");
    fn.opIndex("local_tee", taken);
    fn.opIndex("local_get", edges);
    fn.op("i32_lt_u");
    fn.opIndex("br_if", 0);
    fn.op("end");
    fn.opIndex("local_get", taken);
    return { whileHeld: { inputs, run: fn.index } };
  }

  get #gateEnvironment(): GateEnvironment {
    return {
      memories: this.#layout.memories,
      addressOf: this.#addressOf,
      values: (fn, root) => this.#valuesIn(fn, root),
    };
  }

  /** Brings what is derived from inputs and state up to date when those were written from outside. */
  #emitWake(): number | undefined {
    const below = this.#module.children.flatMap(({ module: { wake: target } }, index) =>
      target === undefined ? [] : [{ index, target }],
    );
    if (this.#gates === undefined && below.length === 0) return undefined;
    const fn = this.#function("wake");
    this.#gates?.emitWake(fn, this.#gateEnvironment, this.#held?.gates);
    const values = this.#valuesIn(fn, region(undefined));
    for (const { index, target } of below) this.#callChild(fn, values, index, target);
    return fn.index;
  }

  /** Writes down all nets, when everything combinational is up to date. */
  #emitNets(): number | undefined {
    const { nets, children } = this.#module;
    const below = children.flatMap(({ module: { showNets: target } }, index) =>
      target === undefined ? [] : [{ index, target }],
    );
    if (nets.length + below.length === 0) return undefined;
    const fn = this.#function("nets");
    const root = region(undefined);
    for (const { value } of nets) root.roots.push(value);
    const values = this.#valuesIn(fn, root);
    for (const { place, value } of nets) {
      this.#store(fn, values, this.#addressOf(place), value.width, () => values.push(value));
    }
    for (const { index, target } of below) this.#callChild(fn, values, index, target);
    return fn.index;
  }

  #emitCovers(fn: FunctionBuilder, values: ValueEmitter, { properties }: ModuleGraph, group: number): void {
    for (const [index, { cond, group: own }] of properties.filter(isCover).entries()) {
      if (own !== group) continue;
      const offset = this.#layout.covers[index] ?? 0;
      this.#store(fn, values, offset, 32, () => {
        values.pushBase();
        fn.memory("i32_load", offset);
        values.push(cond);
        fn.op("i32_add");
      });
    }
  }
}
