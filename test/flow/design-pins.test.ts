import { expect, test } from "vitest";
import { board } from "../../constraints/index.ts";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import { pinsForDesign } from "../../flow/design-pins.ts";

test("pins for a design: those of its ports alone, in the board's family's format", async () => {
  expect(await pinsForDesign(board("icebreaker"), "top", ["clk_pin", "uart_rx"])).toBe(
    "set_io clk_pin 35\nset_io -pullup yes uart_rx 6\n",
  );
  expect(await pinsForDesign(board("colorlight-i9"), "top", ["clk_pin", "led_n"])).toBe(
    [
      'LOCATE COMP "clk_pin" SITE "P3";',
      'IOBUF PORT "clk_pin" IO_TYPE=LVCMOS33;',
      'LOCATE COMP "led_n" SITE "L2";',
      'IOBUF PORT "led_n" IO_TYPE=LVCMOS33;',
      "",
    ].join("\n"),
  );
});

test("BRD013: two ports of a design on one pin of the board", async () => {
  await expect(
    pinsForDesign(board("upduino3"), "top", ["uart_rx", "uart_tx", "flash_clk", "flash_mosi", "flash_miso"]),
  ).rejects.toThrow(
    new SpikeforgeError([
      {
        code: "BRD013",
        place: "top.flash_clk",
        found: 'is on pin 15 of board "upduino3", and so is uart_rx',
        mend: "leave one of them out of the design",
      },
      {
        code: "BRD013",
        place: "top.flash_mosi",
        found: 'is on pin 14 of board "upduino3", and so is uart_tx',
        mend: "leave one of them out of the design",
      },
    ]),
  );
});
