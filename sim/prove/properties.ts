/** The properties of a design by the labels that its Verilog gives them. */
import type { Design, IrType, ModuleIr, Property } from "../../hdlgen/ir.ts";
import { propertyLabels, signalsOf } from "../../hdlgen/verilog/names.ts";

export interface PlacedProperty {
  readonly property: Property;
  readonly module: ModuleIr;
  /** Hierarchical path of its module below the top; empty for the top. */
  readonly path: string;
}

/** All properties of all instances by path and label, as the prover names them. */
export function placedProperties(design: Design): ReadonlyMap<string, PlacedProperty> {
  const found = new Map<string, PlacedProperty>();
  forEachInstance(design, (module, path, clock) => {
    for (const [property, label] of propertyLabels(module, clock)) {
      found.set(joined(path, label), { property, module, path });
    }
  });
  return found;
}

/** Types of all signals and memories by hierarchical name. */
export function placedTypes(design: Design): ReadonlyMap<string, IrType> {
  const found = new Map<string, IrType>();
  forEachInstance(design, (module, path) => {
    for (const { name, type } of [...signalsOf(module), ...module.memories]) found.set(joined(path, name), type);
  });
  return found;
}

/** Bits of all memories of all instances, those of cells' models included. */
export function memoryBits(design: Design): number {
  let bits = 0;
  forEachInstance(design, ({ memories }) => {
    for (const { type, depth } of memories) bits += type.width * depth;
  });
  return bits;
}

export function joined(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function forEachInstance(
  design: Design,
  visit: (module: ModuleIr, path: string, clock: string | undefined) => void,
): void {
  const walk = (instance: ModuleIr, path: string): void => {
    const { blackBox } = instance;
    const module = blackBox?.model === undefined ? instance : { ...blackBox.model, name: instance.name };
    visit(module, path, blackBox?.clockPort);
    for (const each of module.instances) walk(each.module, joined(path, each.name));
  };
  walk(design.top, "");
}
