import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readBack } from "../../sim/netlist/index.ts";
import { type Icebox, withTemporaryFolder } from "../../tools/index.ts";
import { fakeProgram } from "../tools/fake-programs.ts";

/** As icebox_vlog prints it, for a PLL at the pad of pin 35 and one register. */
const printed = `// Reading file 'design.asc'..

module top (input button_n, output led_n, input clk_pin);

wire n1;
// (0, 0, 'glb_netwk_7')
// (0, 1, 'clk')

reg led_n = 0;
// (1, 1, 'lutff_0/out')

wire n2594;
SB_PLL40_PAD #(
  .DIVR(4'b0000)
) PLL_12_31 (
  .PACKAGEPIN(n2594),
  .PLLOUTGLOBAL(n1),
  .SDO(n2596),
  .SCLK(1'b0)
);
assign n3 = /* LUT    1  1  0 */ !button_n;
/* FF  1  1  0 */ always @(posedge n1) if (1'b1) led_n <= 1'b0 ? 1'b0 : n3;

// Warning: unmatched port 'clk_pin'

endmodule
`;
const chip = [".pins sg48", "35 12 31 1", "", ".extra_cell 12 31 PLL", "PLLOUT_A 12 31 1", ""].join("\n");
const pinOf = { clk_pin: "35", button_n: "10", led_n: "11" };

const back = (outputs: readonly string[]) =>
  withTemporaryFolder(async (folder) => {
    await writeFile(join(folder, "chipdb-5k.txt"), chip);
    const python = await fakeProgram(
      folder,
      "python3",
      `while IFS= read -r line; do echo "$line"; done < ${folder}/printed`,
    );
    await writeFile(join(folder, "printed"), printed);
    const icebox: Icebox = { script: "icebox_vlog", python, chipdb: folder, origin: "PATH" };
    const pins = { clock: "clk_pin", inputs: ["button_n"], outputs };
    return readBack({ top: "top", asc: ".device 5k\n", packageName: "sg48", pinOf, pins, icebox });
  });

test("ports come without wires, the PLL's clock from its pin, and what is in the bitstream is counted", async () => {
  const { verilog, cells } = await back(["led_n"]);
  expect(verilog.split("\n").slice(0, 4)).toEqual([
    ...["module top (clk_pin, button_n, led_n);", "  input clk_pin;", "  input button_n;", "  output led_n;"],
  ]);
  expect(verilog).toContain("reg led_n = 0;");
  expect(verilog).toContain(".PACKAGEPIN(clk_pin),");
  expect(verilog).not.toContain("SDO");
  expect(verilog.match(/\bmodule\b/g)).toHaveLength(1);
  expect(cells).toEqual({ LUT: 1, FF: 1, CARRY: 0, SB_RAM40_4K: 0, PLL: 1, SB_SPRAM256KA: 0, SB_MAC16: 0 });
});

test("SIM412: pins of the design that the bitstream does not have, or has otherwise", async () => {
  await expect(back(["led_n", "uart_tx", "button_n"])).rejects.toThrow(
    "SIM412 top.uart_tx: nothing in the bitstream, output in the design\n" +
      "    the bitstream is not of this design, or a pin has no effect in it\n" +
      "SIM412 top.button_n: input in the bitstream, output in the design\n" +
      "    the bitstream is not of this design, or a pin has no effect in it",
  );
});
