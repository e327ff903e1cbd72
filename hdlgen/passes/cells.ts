/**
 * Black boxes of one cell have to agree: Verilog knows a cell by its name alone. And a model that needs a clock has to be
 * given one.
 */
import type { Diagnostic } from "../../diagnostics/index.ts";
import { diagnostic } from "../errors.ts";
import type { ModuleIr } from "../ir.ts";

/** The problems of all cells of a design. */
export function checkCells(modules: readonly ModuleIr[]): Diagnostic[] {
  const first = new Map<string, ModuleIr>();
  return modules.flatMap((module): Diagnostic[] => {
    const { blackBox, name, site } = module;
    if (blackBox === undefined) return [];
    const known = first.get(name) ?? module;
    first.set(name, known);
    const difference = differenceOf(known, module);
    const twice =
      difference === undefined
        ? []
        : [diagnostic("HDL149", name, `described in two ways: ${difference}`, "describe it once", known.site, site)];
    const needsClock = blackBox.model?.clocked === true && blackBox.clockPort === undefined;
    const unclocked = needsClock
      ? [diagnostic("HDL149", name, "its model has a clock, but the cell has no clockPort", "name it", site)]
      : [];
    return [...twice, ...unclocked];
  });
}

/** What an instance of the one cannot have in common with an instance of the other. */
function differenceOf(a: ModuleIr, b: ModuleIr): string | undefined {
  // A setting without registers leaves the clock out.
  const [clock, otherClock] = [a.blackBox?.clockPort, b.blackBox?.clockPort];
  if (clock !== undefined && otherClock !== undefined && clock !== otherClock) {
    return `clock port ${clock}, and ${otherClock}`;
  }
  const portsOf = (module: ModuleIr): ReadonlyMap<string, string> =>
    new Map(
      module.ports.map(({ direction, signal }) => {
        const isApart = module.blackBox?.bitPorts?.includes(signal.name) === true;
        return [signal.name, `${direction} of ${signal.type.width} bits${isApart ? ", one by one" : ""}`];
      }),
    );
  const [one, other] = [portsOf(a), portsOf(b)];
  for (const name of new Set([...one.keys(), ...other.keys()])) {
    const [left, right] = [one.get(name) ?? "missing", other.get(name) ?? "missing"];
    if (left !== right) return `port ${name}: ${left}, and ${right}`;
  }
  return undefined;
}
