/** Where the ports of the top module are in the engine's memory. */
import type { IrType } from "../../hdlgen/ir.ts";
import type { CompiledDesign } from "./design-compiler.ts";
import { writeElement } from "./element.ts";
import type { Access } from "./handles.ts";
import { bytesOf } from "./place.ts";

export interface PortPlace {
  readonly type: IrType;
  readonly address: number;
  readonly access: Access;
}

/** The ports by name; constants are written into words of their own behind everything else. */
export function placePorts({ top, base, constants }: CompiledDesign, view: DataView): Map<string, PortPlace> {
  const ports = new Map<string, PortPlace>();
  for (const { name, type, place } of top.inputs) {
    ports.set(name, { type, address: base + place.offset, access: "input" });
  }
  for (const { direction, signal } of top.ir.ports) {
    if (direction === "input" || signal.type.kind === "clock") continue;
    const { name, type } = signal;
    const binding = top.outputs.get(name);
    if (binding === undefined) throw new Error(`output ${name} has no value`);
    if (binding.kind === "constant") {
      const address = constants.get(name) ?? 0;
      writeElement(view, address, bytesOf(type.width) === 8 ? 8 : 4, binding.value);
      ports.set(name, { type, address, access: "state" });
    } else if (binding.kind === "input") {
      const input = top.inputs[binding.input];
      if (input === undefined) throw new Error(`no input ${binding.input}`);
      ports.set(name, { type, address: base + input.place.offset, access: "state" });
    } else {
      ports.set(name, { type, address: base + binding.offset, access: binding.kind === "state" ? "state" : "output" });
    }
  }
  return ports;
}
