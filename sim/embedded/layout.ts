/** Gives every value of a module that lives in memory its place in an instance's part. */
import type { Memory } from "../../hdlgen/ir.ts";
import type { CompiledMemory } from "./compiled-module.ts";
import type { ModuleGraph } from "./module-graph.ts";
import { bytesOf, type Place } from "./place.ts";

export interface Layout {
  readonly size: number;
  readonly children: readonly number[];
  readonly memories: readonly CompiledMemory[];
  /** One counter per cover property. */
  readonly covers: readonly number[];
}

/** Sets the offsets of `places`; children and memories follow them, so that what every cycle touches lies together. */
export function layOut(module: ModuleGraph, places: Iterable<Place>): Layout {
  let end = 0;
  const take = (bytes: number, alignment: number): number => {
    const at = Math.ceil(end / alignment) * alignment;
    end = at + bytes;
    return at;
  };
  for (const place of places) place.offset = take(bytesOf(place.width), bytesOf(place.width));
  // A failed property is known by its instance's base address, which must then be nobody else's.
  if (module.properties.length > 0) take(8, 8);
  const covers = module.properties.filter(({ property }) => property.kind === "cover").map(() => take(4, 4));
  const children = module.children.map((child) => take(child.module.size, 8));
  const memories = module.memories.map(({ name, memory }) => {
    const elementBytes = elementBytesOf(memory);
    const { type, depth, init } = memory;
    return { name, type, depth, elementBytes, init, offset: take(elementBytes * depth, 8) };
  });
  return { size: take(0, 8), children, memories, covers };
}

function elementBytesOf({ type: { width } }: Memory): 1 | 2 | 4 | 8 {
  if (width <= 8) return 1;
  if (width <= 16) return 2;
  return width <= 32 ? 4 : 8;
}
