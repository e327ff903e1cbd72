/**
 * A design as it is while some of its inputs keep known values. Inputs do not change within a run of many cycles: what
 * follows from them alone is then a constant, and no register asks for its reset.
 */
import type { Node } from "./graph.ts";
import type { GraphMemory, GraphRegister, ModuleGraph } from "./module-graph.ts";
import type { Place } from "./place.ts";

export interface HeldInput {
  readonly place: Place;
  readonly value: bigint;
}

export interface HeldModule {
  readonly inputs: readonly HeldInput[];
  /** Of the same graph and with the same places; what it does at edges holds for these inputs only. */
  readonly module: ModuleGraph;
}

/** `heldAt`: what an input is held at, if it is. The unit must be the whole design. Absent: no input is held. */
export function holdInputs(module: ModuleGraph, heldAt: (input: string) => bigint | undefined): HeldModule | undefined {
  const { graph } = module;
  const inputs = module.inputs.flatMap(({ signal: { name }, place }): HeldInput[] => {
    const value = heldAt(name);
    return value === undefined ? [] : [{ place, value }];
  });
  if (inputs.length === 0) return undefined;
  const values = new Map(inputs.map(({ place, value }) => [place, value]));
  const held: Node[] = [];
  const of = (node: Node): Node => {
    const found = held[node.id];
    if (found === undefined) throw new Error(`no node ${node.id}`);
    return found;
  };
  // Operands come before those who use them; what is made on the way depends on no held input.
  for (const node of graph.nodes.slice()) {
    const value = node.place === undefined ? undefined : values.get(node.place);
    if (value !== undefined) held.push(graph.constant(node.width, value));
    else if (node.operands.every((operand) => of(operand) === operand)) held.push(node);
    else held.push(graph.make(node.op, node.width, node.operands.map(of), node.low));
  }
  return {
    inputs,
    module: {
      ...module,
      registers: module.registers.map((register) => heldRegister(register, of)),
      memories: module.memories.map((memory) => heldMemory(memory, of)),
      properties: module.properties.map((property) => ({ ...property, cond: of(property.cond) })),
    },
  };
}

function heldRegister(register: GraphRegister, of: (node: Node) => Node): GraphRegister {
  const next = of(register.next);
  if (register.reset === undefined) return { ...register, next };
  const [when, value] = [of(register.reset.when), of(register.reset.value)];
  if (when.op !== "const") return { ...register, next, reset: { when, value } };
  return { ...register, next: when.value === 1n ? value : next, reset: undefined };
}

function heldMemory(memory: GraphMemory, of: (node: Node) => Node): GraphMemory {
  return {
    ...memory,
    reads: memory.reads.map((port) => ({ ...port, address: of(port.address), enable: of(port.enable) })),
    writes: memory.writes.map((port) => ({
      ...port,
      address: of(port.address),
      data: of(port.data),
      enable: of(port.enable),
      mask: port.mask === undefined ? undefined : of(port.mask),
    })),
  };
}
