/** Cells that make clocks, for a simulation in which the pin already has the core's clock. */
import type { Design, ModuleIr } from "../../hdlgen/index.ts";

/**
 * Verilog, by file name, of each cell of the design that has no model of its own, with the parameters that the design gives it. A clock goes
 * through, a lock is there at once, whatever else comes out is 0.
 */
export function clockCells(design: Design): Readonly<Record<string, string>> {
  const cells = new Map<string, ModuleIr>();
  for (const module of design.modules) {
    if (module.blackBox !== undefined && module.blackBox.model === undefined) cells.set(module.name, module);
  }
  return Object.fromEntries([...cells].map(([name, cell]) => [`${name}.v`, cellText(cell)]));
}

function cellText({ name, ports, blackBox }: ModuleIr): string {
  const reference = blackBox?.clockSource?.reference;
  const clocks = new Set((blackBox?.clockSource?.outputs ?? []).map(({ port }) => port));
  const locked = blackBox?.clockSource?.locked?.port;
  const outputValue = (port: string, width: number): string => {
    if (clocks.has(port) && reference !== undefined) return reference;
    return port === locked ? "1'b1" : `${width}'d0`;
  };
  const range = (width: number): string => (width === 1 ? "" : `[${width - 1}:0] `);
  const parameters = (blackBox?.parameters ?? []).map(({ name: each, value }) => `  parameter ${each} = ${value}`);
  return [
    "// Stands for a cell of the device in simulations. What makes no difference there is not used.",
    "/* verilator lint_off UNUSED */",
    `module ${name}${parameters.length === 0 ? "" : ` #(\n${parameters.join(",\n")}\n)`} (`,
    [
      ...ports.map(({ direction, signal }) => `  ${direction} wire ${range(signal.type.width)}${signal.name}`),
      ...(blackBox?.feedback ?? []).map(({ input }) => `  input wire ${input}`),
    ].join(",\n"),
    ");",
    ...ports
      .filter(({ direction }) => direction === "output")
      .map(({ signal }) => `  assign ${signal.name} = ${outputValue(signal.name, signal.type.width)};`),
    "endmodule",
    "/* verilator lint_on UNUSED */",
    "",
  ].join("\n");
}
