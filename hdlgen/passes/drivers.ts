/** Every wire is driven on every path, every register at all, and nothing twice. */
import type { Diagnostic } from "../../diagnostics/index.ts";
import { diagnostic } from "../errors.ts";
import type { ModuleIr, Signal, Statement } from "../ir.ts";
import type { Site } from "../site.ts";
import { decisionText } from "./decision-text.ts";
import { lowerBody, type PathStep } from "./lower.ts";
import { branchesOf, forEachStatement } from "./statements.ts";

/** HDL121, HDL122, HDL123. What a module assigns is its own, as `checkForeignSignals` sees to. */
export function checkDrivers(module: ModuleIr): Diagnostic[] {
  return [...undrivenWires(module), ...unassignedRegisters(module), ...overridden(module)];
}

function undrivenWires(module: ModuleIr): Diagnostic[] {
  if (module.wires.length === 0) return [];
  const { wires } = lowerBody(module);
  return module.wires.flatMap((wire) => {
    const { value, undriven } = wires.get(wire) ?? {};
    return undriven === undefined ? [] : [undrivenWire(module, wire, value === undefined ? [] : undriven)];
  });
}

function undrivenWire(module: ModuleIr, wire: Signal, path: readonly PathStep[]): Diagnostic {
  const place = `${module.name}.${wire.name}`;
  if (path.length === 0) return diagnostic("HDL121", place, "never driven", "assign its value", wire.site);
  return diagnostic(
    "HDL121",
    place,
    `not driven when ${path.map(decisionText).join(" and ")}`,
    "assign it there too, or a default before the first when",
    wire.site,
    ...path.map(({ site }) => site),
  );
}

function unassignedRegisters(module: ModuleIr): Diagnostic[] {
  const assigned = new Set<Signal>();
  forEachStatement(module.body, (statement) => {
    if (statement.kind === "assign") assigned.add(statement.target);
  });
  return module.registers
    .filter(({ signal }) => !assigned.has(signal))
    .map(({ signal }) =>
      diagnostic(
        "HDL123",
        `${module.name}.${signal.name}`,
        "a register that is never assigned",
        "assign .next",
        signal.site,
      ),
    );
}

/** An assignment that makes an earlier one in the same block useless is two drivers, by accident. */
function overridden(module: ModuleIr): Diagnostic[] {
  const found: Diagnostic[] = [];
  const walk = (statements: readonly Statement[]): Map<Signal, Site> => {
    const earlier = new Map<Signal, Site>();
    for (const statement of statements) {
      const { site } = statement;
      if (statement.kind === "assign") {
        const { target } = statement;
        const first = earlier.get(target);
        if (first !== undefined) {
          const mend = "keep one, or put the default first and the rest under when";
          found.push(diagnostic("HDL122", `${module.name}.${target.name}`, "driven twice", mend, site, first));
        }
        earlier.set(target, site);
      } else {
        for (const body of branchesOf(statement)) for (const [target, own] of walk(body)) earlier.set(target, own);
      }
    }
    return earlier;
  };
  walk(module.body);
  return found;
}
