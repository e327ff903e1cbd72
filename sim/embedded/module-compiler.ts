/** Compiles one module: graph, schedule, layout, and its functions. */
import type { ModuleIr, Property } from "../../hdlgen/ir.ts";
import type { CompiledModule, OutputBinding } from "./compiled-module.ts";
import type { Node } from "./graph.ts";
import { type Layout, layOut } from "./layout.ts";
import { emitPorts, portRoots } from "./memory-ports.ts";
import {
  buildModuleGraph,
  type GraphMemory,
  type GraphRegister,
  inputSignals,
  type ModuleEnvironment,
  type ModuleGraph,
} from "./module-graph.ts";
import { isWide, type Place } from "./place.ts";
import type { Runtime } from "./runtime.ts";
import { type Schedule, type Step, scheduleModule } from "./schedule.ts";
import { type FunctionPlan, planSpills } from "./spills.ts";
import { baseLocal, ValueEmitter } from "./value-emitter.ts";
import type { FunctionBuilder, ModuleBuilder } from "./wasm-encoder.ts";

/** Adds the functions of `ir` to `wasm`, those of an edge once for each of its clock groups. */
export function compileModule(
  ir: ModuleIr,
  environment: ModuleEnvironment & { readonly groups: number },
  wasm: ModuleBuilder,
  runtime: Runtime,
): CompiledModule {
  return new ModuleCompiler(ir, environment, wasm, runtime).compile();
}

