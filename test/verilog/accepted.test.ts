import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { cells, everyDesign } from "../support/every-design.ts";
import { icarusSays, verilatorSays, yosysSays } from "../support/verilog-tools.ts";

const designs = everyDesign();

describe("other people's tools have nothing to say about what the project prints, without a waiver", () => {
  test.each(designs)("Verilator -Wall: $name", async (printed) => {
    expect(await verilatorSays(printed)).toBe("");
  });

  test.each(designs)("Icarus -Wall: $name", async (printed) => {
    expect(await icarusSays(printed)).toBe("");
  });

  test("yosys check -assert: all of them", async () => {
    const said = await yosysSays(designs);
    expect(Object.entries(said).filter(([, lines]) => lines.length > 0)).toEqual([]);
    expect(Object.keys(said).length).toBe(designs.length);
  }, 180_000);

  test("they would: a missing driver, a width that does not fit, a loop", async () => {
    const text = "module bad (input wire [7:0] a, output wire [3:0] y);\n  wire u;\n  assign y = a + u;\nendmodule\n";
    const bad = { name: "bad", top: "bad", files: { "bad.v": text } };
    expect(await verilatorSays(bad)).toMatch(/WIDTH/);
    const ports = {
      name: "ports",
      top: "bad",
      files: { "bad.v": "module bad (a); input a; foo f (.x(a)); endmodule\n" },
    };
    expect(await icarusSays(ports)).toMatch(/Unknown module type: foo/);
    await expect(yosysSays([bad])).rejects.toThrow(/Found \d+ problems in 'check -assert'/);
  });
});

test("every module of rtl/cells is among the designs", () => {
  const folder = new URL("../../rtl/cells/", import.meta.url);
  const written = readdirSync(folder).flatMap((file) =>
    [...readFileSync(new URL(file, folder), "utf8").matchAll(/= module\(\s*"(\w+)"/g)].map(([, name]) => name),
  );
  const printed = new Set(Object.values(cells).map(({ name }) => name));
  expect([...new Set(written)].filter((name) => name !== undefined && !printed.has(name))).toEqual([]);
});
