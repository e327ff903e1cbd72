/** Builds the value graph of one module from its IR: from names and statements to values and where they go. */
import { operands } from "../../hdlgen/expr.ts";
import type { Expr, Instance, Memory, ModuleIr, Property, Signal } from "../../hdlgen/ir.ts";
import { lowerBody } from "../../hdlgen/passes/lower.ts";
import type { CompiledModule } from "./compiled-module.ts";
import { Graph, type Node, type Operator } from "./graph.ts";
import { ownPlace, type Place } from "./place.ts";

export interface GraphRegister {
  readonly signal: Signal;
  readonly place: Place;
  readonly powerUp: bigint | undefined;
  readonly current: Node;
  readonly next: Node;
  readonly group: number;
}

export interface GraphMemory {
  readonly memory: Memory;
  readonly reads: readonly {
    readonly address: Node;
    readonly enable: Node;
    readonly data: Node;
    readonly group: number;
  }[];
  readonly writes: readonly {
    readonly group: number;
    readonly address: Node;
    readonly data: Node;
    readonly enable: Node;
    readonly mask: Node | undefined;
  }[];
}

/** The compiled module of an instance, and for each of its clock groups the one of the parent. */
export interface Child {
  readonly module: CompiledModule;
  readonly groups: readonly number[];
}

export interface GraphChild extends Child {
  readonly instance: Instance;
  /** Value of each input, in the order of the child's inputs. */
  readonly inputs: readonly Node[];
  /** The call of each class; undefined where the class has no function. */
  readonly calls: readonly (Node | undefined)[];
}

export interface ModuleGraph {
  readonly ir: ModuleIr;
  readonly graph: Graph;
  readonly inputs: readonly { readonly signal: Signal; readonly place: Place }[];
  readonly outputs: readonly { readonly name: string; readonly value: Node }[];
  readonly registers: readonly GraphRegister[];
  readonly memories: readonly GraphMemory[];
  readonly children: readonly GraphChild[];
  readonly properties: readonly { readonly property: Property; readonly cond: Node; readonly group: number }[];
}

/** What the graph of a module needs besides its IR. */
export interface ModuleEnvironment {
  /** The compiled module of an instance. */
  childOf(instance: Instance): Child;
  /** The clock group of a clock of the module; absent: its own. */
  groupOf(clock: Signal | undefined): number;
}

/** The graph of a module whose children are compiled. */
export function buildModuleGraph(ir: ModuleIr, environment: ModuleEnvironment): ModuleGraph {
  return new ModuleGraphBuilder(ir, environment).build();
}

type Definition =
  | { readonly kind: "node"; readonly node: Node }
  | { readonly kind: "value"; readonly expr: Expr }
  | { readonly kind: "childOutput"; readonly child: ChildUnderWork; readonly port: string };

interface ChildUnderWork extends Child {
  readonly index: number;
  readonly instance: Instance;
  readonly inputs: readonly Expr[];
  readonly places: Map<number, Place>;
  readonly calls: (Node | undefined)[];
}

class ModuleGraphBuilder {
  readonly #ir: ModuleIr;
  readonly #graph = new Graph();
  readonly #definitions = new Map<Signal, Definition>();
  /** Expressions met so far; without a node while they are being computed. */
  readonly #known = new Map<Expr, Node | undefined>();
  readonly #children: readonly ChildUnderWork[];
  readonly #groupOf: ModuleEnvironment["groupOf"];

