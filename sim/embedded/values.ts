/** From the expressions of a unit's modules to nodes of its graph; references are followed across instances. */
import { operands } from "../../hdlgen/expr.ts";
import type { Expr, Instance, ModuleIr, Signal } from "../../hdlgen/ir.ts";
import type { Lowering } from "../../hdlgen/passes/lower.ts";
import { Graph, type Node, type Operator } from "./graph.ts";
import type { Place } from "./place.ts";
import type { Called, Scope } from "./units.ts";

/** What a signal of a module stands for. */
export type Definition =
  | { readonly kind: "node"; readonly node: Node }
  /** An expression over the signals of `scope`, which need not be the signal's own. */
  | { readonly kind: "value"; readonly expr: Expr; readonly scope: WorkingScope }
  | { readonly kind: "childOutput"; readonly child: WorkingChild; readonly port: string };

/** A module within the unit while its values are being found. */
export interface WorkingScope extends Pick<Scope, "ir" | "path" | "groupOf"> {
  readonly lowering: Lowering;
  readonly definitions: Map<Signal, Definition>;
  /** Expressions met so far; without a node while they are being computed. */
  readonly known: Map<Expr, Node | undefined>;
}

/** An instance of another unit, in `scope`. */
export interface WorkingChild extends Called {
  readonly index: number;
  readonly scope: WorkingScope;
  readonly inputs: readonly Expr[];
  readonly places: Map<number, Place>;
  readonly calls: (Node | undefined)[];
}

type Reference = Extract<Expr, { op: "ref" }>;
type Operation = Exclude<Expr, { op: "const" | "ref" }>;

interface Located {
  readonly expr: Expr;
  readonly scope: WorkingScope;
}

/** Expressions within expressions that are followed by calls. */
const deepestCall = 200;

export class ValueBuilder {
  readonly graph = new Graph();
  #depth = 0;

  /** The node of an expression. */
  node(expr: Expr, scope: WorkingScope): Node {
    if (expr.op === "const") return this.graph.constant(expr.width, expr.value);
    const known = expr.op === "ref" ? this.#ready(expr, scope) : scope.known.get(expr);
    if (known !== undefined) return known;
    if (this.#depth >= deepestCall) return this.#deepNode(expr, scope);
    this.#depth++;
    const node = expr.op === "ref" ? this.#named(expr, scope) : this.#operation(expr, scope);
    this.#depth--;
    return node;
  }

  #named(expr: Reference, scope: WorkingScope): Node {
    const definition = definitionOf(expr.signal, scope);
    if (definition.kind !== "value") return this.#deepNode(expr, scope);
    const node = this.node(definition.expr, definition.scope);
    scope.definitions.set(expr.signal, { kind: "node", node });
    return node;
  }

