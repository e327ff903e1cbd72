import { describe, expect, test } from "vitest";
import { formatPlacedDesign, parsePlacedDesign, readPlacedDesign } from "../../flow/placed-cells.ts";

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const cell = (type: string, bel: string | undefined, parameters = {}, src?: string) => ({
  type,
  parameters,
  attributes: {
    ...(bel === undefined ? {} : { NEXTPNR_BEL: bel }),
    ...(src === undefined ? {} : { src }),
  },
});
const written = (cells: Readonly<Record<string, unknown>>) => encode({ modules: { top: { cells } } });

describe("placed cells", () => {
  const design = readPlacedDesign(
    written({
      "b.lut": cell("ICESTORM_LC", "X3/Y17/lc7", { DFF_ENABLE: "0", LUT_INIT: "1100110011110000" }),
      "b.ff": cell("ICESTORM_LC", "X3/Y17/lc6", { DFF_ENABLE: "1", LUT_INIT: "0000000000000010" }),
      "a.both": cell("ICESTORM_LC", "X4/Y2/lc0", { DFF_ENABLE: "1", LUT_INIT: "0110" }, "uart_rx.v:3.1-4.5|/x.v:1"),
      pin$sb_io: cell("SB_IO", "X13/Y31/io0", {}, "/share/ice40/cells_map.v:6.21-6.22"),
      "a.ram": cell("DP16KD", "X8/Y24/EBR0"),
      "a.comb": cell("TRELLIS_COMB", "X2/Y34/SLICEA.COMB0"),
      "a.reg": cell("TRELLIS_FF", "X2/Y34/SLICEA.FF1"),
    }),
    "ice40",
  );

  test("have tile, place in it, what of a logic cell is used, and the Verilog file; sorted by name", () => {
    expect(design).toEqual({
      family: "ice40",
      cells: [
        { name: "a.both", type: "ICESTORM_LC", x: 4, y: 2, bel: "lc0", use: "lut+ff", file: "uart_rx.v" },
        { name: "a.comb", type: "TRELLIS_COMB", x: 2, y: 34, bel: "SLICEA.COMB0", use: "lut" },
        { name: "a.ram", type: "DP16KD", x: 8, y: 24, bel: "EBR0" },
        { name: "a.reg", type: "TRELLIS_FF", x: 2, y: 34, bel: "SLICEA.FF1", use: "ff" },
        { name: "b.ff", type: "ICESTORM_LC", x: 3, y: 17, bel: "lc6", use: "ff" },
        { name: "b.lut", type: "ICESTORM_LC", x: 3, y: 17, bel: "lc7", use: "lut" },
        { name: "pin$sb_io", type: "SB_IO", x: 13, y: 31, bel: "io0" },
      ],
    });
  });

  test("come back from placement.json as they were written", () => {
    expect(parsePlacedDesign(formatPlacedDesign(design))).toEqual(design);
  });

  test("a cell without a place is an error, never left out", () => {
    expect(() => readPlacedDesign(written({ lost: cell("ICESTORM_LC", undefined) }), "ice40")).toThrow(
      "nextpnr placed lost nowhere",
    );
  });
});