  constructor(ir: ModuleIr, environment: ModuleEnvironment) {
    this.#ir = ir;
    this.#groupOf = environment.groupOf;
    this.#children = ir.instances.map((instance, index) => {
      const child = environment.childOf(instance);
      const inputs = inputExpressions(ir, instance, child.module);
      return { ...child, index, instance, inputs, places: new Map(), calls: [] };
    });
  }

  build(): ModuleGraph {
    const ir = this.#ir;
    const inputs = this.#declareInputs();
    const state = (signal: Signal, clock: Signal | undefined, powerUp: bigint | undefined) => {
      return { signal, powerUp, current: this.#state(signal), group: this.#groupOf(clock) };
    };
    const registers = ir.registers.map(({ signal, clock, powerUp }) => state(signal, clock, powerUp));
    const readData = ir.memories.flatMap((memory) =>
      memory.reads.map(({ data, clock }) => state(data, clock, undefined)),
    );
    const lowering = lowerBody(ir);
    for (const { signal, value } of ir.nodes) this.#definitions.set(signal, { kind: "value", expr: value });
    for (const [signal, { value, undriven }] of lowering.wires) {
      if (value === undefined || undriven !== undefined) {
        throw new Error(
          `${ir.name}.${signal.name} is not driven on every path; the drivers pass lets nothing such through`,
        );
      }
      this.#definitions.set(signal, { kind: "value", expr: value });
    }
    for (const child of this.#children) {
      for (const { port, signal } of child.instance.outputs.filter(({ signal }) => isData(signal))) {
        const name = modelPort(child.instance, child.module, port);
        this.#definitions.set(signal, { kind: "childOutput", child, port: name });
      }
    }
    const node = (expr: Expr) => this.#node(expr);
    return {
      ir,
      graph: this.#graph,
      inputs,
      outputs: ir.outputs
        .filter(({ signal }) => isData(signal))
        .map(({ signal, value }) => ({ name: signal.name, value: node(value) })),
      registers: [
        ...registers.map((register) => {
          const next = lowering.registers.get(register.signal);
          if (next === undefined) throw new Error(`${ir.name}.${register.signal.name} was not lowered`);
          return { ...register, place: placeOf(register.current), next: node(next) };
        }),
        ...readData.map((register) => ({ ...register, place: placeOf(register.current), next: register.current })),
      ],
      memories: ir.memories.map((memory) => ({
        memory,
        reads: memory.reads.map(({ address, enable, data, clock }) => ({
          group: this.#groupOf(clock),
          address: node(address),
          enable: node(enable),
          data: this.#signalNode(data),
        })),
        writes: memory.writes.map(({ address, data, enable, mask, clock }) => ({
          group: this.#groupOf(clock),
          address: node(address),
          data: node(data),
          enable: node(enable),
          mask: mask === undefined ? undefined : node(mask),
        })),
      })),
      properties: ir.properties.map((property) => ({
        property,
        cond: node(property.cond),
        group: this.#groupOf(property.clock),
      })),
      children: this.#children.map((child) => ({
        instance: child.instance,
        module: child.module,
        groups: child.groups,
        inputs: child.inputs.map(node),
        calls: child.module.classes.map((_, index) => this.#call(child, index)),
      })),
    };
  }

  #declareInputs(): { signal: Signal; place: Place }[] {
    const signals = inputSignals(this.#ir);
    return signals.map((signal, index) => {
      const place = ownPlace(signal.type.width);
      this.#definitions.set(signal, { kind: "node", node: this.#graph.load(place, this.#graph.sets.single(index)) });
      return { signal, place };
    });
  }

  #state(signal: Signal): Node {
    const node = this.#graph.load(ownPlace(signal.type.width), this.#graph.sets.empty);
    this.#definitions.set(signal, { kind: "node", node });
    return node;
  }

  /** Iterative, because chains of named values can be deeper than the call stack. */
  #node(root: Expr): Node {
    const stack: Expr[] = [];
    let result = this.#ready(root);
    if (result === undefined) stack.push(this.#behind(root));
    for (let expr = stack.at(-1); expr !== undefined; expr = stack.at(-1)) {
      if (this.#known.get(expr) !== undefined) {
        stack.pop();
        continue;
      }
      this.#known.set(expr, undefined);
      const operands: Node[] = [];
      const height = stack.length;
      for (const operand of this.#operandsOf(expr)) {
        const node = this.#ready(operand);
        if (node !== undefined) {
          operands.push(node);
          continue;
        }
        const behind = this.#behind(operand);
        if (this.#known.has(behind)) throw this.#loop(stack);
        stack.push(behind);
      }
      if (stack.length > height) continue;
      stack.pop();
      this.#known.set(expr, this.#convert(expr, operands));
    }
    result ??= this.#ready(root);
    if (result === undefined) throw new Error(`${this.#ir.name}: a value was not found after it was computed`);
    return result;
  }

  /** The node of an expression whose value is known. */
  #ready(expr: Expr): Node | undefined {
    if (expr.op === "const") return this.#graph.constant(expr.width, expr.value);
    if (expr.op !== "ref") return this.#known.get(expr);
    const definition = this.#definition(expr.signal);
    if (definition.kind === "node") return definition.node;
    const node = this.#known.get(definition.kind === "value" ? definition.expr : expr);
    const known = node ?? (definition.kind === "value" ? this.#readyValue(definition.expr) : undefined);
    if (known !== undefined) this.#definitions.set(expr.signal, { kind: "node", node: known });
    return known;
  }

  /** A named value that is itself a constant or another name. */
  #readyValue(expr: Expr): Node | undefined {
    return expr.op === "const" || expr.op === "ref" ? this.#ready(expr) : undefined;
  }

  /** The expression to compute for `expr`: a reference to a named value is that value. */
  #behind(expr: Expr): Expr {
    if (expr.op !== "ref") return expr;
    const definition = this.#definition(expr.signal);
    return definition.kind === "value" ? definition.expr : expr;
  }

  /** Expressions that are being computed are in `#known` without a node. */
  #loop(stack: readonly Expr[]): Error {
    const names: string[] = [];
    for (const [signal, definition] of this.#definitions) {
      const expr = definition.kind === "value" ? definition.expr : undefined;
      if (expr !== undefined && stack.includes(expr) && this.#known.has(expr)) names.push(signal.name);
    }
    return new Error(
      `combinational loop in ${this.#ir.name} reached the engine, which a pass should have refused: through ${names.join(", ")}`,
    );
  }

  #definition(signal: Signal): Definition {
    const definition = this.#definitions.get(signal);
    if (definition === undefined) throw new Error(`${this.#ir.name}.${signal.name} has no value in this module`);
    return definition;
  }

  #signalNode(signal: Signal): Node {
    const definition = this.#definition(signal);
    if (definition.kind !== "node") throw new Error(`${this.#ir.name}.${signal.name} is not a register`);
    return definition.node;
  }

  #operandsOf(expr: Expr): readonly Expr[] {
    if (expr.op !== "ref") return operands(expr);
    const definition = this.#definition(expr.signal);
    if (definition.kind === "node") return [];
    if (definition.kind === "value") return [definition.expr];
    const { child, port } = definition;
    const binding = bindingOf(child, port);
    if (binding.kind === "input") return [inputOf(child, binding.input)];
    if (binding.kind !== "computed") return [];
    return (child.module.classes[binding.class]?.inputs ?? []).map((input) => inputOf(child, input));
  }

  #convert(expr: Expr, operands: readonly Node[]): Node {
    if (expr.op === "ref") return this.#convertRef(expr.signal);
    return this.#graph.make(operatorOf(expr), expr.width, operands, expr.op === "slice" ? expr.low : 0);
  }

  #convertRef(signal: Signal): Node {
    const definition = this.#definition(signal);
    if (definition.kind === "node") return definition.node;
    if (definition.kind === "value") return this.#node(definition.expr);
    const { child, port } = definition;
    const binding = bindingOf(child, port);
    const { width } = signal.type;
    switch (binding.kind) {
      case "constant":
        return this.#graph.constant(width, binding.value);
      case "input":
        return this.#node(inputOf(child, binding.input));
      case "state":
        return this.#graph.load(childPlace(child, binding.offset, width), this.#graph.sets.empty);
      case "computed": {
        const call = this.#call(child, binding.class);
        if (call === undefined) throw new Error(`${child.module.ir.name}: the class of ${port} has no function`);
        return this.#graph.childOutput(childPlace(child, binding.offset, width), call);
      }
    }
  }

  #call(child: ChildUnderWork, index: number): Node | undefined {
    const known = child.calls[index];
    const compiledClass = child.module.classes[index];
    if (known !== undefined || compiledClass?.function === undefined) return known;
    const before = compiledClass.before.flatMap((earlier) => this.#call(child, earlier) ?? []);
    const inputs = compiledClass.inputs.map((input) => this.#node(inputOf(child, input)));
    const call = this.#graph.call([...inputs, ...before]);
    child.calls[index] = call;
    return call;
  }
}

