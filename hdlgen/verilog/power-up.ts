import type { ModuleIr } from "../ir.ts";
import { indent, type ModuleContext } from "./context.ts";

/** Values after configuration of the device. */
export function printPowerUp(module: ModuleIr, context: ModuleContext): string[] {
  const values = module.registers.flatMap(({ signal, powerUp: value }) =>
    value === undefined ? [] : [`${signal.name} = ${context.constant(signal.type, value)};`],
  );
  const [only] = values;
  if (only === undefined) return [];
  return values.length === 1 ? [`initial ${only}`] : ["initial begin", ...indent(values), "end"];
}
