/** What other people's tools say about printed Verilog; everything empty when they are content. No waivers. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { modelsFolder } from "../../hdlgen/verilog/index.ts";
import {
  ensureIcarus,
  ensureVerilator,
  findTool,
  runIcarus,
  runProcess,
  withTemporaryFolder,
} from "../../tools/index.ts";

/** Files of a design by name, with the name of its top module. */
export interface Printed {
  readonly name: string;
  readonly top: string;
  readonly files: Readonly<Record<string, string>>;
  /** Cells that the files neither describe nor simulate: PLLs and other hard macros of this family. */
  readonly cells?: "ice40" | "ecp5";
}

export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

export const sourcesOf = (files: Readonly<Record<string, string>>): string[] =>
  Object.keys(files).filter((name) => name.endsWith(".v"));

/** The hard macros that have no model, with the ports that our designs use, for tools that want to see a module. */
const macros = {
  ice40: ["SB_PLL40_PAD", "SB_PLL40_CORE"]
    .map((cell) => {
      const pin = cell.endsWith("PAD") ? "PACKAGEPIN" : "REFERENCECLK";
      return `module ${cell} (input ${pin}, RESETB, BYPASS, output PLLOUTGLOBAL, LOCK);
  parameter FEEDBACK_PATH = "SIMPLE";
  parameter PLLOUT_SELECT = "GENCLK";
  parameter DIVR = 4'b0000;
  parameter DIVF = 7'b0000000;
  parameter DIVQ = 3'b000;
  parameter FILTER_RANGE = 3'b000;
endmodule
`;
    })
    .join(""),
  ecp5: `module EHXPLLL (
  input CLKI, CLKFB, RST, STDBY, PHASESEL0, PHASESEL1, PHASEDIR, PHASESTEP, PHASELOADREG, PLLWAKESYNC, ENCLKOP,
  output CLKOP, LOCK
);
  parameter CLKI_DIV = 1;
  parameter CLKFB_DIV = 1;
  parameter CLKOP_DIV = 8;
  parameter CLKOP_ENABLE = "ENABLED";
  parameter CLKOP_CPHASE = 0;
  parameter CLKOP_FPHASE = 0;
  parameter FEEDBK_PATH = "CLKOP";
endmodule
`,
} as const;

/** A file of somebody else's, which is not ours to be clean. */
const libraryName = "library.v";
const libraryOf = ({ cells }: Printed): Readonly<Record<string, string>> =>
  cells === undefined ? {} : { [libraryName]: macros[cells] };

/** `verilator --lint-only -Wall`. */
export async function verilatorSays(printed: Printed): Promise<string> {
  const verilator = await ensureVerilator({ install: "allowed" });
  return withTemporaryFolder(async (folder) => {
    const library = libraryOf(printed);
    const silence = `\`verilator_config\nlint_off -file "*${libraryName}"\n`;
    const others = printed.cells === undefined ? {} : { ...library, "library.vlt": silence };
    await writeFiles(folder, { ...printed.files, ...others });
    const { exitCode, stdout, stderr } = await runProcess({
      command: verilator.binary,
      args: [
        ...["--lint-only", "-Wall", "--top-module", printed.top],
        ...(printed.cells === undefined ? [] : ["library.vlt", "-v", libraryName]),
        ...sourcesOf(printed.files),
      ],
      cwd: folder,
      environment: verilator.environment,
      onFailure: "return",
    });
    return exitCode === 0 ? "" : stdout + stderr;
  });
}

/** `iverilog -g2005 -Wall`: parsed and elaborated from `top`. */
export async function icarusSays(printed: Printed): Promise<string> {
  const icarus = await ensureIcarus({ install: "allowed" });
  return withTemporaryFolder(async (folder) => {
    await writeFiles(folder, { ...printed.files, ...libraryOf(printed) });
    const library = printed.cells === undefined ? [] : ["-l", libraryName];
    const args = ["-g2005", "-Wall", "-s", printed.top, "-o", "out", ...library, ...sourcesOf(printed.files)];
    const { stdout, stderr } = await runIcarus(icarus, "iverilog", { args, cwd: folder });
    const said = (stdout + stderr).split("\n");
    // The library has a time scale and the design has none, which is right.
    return said
      .filter((line) => !line.includes(libraryName) && !/timescale/.test(line))
      .join("\n")
      .trim();
  });
}

/** `hierarchy -check; proc; check -assert` on each, in one run of yosys: warnings and errors by the design's name. */
export async function yosysSays(all: readonly Printed[]): Promise<Readonly<Record<string, readonly string[]>>> {
  const yosys = await findTool("yosys", { prefer: "wasm" });
  const files: Record<string, string> = {};
  const script = all.flatMap(({ top, files: own }, i) => {
    const used = Object.entries(own).filter(([name]) => !name.startsWith(modelsFolder));
    for (const [name, text] of used) files[`d${i}/${name}`] = text;
    const sources = used.filter(([name]) => name.endsWith(".v")).map(([name]) => `d${i}/${name}`);
    return [
      `log design ${i}`,
      `read_verilog ${sources.join(" ")}`,
      "read_verilog -lib -specify +/ice40/cells_sim.v",
      "read_verilog -lib -specify +/ecp5/cells_sim.v +/ecp5/cells_bb.v",
      `hierarchy -check -top ${top}`,
      "proc",
      "check -assert",
      "design -reset",
    ];
  });
  const result: Record<string, string[]> = Object.fromEntries(all.map(({ name }) => [name, []]));
  let current = "";
  const onLine = (line: string): void => {
    const index = /^design (\d+)$/.exec(line)?.[1];
    if (index !== undefined) current = all[Number(index)]?.name ?? "";
    if (/warning|error/i.test(line) && !/^Found and reported 0 problems/.test(line)) result[current]?.push(line);
  };
  await yosys.run({ args: ["-p", script.join("\n")], files, outputs: [], onLine });
  return result;
}
