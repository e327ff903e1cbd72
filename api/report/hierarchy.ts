/** What a design consists of, as plain data: its modules, what is in them, and how that is connected. */
import { relative } from "node:path";
import type { Design, ModuleIr } from "../../hdlgen/index.ts";
import { type Connection, connectionsOf } from "./connections.ts";

export interface Hierarchy {
  /** Name of the top module. */
  readonly top: string;
  /** By Verilog name. */
  readonly modules: Readonly<Record<string, HierarchyModule>>;
}

export interface HierarchyModule {
  /** As the source names it, without what tells sizes apart. */
  readonly baseName: string;
  /** Where it is defined: `rtl/core/lif-core.ts:41`. */
  readonly source?: string;
  readonly isCell: boolean;
  readonly ports: readonly HierarchyPort[];
  readonly instances: readonly HierarchyPart[];
  readonly registers: readonly HierarchySignal[];
  readonly memories: readonly (HierarchySignal & { readonly depth: number })[];
  readonly connections: readonly Connection[];
}

export interface HierarchyPort {
  readonly name: string;
  readonly direction: "input" | "output";
  readonly width: number;
}

export interface HierarchyPart {
  readonly name: string;
  /** Verilog name of its module. */
  readonly module: string;
  readonly source?: string;
}

export interface HierarchySignal {
  readonly name: string;
  readonly width: number;
  readonly source?: string;
}

/** Reads a design; sources are relative to `sourceRoot`. */
export function hierarchyOf(design: Design, sourceRoot: string): Hierarchy {
  return {
    top: design.top.name,
    modules: Object.fromEntries(design.modules.map((each) => [each.name, moduleOf(each, sourceRoot)])),
  };
}

function moduleOf(module: ModuleIr, root: string): HierarchyModule {
  const at = ({ site }: { readonly site: { readonly location: string | undefined } }): { source?: string } => {
    const [, file, line] = /^(.*):(\d+):\d+$/.exec(site.location ?? "") ?? [];
    return file === undefined ? {} : { source: `${relative(root, file).replaceAll("\\", "/")}:${line}` };
  };
  return {
    baseName: module.baseName,
    ...at(module),
    isCell: module.blackBox !== undefined,
    ports: module.ports.map(({ direction, signal }) => ({ name: signal.name, direction, width: signal.type.width })),
    instances: module.instances.map((each) => ({ name: each.name, module: each.module.name, ...at(each) })),
    registers: module.registers
      .filter(({ verification }) => verification !== true)
      .map(({ signal }) => ({ name: signal.name, width: signal.type.width, ...at(signal) })),
    memories: module.memories.map((each) => ({
      name: each.name,
      width: each.type.width,
      depth: each.depth,
      ...at(each),
    })),
    connections: connectionsOf(module),
  };
}

/** The module behind a path of instances (`clocked.chip.core`; empty: the top), undefined where there is none. */
export function moduleAt({ top, modules }: Hierarchy, path: string): HierarchyModule | undefined {
  let module = modules[top];
  for (const name of path === "" ? [] : path.split(".")) {
    const part = module?.instances.find((each) => each.name === name);
    module = part === undefined ? undefined : modules[part.module];
  }
  return module;
}

/** Every instance from the top down, parents before children; the top has the empty path. Cells are left out. */
export function instancePaths(hierarchy: Hierarchy): readonly string[] {
  const visit = (path: string, name: string): string[] => {
    const module = hierarchy.modules[name];
    if (module === undefined || module.isCell) return [];
    return [
      path,
      ...module.instances.flatMap((each) => visit(path === "" ? each.name : `${path}.${each.name}`, each.module)),
    ];
  };
  return visit("", hierarchy.top);
}