  #operation(expr: Operation, scope: WorkingScope): Node {
    if (scope.known.has(expr)) throw loop([scope]);
    scope.known.set(expr, undefined);
    const found: Node[] = [];
    for (const operand of operands(expr)) found.push(this.node(operand, scope));
    const node = this.#convert(expr, scope, found);
    scope.known.set(expr, node);
    return node;
  }

  /** The same without calls: chains of named values can be deeper than the call stack. */
  #deepNode(root: Expr, within: WorkingScope): Node {
    const stack = [this.#behind(root, within)];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const { expr, scope } = top;
      if (scope.known.get(expr) !== undefined) {
        stack.pop();
        continue;
      }
      scope.known.set(expr, undefined);
      const found: Node[] = [];
      const height = stack.length;
      if (expr.op === "ref") {
        for (const needed of this.#neededBy(expr, scope)) this.#find(needed.expr, needed.scope, found, stack);
      } else {
        operands(expr).forEach((operand) => {
          this.#find(operand, scope, found, stack);
        });
      }
      if (stack.length > height) continue;
      stack.pop();
      scope.known.set(expr, this.#convert(expr, scope, found));
    }
    const result = this.#ready(root, within);
    if (result === undefined) throw new Error(`${within.ir.name}: a value was not found after it was computed`);
    return result;
  }

  /** Adds the node of an operand to those found, or what has to be computed for it to the stack. */
  #find(operand: Expr, within: WorkingScope, found: Node[], stack: Located[]): void {
    const node = this.#ready(operand, within);
    if (node !== undefined) {
      found.push(node);
      return;
    }
    const behind = this.#behind(operand, within);
    if (behind.scope.known.has(behind.expr)) throw loop(stack.map((each) => each.scope));
    stack.push(behind);
  }

  /** The node of a register, or of what a memory's read port holds. */
  stateNode(signal: Signal, scope: WorkingScope): Node {
    const definition = definitionOf(signal, scope);
    if (definition.kind !== "node") throw new Error(`${scope.ir.name}.${signal.name} is not a register`);
    return definition.node;
  }

  call(child: WorkingChild, index: number): Node | undefined {
    const known = child.calls[index];
    const compiledClass = child.module.classes[index];
    if (known !== undefined || compiledClass?.function === undefined) return known;
    const before = compiledClass.before.flatMap((earlier) => this.call(child, earlier) ?? []);
    const inputs = compiledClass.inputs.map((input) => this.node(inputOf(child, input), child.scope));
    const call = this.graph.call([...inputs, ...before]);
    child.calls[index] = call;
    return call;
  }

  /** The node of an expression whose value is known. */
  #ready(expr: Expr, scope: WorkingScope): Node | undefined {
    if (expr.op === "const") return this.graph.constant(expr.width, expr.value);
    if (expr.op !== "ref") return scope.known.get(expr);
    const definition = definitionOf(expr.signal, scope);
    if (definition.kind === "node") return definition.node;
    const node = definition.kind === "value" ? definition.scope.known.get(definition.expr) : scope.known.get(expr);
    const known = node ?? (definition.kind === "value" ? this.#readyValue(definition) : undefined);
    if (known !== undefined) scope.definitions.set(expr.signal, { kind: "node", node: known });
    return known;
  }

  /** A named value that is itself a constant or another name. */
  #readyValue({ expr, scope }: Located): Node | undefined {
    return expr.op === "const" || expr.op === "ref" ? this.#ready(expr, scope) : undefined;
  }

  /** The expression to compute for `expr`: a reference to a named value is that value. */
  #behind(expr: Expr, scope: WorkingScope): Located {
    if (expr.op !== "ref") return { expr, scope };
    const definition = definitionOf(expr.signal, scope);
    return definition.kind === "value" ? definition : { expr, scope };
  }

  /** What a reference stands for, or the inputs of the child whose output it is. */
  #neededBy({ signal }: Reference, scope: WorkingScope): readonly Located[] {
    const definition = definitionOf(signal, scope);
    if (definition.kind === "node") return [];
    if (definition.kind === "value") return [definition];
    const { child, port } = definition;
    const binding = bindingOf(child, port);
    if (binding.kind === "input") return [{ expr: inputOf(child, binding.input), scope: child.scope }];
    if (binding.kind !== "computed") return [];
    const inputs = child.module.classes[binding.class]?.inputs ?? [];
    return inputs.map((input) => ({ expr: inputOf(child, input), scope: child.scope }));
  }

  #convert(expr: Expr, scope: WorkingScope, operands: readonly Node[]): Node {
    if (expr.op === "ref") return this.#convertRef(expr.signal, scope);
    return this.graph.make(operatorOf(expr), expr.width, operands, expr.op === "slice" ? expr.low : 0);
  }

  #convertRef(signal: Signal, scope: WorkingScope): Node {
    const definition = definitionOf(signal, scope);
    if (definition.kind === "node") return definition.node;
    if (definition.kind === "value") return this.node(definition.expr, definition.scope);
    const { child, port } = definition;
    const binding = bindingOf(child, port);
    const { width } = signal.type;
    switch (binding.kind) {
      case "constant":
        return this.graph.constant(width, binding.value);
      case "input":
        return this.node(inputOf(child, binding.input), child.scope);
      case "state":
        return this.graph.load(childPlace(child, binding.offset, width), this.graph.sets.empty);
      case "computed": {
        const call = this.call(child, binding.class);
        if (call === undefined) throw new Error(`${child.module.ir.name}: the class of ${port} has no function`);
        return this.graph.childOutput(childPlace(child, binding.offset, width), call);
      }
    }
  }
}

