/** The value graph of one unit: where its values begin, and where they go. */

import { reference } from "../../hdlgen/expr.ts";
import type { Expr, Instance, IrType, Memory, ModuleIr, Property, Signal } from "../../hdlgen/ir.ts";
import { lowerBody } from "../../hdlgen/passes/lower.ts";
import type { CompiledModule } from "./compiled-module.ts";
import type { Graph, Node } from "./graph.ts";
import { ownPlace, type Place } from "./place.ts";
import { isCalled, type Scope } from "./units.ts";
import {
  inputExpressions,
  inputOf,
  inputSignals,
  isData,
  modelPort,
  ValueBuilder,
  type WorkingChild,
  type WorkingScope,
} from "./values.ts";

export interface GraphRegister {
  readonly name: string;
  readonly signal: Signal;
  readonly place: Place;
  readonly powerUp: bigint | undefined;
  readonly current: Node;
  /** What it takes at an edge, unless it is reset. */
  readonly next: Node;
  readonly reset: { readonly when: Node; readonly value: Node } | undefined;
  readonly group: number;
}

export interface GraphMemory {
  readonly name: string;
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

/** An instance of another unit. */
export interface GraphChild {
  readonly name: string;
  readonly instance: Instance;
  readonly module: CompiledModule;
  /** For each of its clock groups, the one of this unit. */
  readonly groups: readonly number[];
  /** Value of each input, in the order of the child's inputs. */
  readonly inputs: readonly Node[];
  /** The call of each class; undefined where the class has no function. */
  readonly calls: readonly (Node | undefined)[];
}

export interface GraphProperty {
  readonly property: Property;
  /** Of its module below the unit; empty for the unit's own. */
  readonly path: string;
  readonly cond: Node;
  readonly group: number;
}

/** A named wire, or a port of an inner instance. */
export interface GraphNet {
  readonly name: string;
  readonly type: IrType;
  readonly value: Node;
  readonly place: Place;
}

export interface ModuleGraph {
  readonly ir: ModuleIr;
  readonly graph: Graph;
  readonly inputs: readonly { readonly signal: Signal; readonly place: Place }[];
  readonly outputs: readonly { readonly name: string; readonly value: Node }[];
  readonly registers: readonly GraphRegister[];
  readonly memories: readonly GraphMemory[];
  readonly children: readonly GraphChild[];
  readonly properties: readonly GraphProperty[];
  /** In a debug build. */
  readonly nets: readonly GraphNet[];
}

/** The graph of a unit; the units that it instantiates are compiled. */
export function buildModuleGraph(root: Scope, visible: "state" | "nets"): ModuleGraph {
  const values = new ValueBuilder();
  const children: WorkingChild[] = [];
  const scopes: WorkingScope[] = [];
  const top = openScope(root, undefined, values, children, scopes);
  const inputs = inputSignals(root.ir).map((signal, index) => {
    const place = ownPlace(signal.type.width);
    top.definitions.set(signal, { kind: "node", node: values.graph.load(place, values.graph.sets.single(index)) });
    return { signal, place };
  });
  return {
    ir: root.ir,
    graph: values.graph,
    inputs,
    outputs: root.ir.outputs
      .filter(({ signal }) => isData(signal))
      .map(({ signal, value }) => ({ name: signal.name, value: values.node(value, top) })),
    registers: scopes.flatMap((scope) => registersOf(scope, values)),
    memories: scopes.flatMap((scope) => memoriesOf(scope, values)),
    properties: scopes.flatMap((scope) =>
      scope.ir.properties.map((property) => ({
        property,
        path: scope.path,
        cond: values.node(property.cond, scope),
        group: scope.groupOf(property.clock),
      })),
    ),
    nets: visible === "state" ? [] : scopes.flatMap((scope) => netsOf(scope, values)),
    children: children.map((child) => ({
      name: child.path,
      instance: child.instance,
      module: child.module,
      groups: child.groups,
      inputs: child.inputs.map((_, index) => values.node(inputOf(child, index), child.scope)),
      calls: child.module.classes.map((_, index) => values.call(child, index)),
    })),
  };
}

/** Declares what the signals of a module, and of those below it in the unit, stand for. */
function openScope(
  { ir, path, groupOf, children, instance }: Scope,
  parent: WorkingScope | undefined,
  values: ValueBuilder,
  called: WorkingChild[],
  all: WorkingScope[],
): WorkingScope {
  const lowering = lowerBody(ir);
  const scope: WorkingScope = { ir, path, groupOf, lowering, definitions: new Map(), known: new Map() };
  all.push(scope);
  const { definitions } = scope;
  const state = (signal: Signal): void => {
    const node = values.graph.load(ownPlace(signal.type.width), values.graph.sets.empty);
    definitions.set(signal, { kind: "node", node });
  };
  for (const { signal } of ir.registers) state(signal);
  for (const { reads } of ir.memories) for (const { data } of reads) state(data);
  for (const { signal, value } of ir.nodes) definitions.set(signal, { kind: "value", expr: value, scope });
  for (const [signal, { value, undriven }] of lowering.wires) {
    if (value === undefined || undriven !== undefined) {
      throw new Error(
        `${ir.name}.${signal.name} is not driven on every path; the drivers pass lets nothing such through`,
      );
    }
    definitions.set(signal, { kind: "value", expr: value, scope });
  }
  if (parent !== undefined && instance !== undefined) {
    for (const { signal, value } of inputExpressions(parent.ir, instance, ir)) {
      definitions.set(signal, { kind: "value", expr: value, scope: parent });
    }
  }
  for (const child of children) {
    const outputs = child.instance?.outputs.filter(({ signal }) => isData(signal)) ?? [];
    if (isCalled(child)) {
      const inputs = inputExpressions(ir, child.instance, child.module.ir).map(({ value }) => value);
      const index = called.length;
      const working: WorkingChild = { ...child, index, scope, inputs, places: new Map(), calls: [] };
      called.push(working);
      for (const { port, signal } of outputs) {
        const name = modelPort(child.instance, child.module.ir, port);
        definitions.set(signal, { kind: "childOutput", child: working, port: name });
      }
    } else if (child.instance !== undefined) {
      const below = openScope(child, scope, values, called, all);
      const given = new Map<string, Expr>();
      for (const { signal, value } of child.ir.outputs) given.set(signal.name, value);
      for (const { port, signal } of outputs) {
        const name = modelPort(child.instance, child.ir, port);
        const expr = given.get(name);
        if (expr === undefined) throw new Error(`${child.ir.name}.${name} has no value`);
        definitions.set(signal, { kind: "value", expr, scope: below });
      }
    }
  }
  return scope;
}

const within = (path: string, name: string): string => (path === "" ? name : `${path}.${name}`);

/** Registers in the order of the module, then what its memories' read ports hold. */
function registersOf(scope: WorkingScope, values: ValueBuilder): GraphRegister[] {
  const { ir, path, groupOf, lowering } = scope;
  const found: GraphRegister[] = [];
  const add = (
    signal: Signal,
    clock: Signal | undefined,
    powerUp: bigint | undefined,
    next: Node | undefined,
    reset: GraphRegister["reset"],
  ): void => {
    const current = values.stateNode(signal, scope);
    const { place } = current;
    if (place === undefined) throw new Error(`${ir.name}.${signal.name} lives nowhere`);
    const name = within(path, signal.name);
    found.push({ name, signal, place, powerUp, current, next: next ?? current, reset, group: groupOf(clock) });
  };
  for (const { signal, clock, powerUp, reset } of ir.registers) {
    const whole = lowering.registers.get(signal);
    if (whole === undefined) throw new Error(`${ir.name}.${signal.name} was not lowered`);
    if (reset === undefined) {
      add(signal, clock, powerUp, values.node(whole, scope), undefined);
      continue;
    }
    if (whole.op !== "mux") throw new Error(`${ir.name}.${signal.name} was lowered without its reset`);
    const next = values.node(whole.whenFalse, scope);
    const [when, value] = [values.node(whole.cond, scope), values.node(whole.whenTrue, scope)];
    add(signal, clock, powerUp, next, { when, value });
  }
  for (const { reads } of ir.memories) {
    for (const { data, clock } of reads) add(data, clock, undefined, undefined, undefined);
  }
  return found;
}

/** Of what has a name in the module and is no state; ports of the whole design are among them, too. */
function netsOf(scope: WorkingScope, values: ValueBuilder): GraphNet[] {
  const { ir, path } = scope;
  const net = ({ name, type }: Signal, value: Node): GraphNet => {
    return { name: within(path, name), type, value, place: ownPlace(type.width) };
  };
  const outputs = new Set(ir.outputs.map(({ signal }) => signal));
  const named = [
    ...inputSignals(ir),
    ...ir.nodes.map(({ signal }) => signal),
    ...ir.wires,
    ...ir.instances.flatMap((instance) => instance.outputs.map(({ signal }) => signal)),
  ].filter((signal) => isData(signal) && !outputs.has(signal));
  return [
    ...named.map((signal) => net(signal, values.node(reference(signal), scope))),
    ...ir.outputs
      .filter(({ signal }) => isData(signal))
      .map(({ signal, value }) => net(signal, values.node(value, scope))),
  ];
}

function memoriesOf(scope: WorkingScope, values: ValueBuilder): GraphMemory[] {
  const { ir, path, groupOf } = scope;
  return ir.memories.map((memory) => ({
    name: within(path, memory.name),
    memory,
    reads: memory.reads.map(({ address, enable, data, clock }) => ({
      group: groupOf(clock),
      address: values.node(address, scope),
      enable: values.node(enable, scope),
      data: values.stateNode(data, scope),
    })),
    writes: memory.writes.map(({ address, data, enable, mask, clock }) => ({
      group: groupOf(clock),
      address: values.node(address, scope),
      data: values.node(data, scope),
      enable: values.node(enable, scope),
      mask: mask === undefined ? undefined : values.node(mask, scope),
    })),
  }));
}
