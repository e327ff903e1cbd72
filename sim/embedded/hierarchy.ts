/** Names of what lives in a design's memory: dot-joined from below the top. */
import type { IrType, Property } from "../../hdlgen/ir.ts";
import type { CompiledMemory, CompiledModule } from "./compiled-module.ts";

export interface NamedRegister {
  readonly name: string;
  readonly type: IrType;
  readonly address: number;
  readonly powerUp: bigint | undefined;
}

export interface NamedMemory extends Pick<CompiledMemory, "type" | "depth" | "elementBytes" | "init"> {
  readonly name: string;
  readonly address: number;
}

export interface NamedCover {
  readonly path: string;
  readonly property: Property;
  readonly address: number;
}

export interface NamedNet {
  readonly type: IrType;
  readonly address: number;
}

export interface Hierarchy {
  readonly nets: ReadonlyMap<string, NamedNet>;
  readonly registers: ReadonlyMap<string, NamedRegister>;
  readonly memories: ReadonlyMap<string, NamedMemory>;
  readonly covers: readonly NamedCover[];
  /** Instances with assertions by base address: what the record of a failure refers to. */
  readonly checked: ReadonlyMap<number, readonly { readonly path: string; readonly property: Property }[]>;
}

/** All instances of a design, parents first, in the order in which the parents name them. */
export function nameHierarchy(top: CompiledModule, base: number): Hierarchy {
  const registers = new Map<string, NamedRegister>();
  const memories = new Map<string, NamedMemory>();
  const covers: NamedCover[] = [];
  const nets = new Map<string, NamedNet>();
  const checked = new Map<number, { path: string; property: Property }[]>();
  const visit = (module: CompiledModule, at: number, path: string): void => {
    const named = (name: string) => (path === "" ? name : `${path}.${name}`);
    const located = (below: string) => (below === "" ? path : named(below));
    if (module.assertions.length > 0) {
      checked.set(
        at,
        module.assertions.map(({ property, path: below }) => ({ property, path: located(below) })),
      );
    }
    for (const { name, type, offset, powerUp } of module.registers) {
      registers.set(named(name), { name: named(name), type, address: at + offset, powerUp });
    }
    for (const { name, type, offset } of module.nets) nets.set(named(name), { type, address: at + offset });
    for (const { name, type, depth, elementBytes, init, offset } of module.memories) {
      memories.set(named(name), { name: named(name), type, depth, elementBytes, init, address: at + offset });
    }
    for (const { property, path: below, offset } of module.covers) {
      covers.push({ path: located(below), property, address: at + offset });
    }
    for (const child of module.children) visit(child.module, at + child.offset, named(child.name));
  };
  visit(top, base, "");
  return { registers, memories, nets, covers, checked };
}
