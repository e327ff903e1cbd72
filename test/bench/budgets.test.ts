import { expect, test } from "vitest";
import { compareBudget, formatBudget } from "../../bench/budgets/compare.ts";
import { areaByPath } from "../../bench/budgets/netlist-area.ts";
import { findTool } from "../../tools/index.ts";

/** A counter whose carries share cells with its LUTs, twice; a flip-flop with a LUT of its own and one without. */
const verilog = `
module counter (input wire clk, input wire go, output reg [7:0] count);
  always @(posedge clk) if (go) count <= count + 8'd1;
endmodule
module top (input wire clk, input wire a, input wire b, output reg q, output reg [7:0] y);
  reg plain;
  wire [7:0] u, v;
  counter lane0 (.clk(clk), .go(plain), .count(u));
  counter lane1 (.clk(clk), .go(q), .count(v));
  always @(posedge clk) begin
    plain <= a;
    q <= a ^ b;
    y <= u;
    y[0] <= v[7];
  end
endmodule
`;

test("area: modules with all that is in them, LUTs and the flip-flops they drive in one cell, copies told once", async () => {
  const yosys = await findTool("yosys", { prefer: "wasm" });
  try {
    const { files } = await yosys.run({
      args: ["-q", "-p", "read_verilog t.v; synth_ice40 -top top -noflatten; write_json t.json"],
      files: { "t.v": verilog },
      outputs: ["t.json"],
    });
    const found = areaByPath(files["t.json"] ?? new Uint8Array(), "top", 3);
    // A counter bit is one cell; of the top: plain, q and its LUT in one, y.
    expect(Object.fromEntries(found)).toEqual({ top: { lc: 2 * 8 + 1 + 1 + 8 }, lane0: { lc: 8 } });
  } finally {
    await yosys.close();
  }
});

test("area: what counts on an ECP5", () => {
  const cells = Object.fromEntries(
    ["LUT4", "CCU2C", "TRELLIS_DPR16X4", "TRELLIS_FF", "DP16KD", "MULT18X18D", "PFUMX", "part"].map((type) => [
      `of_${type}`,
      { type, connections: {} },
    ]),
  );
  const part = { ports: {}, cells: { a: { type: "LUT4", connections: {} } } };
  const json = JSON.stringify({ modules: { top: { ports: {}, cells }, part, LUT4: { ports: {}, cells: {} } } });
  expect(Object.fromEntries(areaByPath(new TextEncoder().encode(json), "top", 2))).toEqual({
    top: { lut: 1 + 2 + 4 + 1, ff: 1, dp16kd: 1, mult18: 1 },
    of_part: { lut: 1 },
  });
});

const budget = { design: "chip", modules: { "core/walker": { lc: 100, ebr: 1 }, gone: { lc: 5 } } };

test("a budget: 3 % are forgiven, upwards and downwards; beyond that it is told", () => {
  const against = (area: Readonly<Record<string, number>>) =>
    compareBudget({ ...budget, modules: { "core/walker": { lc: 100, ebr: 1 } } }, new Map([["core/walker", area]]));
  expect(against({ lc: 103, ebr: 1 })).toEqual({ exceeded: [], couldBeLowered: [] });
  expect(against({ lc: 97, ebr: 2 })).toEqual({ exceeded: [], couldBeLowered: [] });
  expect(against({ lc: 104, ebr: 1, dsp: 2 })).toEqual({
    exceeded: ["chip: core/walker takes 104 LC, its budget is 100", "chip: core/walker takes 2 DSP, its budget is 0"],
    couldBeLowered: [],
  });
  expect(against({ lc: 96, ebr: 1 }).couldBeLowered).toEqual(["chip: core/walker takes 96 LC, its budget is 100"]);
});

test("a module without a budget and a budget without a module are told", () => {
  const found = new Map([
    ["core/walker", { lc: 100, ebr: 1 }],
    ["core/fresh", { lc: 7, ebr: 1 }],
  ]);
  expect(compareBudget(budget, found).exceeded).toEqual([
    "chip: there is no gone any more",
    "chip: core/fresh has no budget; it takes 7 LC, 1 EBR",
  ]);
});

test("what is written is what is read", () => {
  const modules = { chip: { lc: 10 }, "core/lists": { lc: 3, ebr: 5 } };
  const text = formatBudget("UP5K, 16 × 4 b", new Map(Object.entries(modules)));
  expect(JSON.parse(text)).toEqual({ design: "UP5K, 16 × 4 b", modules });
  expect(text.split("\n")[3]).toBe('    "chip": { "lc": 10 },');
});