/** Clocks have no values: they are what edges are of. */
const isData = ({ type }: Signal): boolean => type.kind !== "clock";

/** Input ports of data in order, then the reset. */
export function inputSignals(ir: ModuleIr): Signal[] {
  const ports = ir.ports.flatMap(({ direction, signal }) => (direction === "input" && isData(signal) ? [signal] : []));
  return ir.reset === undefined ? ports : [...ports, ir.reset];
}

/** What the parent gives for each input of the child, in the order of the child's inputs. */
function inputExpressions(ir: ModuleIr, instance: Instance, module: CompiledModule): Expr[] {
  return inputSignals(module.ir).map((signal) => {
    if (signal === module.ir.reset) return instance.reset ?? resetOfModel(ir, instance);
    const port = instance.module.ports[module.ir.ports.findIndex((each) => each.signal === signal)]?.signal.name;
    const given = instance.inputs.find((each) => each.port === port)?.value;
    if (given === undefined) throw new Error(`${ir.name}.${instance.name}: nothing drives ${signal.name}`);
    return given;
  });
}

/** A cell has no reset of its own, so the one of its model is never active. */
function resetOfModel(ir: ModuleIr, instance: Instance): Expr {
  if (instance.module.blackBox === undefined) throw new Error(`${ir.name}.${instance.name}: nothing drives its reset`);
  return { op: "const", width: 1, value: 0n };
}

