import { type Diagnostic, throwIfAny } from "../diagnostics/index.ts";
import { diagnostic } from "./errors.ts";
import type { ClockSource, ModuleIr } from "./ir.ts";
import type { Site } from "./site.ts";

/** HDL159 for what a cell says of its clocks and cannot be: ports that it does not have, ratios that are none. */
export function checkClockSource(cell: string, source: ClockSource, ports: ModuleIr["ports"], site: Site): void {
  const { outputs, reference, locked } = source;
  const problems: Diagnostic[] = [];
  const report = (found: string, mend: string): void => {
    problems.push(diagnostic("HDL159", `${cell}: clockSource`, found, mend, site));
  };
  const requirePort = (name: string, direction: "input" | "output", kind: "clock" | "bool", what: string): void => {
    const fitting = ports.filter((port) => port.direction === direction && port.signal.type.kind === kind);
    if (fitting.some(({ signal }) => signal.name === name)) return;
    const names = fitting.map(({ signal }) => signal.name).join(", ");
    report(
      `${what} "${name}" is no ${direction} of type ${kind}`,
      names === "" ? `the cell has none: declare it as ${direction}(${kind})` : `there are ${names}`,
    );
  };
  const requireCount = (value: number, what: string): void => {
    if (!Number.isSafeInteger(value) || value < 1) report(`${what} ${value}`, "take a whole number of at least 1");
  };
  if (outputs.length === 0) report("no outputs", "name the outputs that carry a clock");
  for (const { port, multiply, divide } of outputs) {
    requirePort(port, "output", "clock", "output");
    requireCount(multiply, `${port} with multiply`);
    requireCount(divide, `${port} with divide`);
  }
  if (reference !== undefined) requirePort(reference, "input", "clock", "reference");
  if (locked !== undefined) {
    requirePort(locked.port, "output", "bool", "locked");
    requireCount(locked.cycles, `${locked.port} with cycles`);
  }
  throwIfAny(problems);
}
