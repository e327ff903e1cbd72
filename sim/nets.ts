/** The wires of a design that a debug build shows, by the same names on every engine. */
import type { Design, IrType, ModuleIr, Signal } from "../hdlgen/ir.ts";
import { behaviourOf } from "./clock-path.ts";

/** A named wire, or a port of an inner instance. */
export interface NetName {
  /** Hierarchical name below the top: `core.walker.go`. */
  readonly path: string;
  readonly type: IrType;
  /** Module and signal that declare it. */
  readonly moduleName: string;
  readonly name: string;
}

/**
 * Every net of a design, parents first: wires, nodes and outputs of instances, and below the top the ports. Clocks are
 * none, and what is a register or the read data of a memory is state.
 */
export function netNames(design: Design): NetName[] {
  const found: NetName[] = [];
  const visit = (shown: ModuleIr, path: readonly string[]): void => {
    const module = behaviourOf(shown);
    const isTop = path.length === 0;
    const state = new Set([
      ...module.registers.map(({ signal }) => signal.name),
      ...module.memories.flatMap(({ reads }) => reads.map(({ data }) => data.name)),
    ]);
    const ports = module.ports.map(({ signal }) => signal);
    const reset = module.reset === undefined ? [] : [module.reset];
    const inside = [
      ...module.nodes.map(({ signal }) => signal),
      ...module.wires,
      ...module.instances.flatMap(({ outputs }) => outputs.map(({ signal }) => signal)),
    ];
    const seen = new Set<string>(isTop ? [...ports, ...reset].map(({ name }) => name) : []);
    const add = ({ name, type }: Signal): void => {
      if (type.kind === "clock" || state.has(name) || seen.has(name)) return;
      seen.add(name);
      found.push({ path: [...path, name].join("."), type, moduleName: shown.name, name });
    };
    for (const signal of isTop ? inside : [...ports, ...reset, ...inside]) add(signal);
    for (const instance of module.instances) visit(instance.module, [...path, instance.name]);
  };
  visit(design.top, []);
  return found;
}