class ModuleCompiler {
  readonly #ir: ModuleIr;
  readonly #wasm: ModuleBuilder;
  readonly #runtime: Runtime;
  readonly #module: ModuleGraph;
  readonly #schedule: Schedule;
  readonly #plans: {
    readonly classes: readonly FunctionPlan[];
    readonly late: FunctionPlan;
    /** By clock group. */
    readonly edges: readonly Record<"check" | "edge", FunctionPlan>[];
  };
  readonly #kept: ReadonlyMap<Node, Place>;
  readonly #layout: Layout;

  constructor(
    ir: ModuleIr,
    environment: ModuleEnvironment & { readonly groups: number },
    wasm: ModuleBuilder,
    runtime: Runtime,
  ) {
    this.#ir = ir;
    this.#wasm = wasm;
    this.#runtime = runtime;
    const module = buildModuleGraph(ir, environment);
    const schedule = scheduleModule(module);
    this.#module = module;
    this.#schedule = schedule;
    const plan = (roots: Node[]): FunctionPlan => ({ roots, keeps: new Set(), finds: new Set() });
    const stored = (steps: readonly Step[]) => steps.flatMap((step) => (step.kind === "input" ? [step.value] : []));
    const classes = schedule.classes.map(({ steps, outputs }) =>
      plan([...stored(steps), ...outputs.map(({ value }) => value)]),
    );
    const late = plan(stored(schedule.late));
    const edges = Array.from({ length: environment.groups }, (_, group) => {
      const properties = module.properties.filter((each) => each.group === group);
      const [covers, checks] = [properties.filter(isCover), properties.filter((each) => !isCover(each))];
      const check = plan(checks.map(({ cond }) => cond));
      const edge = plan([
        ...covers.map(({ cond }) => cond),
        ...module.memories.map((memory) => portsOf(memory, group)).flatMap(portRoots),
        ...registersOf(module, group).map(({ next }) => next),
      ]);
      return { check, edge };
    });
    this.#plans = { classes, late, edges };
    const lateIndex = classes.length;
    const inOrder = [...classes, late, ...edges.flatMap(({ check, edge }) => [check, edge])];
    this.#kept = planSpills(module.graph.nodes.length, inOrder, (i, j) => {
      if (i > lateIndex) return false;
      return j >= lateIndex || (schedule.classes[j]?.before.includes(i) ?? false);
    });
    this.#layout = layOut(module, [
      ...module.inputs.map(({ place }) => place),
      ...module.registers.map(({ place }) => place),
      ...schedule.classes.flatMap(({ outputs }) => outputs.map(({ place }) => place)),
      ...this.#kept.values(),
    ]);
  }

  compile(): CompiledModule {
    const module = this.#module;
    const layout = this.#layout;
    const functions = this.#schedule.classes.map((_, index) => this.#emitClass(index));
    const children = module.children.map((child, index) => ({
      name: child.instance.name,
      module: child.module,
      offset: layout.children[index] ?? 0,
    }));
    const covers = module.properties.filter(({ property }) => property.kind === "cover");
    return {
      ir: this.#ir,
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
      edges: this.#plans.edges.map(({ check, edge }, group) => ({
        check: this.#emitCheck(group, check),
        edge: this.#emitEdge(group, edge),
      })),
      registers: module.registers.map(({ signal: { name, type }, place, powerUp }) => ({
        name,
        type,
        offset: place.offset,
        powerUp,
      })),
      memories: layout.memories,
      children,
      assertions: this.#assertions().map(({ property }) => property),
      covers: covers.map(({ property }, index) => ({ property, offset: layout.covers[index] ?? 0 })),
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
      nodeCount: this.#module.graph.nodes.length,
      addressOf: this.#addressOf,
      foundAt: (node: Node) => (plan.finds.has(node) ? this.#kept.get(node) : undefined),
    };
    return new ValueEmitter(environment, [...plan.roots, ...plan.keeps]);
  }

  #function(part: string): FunctionBuilder {
    return this.#wasm.function(`${this.#ir.name}.${part}`, ["i32"]);
  }

  #store(fn: FunctionBuilder, offset: number, width: number, push: () => void): void {
    fn.opIndex("local_get", baseLocal);
    push();
    fn.memory(isWide(width) ? "i64_store" : "i32_store", offset);
  }

  #callChild(fn: FunctionBuilder, childIndex: number, target: number): void {
    fn.opIndex("local_get", baseLocal);
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
        if (target !== undefined) this.#callChild(fn, childIndex, target);
      } else {
        const { childIndex, input, value } = step;
        const place = this.#module.children[childIndex]?.module.inputs[input]?.place;
        if (place === undefined) throw new Error(`${this.#ir.name}: child ${childIndex} has no input ${input}`);
        const offset = place.offset + (this.#layout.children[childIndex] ?? 0);
        this.#store(fn, offset, value.width, () => values.push(value));
      }
    }
  }

  #emitKept(fn: FunctionBuilder, values: ValueEmitter, { keeps }: FunctionPlan): void {
    for (const node of keeps) {
      const place = this.#kept.get(node);
      if (place === undefined) throw new Error(`${this.#ir.name}: a kept value has no place`);
      this.#store(fn, this.#addressOf(place), node.width, () => values.push(node));
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
      this.#store(fn, this.#addressOf(place), value.width, () => values.push(value));
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
    for (const { index, target } of below) this.#callChild(fn, index, target);
    return fn.index;
  }

  #emitCheck(group: number, plan: FunctionPlan): number | undefined {
    const below = this.#ofChildren("check", group);
    if (plan.roots.length + below.length === 0) return undefined;
    const fn = this.#function(`check${group}`);
    const values = this.#values(fn, plan);
    for (const [index, { cond, group: own }] of this.#assertions().entries()) {
      if (own !== group) continue;
      values.push(cond);
      fn.op("i32_eqz");
      fn.open("if");
      fn.opIndex("local_get", baseLocal);
      fn.constI32(index);
      fn.opIndex("call", this.#runtime.fail.index);
      fn.op("end");
    }
    for (const { index: child, target } of below) this.#callChild(fn, child, target);
    return fn.index;
  }

  /**
   * A module's registers before its children's: it may read a child's registers where they are, and must see them as
   * they were before the edge.
   */
  #emitEdge(group: number, plan: FunctionPlan): number | undefined {
    const below = this.#ofChildren("edge", group);
    if (plan.roots.length + below.length === 0) return undefined;
    const fn = this.#function(`edge${group}`);
    const values = this.#values(fn, plan);
    this.#emitCovers(fn, values, group);
    const commits = this.#module.memories.map((whole, index) => {
      const memory = portsOf(whole, group);
      const layout = this.#layout.memories[index];
      if (layout === undefined) throw new Error(`${this.#ir.name}: memory ${index} has no place`);
      const runtime = this.#runtime;
      return { memory, ...emitPorts({ fn, values, runtime, memory, layout, addressOf: this.#addressOf }) };
    });
    for (const { memory, commit } of commits) {
      for (const { data } of memory.reads) values.preserve(data);
      commit();
    }
    for (const { current, next, place } of registersOf(this.#module, group)) {
      this.#store(fn, this.#addressOf(place), next.width, () => {
        values.push(next);
        values.preserve(current);
      });
    }
    for (const { index, target } of below) this.#callChild(fn, index, target);
    return fn.index;
  }

  #emitCovers(fn: FunctionBuilder, values: ValueEmitter, group: number): void {
    for (const [index, { cond, group: own }] of this.#module.properties.filter(isCover).entries()) {
      if (own !== group) continue;
      const offset = this.#layout.covers[index] ?? 0;
      this.#store(fn, offset, 32, () => {
        fn.opIndex("local_get", baseLocal);
        fn.memory("i32_load", offset);
        values.push(cond);
        fn.op("i32_add");
      });
    }
  }
}

const isCover = ({ property }: { readonly property: Property }): boolean => property.kind === "cover";

/** The registers that an edge of the group changes. */
function registersOf({ registers }: ModuleGraph, group: number): GraphRegister[] {
  return registers.filter((register) => register.group === group && register.next !== register.current);
}

/** A memory as far as a group's edges concern it. */
function portsOf(memory: GraphMemory, group: number): GraphMemory {
  const follows = (port: { readonly group: number }): boolean => port.group === group;
  return { ...memory, reads: memory.reads.filter(follows), writes: memory.writes.filter(follows) };
}
