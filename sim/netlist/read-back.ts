/** From an iCE40 bitstream back to Verilog: what the chip will do, and not what was asked for. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import { type Icebox, readChipDatabase, runIceboxVlog, withTemporaryFolder } from "../../tools/index.ts";
import { type ChipDatabase, parseChipDatabase } from "./chip-database.ts";
import { hardCellInstances, type NetAt } from "./hard-cells.ts";
import type { TracePins } from "./pin-trace.ts";
import { parseAsc } from "./unpacked-bitstream.ts";

export interface ReadBackRequest {
  readonly top: string;
  /** The bitstream as `iceunpack` (`icepack -u`) writes it. */
  readonly asc: string;
  /** `sg48`, `ct256`. */
  readonly packageName: string;
  /** The package's pin of each net of the top. */
  readonly pinOf: Readonly<Record<string, string>>;
  readonly pins: TracePins;
  readonly icebox: Icebox;
  readonly signal?: AbortSignal | undefined;
}

export interface ReadBack {
  /** A module with the top's name and ports, of logic, block RAM, PLL, SPRAM and multipliers. */
  readonly verilog: string;
  /** What the bitstream has of each. */
  readonly cells: Readonly<Record<string, number>>;
  readonly seconds: number;
}

/**
 * Verilog of a bitstream by `icebox_vlog`, with the memories and multipliers of an UltraPlus and the clock's way into the
 * PLL, which that leaves out. Contents of block RAM are those of the bitstream.
 *
 * @throws SIM412 a pin of the top that the bitstream does not use as it should · TOOL001 icebox_vlog failed
 */
export async function readBack(request: ReadBackRequest): Promise<ReadBack> {
  const { top, asc, packageName, pinOf, pins, icebox, signal } = request;
  const started = performance.now();
  const { verilog: text } = await withTemporaryFolder(async (folder) => {
    await writeFile(join(folder, "design.asc"), asc);
    const constraints = Object.entries(pinOf).map(([net, pin]) => `set_io ${net} ${pin}\n`);
    await writeFile(join(folder, "pins.pcf"), constraints.join(""));
    const args = ["-p", "pins.pcf", "-d", packageName, "-n", top, "design.asc"];
    return runIceboxVlog(icebox, { args, cwd: folder, signal });
  });
  const bitstream = parseAsc(asc);
  const chip = parseChipDatabase(await readChipDatabase(icebox, bitstream.chip));
  const hard = hardCellInstances(chip, bitstream, netsOf(text));
  const lines = text.split("\n").filter((line) => !line.startsWith("//"));
  const body = lines.slice(
    lines.findIndex((line) => line.startsWith(`module ${top} `)) + 1,
    lines.lastIndexOf("endmodule"),
  );
  const verilog = [
    ...header(top, pins, text),
    ...body.map((line) => withPadClock(line, { chip, packageName, pinOf, clock: pins.clock })),
    hard.verilog,
    "endmodule",
    "",
  ].join("\n");
  const count = (pattern: RegExp): number => verilog.match(pattern)?.length ?? 0;
  const cells = {
    LUT: count(/\/\* LUT +\d/g),
    FF: count(/\/\* FF +.*always/g),
    CARRY: count(/\/\* CARRY/g),
    SB_RAM40_4K: count(/^SB_RAM40_4K/gm),
    PLL: count(/^SB_PLL40/gm),
    ...hard.cells,
  };
  return { verilog: withoutShiftRegister(verilog), cells, seconds: (performance.now() - started) / 1000 };
}

/** Nets by the places that the tool names below each, in comments. */
function netsOf(text: string): NetAt {
  const nets = new Map<string, string>();
  let net = "";
  for (const line of text.split("\n")) {
    const place = /^\/\/ \((\d+), (\d+), '([^']+)'\)$/.exec(line);
    if (place !== null) nets.set(`${place[1]} ${place[2]} ${place[3]}`, net);
    else net = /^(?:wire|reg) (\S+?)(?: = 0)?;$/.exec(line)?.[1] ?? net;
  }
  return (x, y, name) => nets.get(`${x} ${y} ${name}`);
}

/** Ports without wires: the tool declares these itself, which no list of ports with directions allows. */
function header(top: string, { clock, inputs, outputs }: TracePins, text: string): string[] {
  // Nothing drives it: a pin that is always low.
  const isIdle = (name: string): boolean => text.includes(`\n// Warning: unmatched port '${name}'\n`);
  const said = new Map(
    [...(/^module \S+ \((.*)\);/m.exec(text)?.[1] ?? "").matchAll(/(input|output|inout) (\S+?)(?:,|$)/g)].map(
      ([, direction = "", name = ""]) => [name, direction] as const,
    ),
  );
  const wrong = [...inputs.map((name) => [name, "input"] as const), ...outputs.map((name) => [name, "output"] as const)]
    .filter(([name, direction]) => said.get(name) !== direction && !isIdle(name))
    .map(([name, direction]) => ({
      code: "SIM412",
      place: `${top}.${name}`,
      found: `${said.get(name) ?? "nothing"} in the bitstream, ${direction} in the design`,
      mend: "the bitstream is not of this design, or a pin has no effect in it",
    }));
  if (wrong.length > 0) throw new SpikeforgeError(wrong);
  return [
    `module ${top} (${[clock, ...inputs, ...outputs].join(", ")});`,
    ...[clock, ...inputs].map((name) => `  input ${name};`),
    ...outputs.map((name) => `  output ${name};${isIdle(name) ? ` assign ${name} = 1'b0;` : ""}`),
  ];
}

/** A PLL at a pad takes the clock of its own pin, which the tool does not connect. */
function withPadClock(
  line: string,
  context: { chip: ChipDatabase; packageName: string; pinOf: Readonly<Record<string, string>>; clock: string },
): string {
  if (!/^ {2}\.PACKAGEPIN\(/.test(line)) return line;
  const { chip, packageName, pinOf, clock } = context;
  const place = chip.pin(packageName, pinOf[clock] ?? "");
  const isHere = chip.hardCells.some(({ kind, places }) => {
    const pad = kind === "PLL" ? places.get("PLLOUT_A") : undefined;
    return pad !== undefined && `${pad.x} ${pad.y} ${pad.name}` === place;
  });
  return isHere ? `  .PACKAGEPIN(${clock}),` : line;
}

/** Outputs of the PLL's shift register that nobody reads. */
const withoutShiftRegister = (verilog: string): string => verilog.replaceAll(/^ {2}\.SDO\([^)]*\),\n/gm, "");
