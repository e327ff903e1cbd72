/** What a design takes of a target, and whether the target has it. */
import { throwIfAny } from "../../diagnostics/index.ts";
import type { Design, ModuleIr } from "../ir.ts";
import { checkMemories } from "../passes/memory-legality.ts";
import type { Target } from "./families.ts";
import { type Placement, placeMemory } from "./memory-placement.ts";

export type { Target } from "./families.ts";
export type { Placement } from "./memory-placement.ts";

/**
 * Rejects what the RAM of a target cannot do, before synthesis finds out: all problems together, each with its price.
 *
 * @throws HDL145 a style that is not possible · HDL146 a memory that only flip-flops can hold · HDL147 a write mask that
 *   multiplies the blocks
 */
export function checkTarget(design: Design, target: Target): void {
  const modules = design.modules.filter((module) => module.blackBox === undefined);
  throwIfAny(modules.flatMap((module) => checkMemories(module, target)));
}

/** One memory of a design, and what it takes. */
export interface MemoryUse extends Placement {
  /** Instance names below the top, joined by dots: `core.lists.list`. */
  readonly path: string;
  /** Bits of a word. */
  readonly width: number;
  readonly depth: number;
}

/**
 * Every memory of the design, once per instance, parents first. RAM cells that are instances themselves are not
 * memories of the design.
 */
export function memoryReport(design: Design, target: Target): readonly MemoryUse[] {
  const found: MemoryUse[] = [];
  const visit = (module: ModuleIr, path: readonly string[]): void => {
    if (module.blackBox !== undefined) return;
    for (const memory of module.memories) {
      const { placement } = placeMemory(memory, module, target);
      if (placement === undefined) throw new Error(`${memory.name} has no place on ${target}: checkTarget tells why`);
      const { width } = memory.type;
      found.push({ path: [...path, memory.name].join("."), width, depth: memory.depth, ...placement });
    }
    for (const instance of module.instances) visit(instance.module, [...path, instance.name]);
  };
  checkTarget(design, target);
  visit(design.top, []);
  return found;
}