/** The port of the compiled module that a port of the instance is: a model's ports are its cell's, by position. */
function modelPort(instance: Instance, module: CompiledModule, port: string): string {
  const index = instance.module.ports.findIndex((each) => each.signal.name === port);
  const name = module.ir.ports[index]?.signal.name;
  if (name === undefined) throw new Error(`${module.ir.name} has no port ${port}`);
  return name;
}

function inputOf(child: ChildUnderWork, index: number): Expr {
  const expr = child.inputs[index];
  if (expr === undefined) throw new Error(`${child.instance.name} has no input ${index}`);
  return expr;
}

function bindingOf(child: ChildUnderWork, port: string) {
  const binding = child.module.outputs.get(port);
  if (binding === undefined) throw new Error(`${child.module.ir.name} has no output ${port}`);
  return binding;
}

/** One object per place, so that the graph sees one value. */
function childPlace(child: ChildUnderWork, offset: number, width: number): Place {
  const known = child.places.get(offset);
  if (known !== undefined) return known;
  const place: Place = { width, instance: child.index, offset };
  child.places.set(offset, place);
  return place;
}

function placeOf(node: Node): Place {
  if (node.place === undefined) throw new Error("a register lives somewhere");
  return node.place;
}

function operatorOf(expr: Expr): Operator {
  switch (expr.op) {
    case "lt":
      return expr.signed ? "lts" : "ltu";
    case "le":
      return expr.signed ? "les" : "leu";
    case "extend":
      return expr.signed ? "sext" : "zext";
    case "ref":
      throw new Error("a reference is no operator");
    default:
      return expr.op;
  }
}
