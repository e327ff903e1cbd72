/**
 * Memories and multipliers of an UltraPlus in a bitstream: `icebox_vlog` knows their wires, but not the cells. They are put
 * back from the chip's description and the bits that configure them.
 */
import type { ChipDatabase, HardCell } from "./chip-database.ts";
import type { UnpackedBitstream } from "./unpacked-bitstream.ts";

/** The net at a place of the fabric, as the Verilog calls it; undefined where nothing is connected. */
export type NetAt = (x: number, y: number, name: string) => string | undefined;

interface Port {
  readonly name: string;
  readonly width: number;
  readonly direction: "input" | "output";
}

const inputs = (ports: Readonly<Record<string, number>>): Port[] =>
  Object.entries(ports).map(([name, width]) => ({ name, width, direction: "input" }));
const outputs = (ports: Readonly<Record<string, number>>): Port[] =>
  Object.entries(ports).map(([name, width]) => ({ name, width, direction: "output" }));

const spramPorts = [
  ...inputs({
    ADDRESS: 14,
    DATAIN: 16,
    MASKWREN: 4,
    WREN: 1,
    CHIPSELECT: 1,
    CLOCK: 1,
    STANDBY: 1,
    SLEEP: 1,
    POWEROFF: 1,
  }),
  ...outputs({ DATAOUT: 16 }),
];
const mac16Ports = [
  ...inputs({
    CLK: 1,
    CE: 1,
    A: 16,
    B: 16,
    C: 16,
    D: 16,
    AHOLD: 1,
    BHOLD: 1,
    CHOLD: 1,
    DHOLD: 1,
    IRSTTOP: 1,
    IRSTBOT: 1,
  }),
  ...inputs({ ORSTTOP: 1, ORSTBOT: 1, OLOADTOP: 1, OLOADBOT: 1, ADDSUBTOP: 1, ADDSUBBOT: 1, OHOLDTOP: 1, OHOLDBOT: 1 }),
  ...inputs({ CI: 1 }),
  ...outputs({ O: 32, CO: 1 }),
];
const mac16Settings: Readonly<Record<string, number>> = {
  ...{ A_REG: 1, B_REG: 1, C_REG: 1, D_REG: 1, TOP_8x8_MULT_REG: 1, BOT_8x8_MULT_REG: 1 },
  ...{ PIPELINE_16x16_MULT_REG1: 1, PIPELINE_16x16_MULT_REG2: 1, MODE_8x8: 1, A_SIGNED: 1, B_SIGNED: 1 },
  ...{ TOPOUTPUT_SELECT: 2, TOPADDSUB_LOWERINPUT: 2, TOPADDSUB_UPPERINPUT: 1, TOPADDSUB_CARRYSELECT: 2 },
  ...{ BOTOUTPUT_SELECT: 2, BOTADDSUB_LOWERINPUT: 2, BOTADDSUB_UPPERINPUT: 1, BOTADDSUB_CARRYSELECT: 2 },
};

/** Instances of the memories that are switched on, and of the multipliers whose output somebody reads. */
export function hardCellInstances(
  chip: ChipDatabase,
  bitstream: UnpackedBitstream,
  netAt: NetAt,
): { readonly verilog: string; readonly cells: Readonly<Record<string, number>> } {
  const used = (cell: HardCell): boolean => {
    const enable = cell.places.get("SPRAM_EN");
    if (cell.kind === "SPRAM") return enable !== undefined && bitstream.setting(enable, chip) === 1;
    return cell.kind === "MAC16" && netOf(cell, netAt, "CLK", 1, 0) !== undefined;
  };
  const made = chip.hardCells.filter(used).map((cell) => instance(cell, chip, bitstream, netAt));
  const count = (kind: string): number => chip.hardCells.filter((cell) => cell.kind === kind && used(cell)).length;
  return { verilog: made.join("\n"), cells: { SB_SPRAM256KA: count("SPRAM"), SB_MAC16: count("MAC16") } };
}

function netOf({ places }: HardCell, netAt: NetAt, port: string, width: number, bit: number): string | undefined {
  const place = places.get(width === 1 ? port : `${port}_${bit}`);
  if (place === undefined) throw new Error(`the chip's description has no ${port}_${bit}`);
  return netAt(place.x, place.y, place.name);
}

function instance(cell: HardCell, chip: ChipDatabase, bitstream: UnpackedBitstream, netAt: NetAt): string {
  const isMemory = cell.kind === "SPRAM";
  const name = `${cell.kind.toLowerCase()}_${cell.x}_${cell.y}_${cell.z}`;
  const open: string[] = [];
  const connections = (isMemory ? spramPorts : mac16Ports).map(({ name: port, width, direction }) => {
    const bits = Array.from({ length: width }, (_, i) => {
      const net = netOf(cell, netAt, port, width, width - 1 - i);
      if (net !== undefined) return net;
      if (direction === "input") return idle(cell, port);
      open.push(`${name}_open_${open.length}`);
      return open.at(-1) ?? "";
    });
    return `.${port}({${bits.join(", ")}})`;
  });
  if (!isMemory) connections.push(".ACCUMCI(1'b0)", ".SIGNEXTIN(1'b0)");
  const settings = isMemory ? [] : Object.entries(mac16Settings).map((entry) => setting(cell, chip, bitstream, entry));
  return [
    ...open.map((wire) => `wire ${wire};`),
    `${isMemory ? "SB_SPRAM256KA" : `SB_MAC16 #(\n  ${settings.join(",\n  ")}\n)`} ${name} (`,
    `  ${connections.join(",\n  ")}`,
    ");",
  ].join("\n");
}

function setting(
  { places, x, y }: HardCell,
  chip: ChipDatabase,
  bitstream: UnpackedBitstream,
  [name, width]: readonly [string, number],
): string {
  const bits = Array.from({ length: width }, (_, i) => {
    const place = places.get(width === 1 ? name : `${name}_${width - 1 - i}`);
    const value = place && bitstream.setting(place, chip);
    if (value === undefined)
      throw new Error(`the chip's description has no bit for ${name} of the multiplier at ${x} ${y}`);
    return value;
  });
  return `.${name}(${width}'b${bits.join("")})`;
}

/** An input that nothing is connected to is low, as in a logic tile, and a clock enable high. */
const idle = ({ places }: HardCell, port: string): string =>
  places.get(port)?.name === "lutff_global/cen" ? "1'b1" : "1'b0";
