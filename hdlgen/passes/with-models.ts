/**
 * Puts the simulation models of cells in their place: every instance of a black box that has a model becomes an
 * instance of an ordinary module. Two settings of one cell are two modules. For simulators; synthesis takes the cells.
 */
import { deepFreeze } from "../freeze.ts";
import type { Design, ModuleIr } from "../ir.ts";

export function withModels(design: Design): Design {
  const taken = new Set(design.modules.filter(isOrdinary).map(({ name }) => name.toLowerCase()));
  const unique = (wish: string): string => {
    let name = wish;
    for (let i = 2; taken.has(name.toLowerCase()); i++) name = `${wish}_${i}`;
    taken.add(name.toLowerCase());
    return name;
  };
  const modules: ModuleIr[] = [];
  const done = new Map<ModuleIr, ModuleIr>();
  /** `cell` is the name of the cell that the module is part of; its own modules are called after it. */
  const replaced = (module: ModuleIr, cell?: string): ModuleIr => {
    const known = done.get(module);
    if (known !== undefined) return known;
    const model = module.blackBox?.model;
    if (module.blackBox !== undefined && model === undefined) {
      done.set(module, module);
      modules.push(module);
      return module;
    }
    const name =
      model !== undefined ? unique(module.name) : cell === undefined ? module.name : unique(`${cell}_${module.name}`);
    const inside = model === undefined ? cell : name;
    const body = model ?? module;
    const fresh = deepFreeze<ModuleIr>({
      ...body,
      name,
      instances: body.instances.map((instance) => ({ ...instance, module: replaced(instance.module, inside) })),
    });
    done.set(module, fresh);
    modules.push(fresh);
    return fresh;
  };
  const top = replaced(design.top);
  return deepFreeze<Design>({ top, modules });
}

const isOrdinary = ({ blackBox }: ModuleIr): boolean => blackBox === undefined;
