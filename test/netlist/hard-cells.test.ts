import { expect, test } from "vitest";
import { parseChipDatabase } from "../../sim/netlist/chip-database.ts";
import { hardCellInstances } from "../../sim/netlist/hard-cells.ts";
import { parseAsc } from "../../sim/netlist/unpacked-bitstream.ts";

const vector = (name: string, width: number, tile: string, wire: string): string[] =>
  Array.from({ length: width }, (_, i) => `${name}_${i} ${tile} ${wire}_${i}`);

/** One memory, with its ports at places that are named after them. */
const chip = parseChipDatabase(
  [
    "# comment",
    ".device 5k 26 32 103383",
    ".pins sg48",
    "35 12 31 1",
    "10 16 0 0",
    "",
    ".ipcon_tile_bits 54 16",
    "IpConfig.CBIT_0 B1[7]",
    "IpConfig.CBIT_1 B0[7]",
    "",
    ".extra_cell 12 31 PLL",
    "PLLOUT_A 12 31 1",
    "",
    ".extra_cell 0 0 1 SPRAM",
    ...vector("ADDRESS", 14, "0 2", "address"),
    ...vector("DATAIN", 16, "0 1", "datain"),
    ...vector("MASKWREN", 4, "0 3", "mask"),
    ...vector("DATAOUT", 16, "0 1", "out"),
    ...["WREN 0 3 wren", "CHIPSELECT 0 3 select", "CLOCK 0 1 clk", "STANDBY 0 4 standby", "SLEEP 0 4 sleep"],
    ...["POWEROFF 0 4 power", "SPRAM_EN 0 1 CBIT_0"],
    "",
  ].join("\n"),
);

const asc = (rowOne: string): string =>
  [".comment", ".device 5k", ".ipcon_tile 0 1", "0".repeat(54), rowOne, "0".repeat(54), ".extra_bit 0 0 0", ""].join(
    "\n",
  );
const enabled = `${"0".repeat(7)}1${"0".repeat(46)}`;

test("the chip's description has pins by package, cells, and the places of settings", () => {
  expect(chip.pin("sg48", "35")).toBe("12 31 1");
  expect(chip.pin("ct256", "35")).toBeUndefined();
  expect(chip.setting("ipcon_tile", "CBIT_1")).toEqual({ row: 0, column: 7 });
  expect(chip.hardCells.map(({ kind, x, y, z, places }) => [kind, x, y, z, places.size])).toEqual([
    ["PLL", 12, 31, 0, 1],
    ["SPRAM", 0, 0, 1, 57],
  ]);
});

test("a memory that is switched on comes back with its wires, low where nothing is connected; one that is not does not", () => {
  const nets = new Map([
    ["0 2 address_13", "n13"],
    ["0 2 address_0", "n7"],
    ["0 1 out_15", "n99"],
    ["0 1 clk", "n1"],
    ["0 4 power", "n2"],
  ]);
  const netAt = (x: number, y: number, name: string) => nets.get(`${x} ${y} ${name}`);
  const { verilog, cells } = hardCellInstances(chip, parseAsc(asc(enabled)), netAt);
  expect(cells).toEqual({ SB_SPRAM256KA: 1, SB_MAC16: 0 });
  expect(verilog).toContain("SB_SPRAM256KA spram_0_0_1 (");
  expect(verilog).toContain(`.ADDRESS({n13, ${"1'b0, ".repeat(12)}n7})`);
  expect(verilog).toContain(".DATAOUT({n99, spram_0_0_1_open_0, ");
  expect(verilog).toContain(".CLOCK({n1})");
  expect(verilog).toContain(".POWEROFF({n2})");
  expect(hardCellInstances(chip, parseAsc(asc("0".repeat(54))), netAt)).toEqual({
    verilog: "",
    cells: { SB_SPRAM256KA: 0, SB_MAC16: 0 },
  });
});