function definitionOf(signal: Signal, scope: WorkingScope): Definition {
  const definition = scope.definitions.get(signal);
  if (definition === undefined) throw new Error(`${scope.ir.name}.${signal.name} has no value in this module`);
  return definition;
}

/** Expressions that are being computed are known without a node. */
function loop(scopes: readonly WorkingScope[]): Error {
  const names = new Set<string>();
  for (const { definitions } of new Set(scopes)) {
    for (const [signal, definition] of definitions) {
      if (definition.kind !== "value") continue;
      const { known } = definition.scope;
      if (known.has(definition.expr) && known.get(definition.expr) === undefined) names.add(signal.name);
    }
  }
  const where = scopes[0]?.ir.name ?? "the design";
  return new Error(
    `combinational loop in ${where} reached the engine, which a pass should have refused: through ${[...names].join(", ")}`,
  );
}

/** Clocks have no values: they are what edges are of. */
export const isData = ({ type }: Signal): boolean => type.kind !== "clock";

/** Input ports of data in order, then the reset. */
export function inputSignals(ir: ModuleIr): Signal[] {
  const signals: Signal[] = [];
  for (const { direction, signal } of ir.ports) if (direction === "input" && isData(signal)) signals.push(signal);
  if (ir.reset !== undefined) signals.push(ir.reset);
  return signals;
}

/** What the parent gives for each input of the child, in the order of the child's inputs. */
export function inputExpressions(
  parent: ModuleIr,
  instance: Instance,
  child: ModuleIr,
): { readonly signal: Signal; readonly value: Expr }[] {
  const given = new Map<string | undefined, Expr>();
  for (const { port, value } of instance.inputs) given.set(port, value);
  const found: { signal: Signal; value: Expr }[] = [];
  for (const [index, { direction, signal }] of child.ports.entries()) {
    if (direction !== "input" || !isData(signal)) continue;
    const value = given.get(instance.module.ports[index]?.signal.name);
    if (value === undefined) throw new Error(`${parent.name}.${instance.name}: nothing drives ${signal.name}`);
    found.push({ signal, value });
  }
  const { reset } = child;
  if (reset !== undefined) found.push({ signal: reset, value: instance.reset ?? resetOfModel(parent, instance) });
  return found;
}

/** A cell has no reset of its own, so the one of its model is never active. */
function resetOfModel(parent: ModuleIr, instance: Instance): Expr {
  if (instance.module.blackBox === undefined) {
    throw new Error(`${parent.name}.${instance.name}: nothing drives its reset`);
  }
  return { op: "const", width: 1, value: 0n };
}

/** The port of the compiled module that a port of the instance is: a model's ports are its cell's, by position. */
export function modelPort(instance: Instance, module: ModuleIr, port: string): string {
  if (instance.module === module) return port;
  const index = instance.module.ports.findIndex((each) => each.signal.name === port);
  const name = module.ports[index]?.signal.name;
  if (name === undefined) throw new Error(`${module.name} has no port ${port}`);
  return name;
}

export function inputOf(child: WorkingChild, index: number): Expr {
  const expr = child.inputs[index];
  if (expr === undefined) throw new Error(`${child.instance.name} has no input ${index}`);
  return expr;
}

function bindingOf(child: WorkingChild, port: string) {
  const binding = child.module.outputs.get(port);
  if (binding === undefined) throw new Error(`${child.module.ir.name} has no output ${port}`);
  return binding;
}

/** One object per place, so that the graph sees one value. */
function childPlace(child: WorkingChild, offset: number, width: number): Place {
  const known = child.places.get(offset);
  if (known !== undefined) return known;
  const place: Place = { width, instance: child.index, offset };
  child.places.set(offset, place);
  return place;
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
