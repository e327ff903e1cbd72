import { afterAll, beforeAll, expect, test } from "vitest";
import { bareIce40 } from "../../constraints/index.ts";
import { synthesise } from "../../flow/synthesise.ts";
import { findTool, type Tool } from "../../tools/index.ts";

let yosys: Tool;
beforeAll(async () => {
  yosys = await findTool("yosys", { prefer: "wasm" });
});
afterAll(() => yosys.close());

const verilog = `
module top (input clk, input [15:0] a, input [15:0] b, input [15:0] c, output reg [31:0] own, output reg [31:0] found);
  wire [31:0] o;
  SB_MAC16 #(
    .C_REG(1'b1), .D_REG(1'b1), .TOPOUTPUT_SELECT(2'b01), .TOPADDSUB_LOWERINPUT(2'b10), .TOPADDSUB_UPPERINPUT(1'b1),
    .TOPADDSUB_CARRYSELECT(2'b10), .BOTOUTPUT_SELECT(2'b01), .BOTADDSUB_LOWERINPUT(2'b10), .BOTADDSUB_UPPERINPUT(1'b1)
  ) own_cell (
    .CLK(clk), .CE(1'b1), .A(a), .B(b), .C(16'd0), .D(c), .AHOLD(1'b0), .BHOLD(1'b0), .CHOLD(1'b0), .DHOLD(1'b0),
    .IRSTTOP(1'b0), .IRSTBOT(1'b0), .ORSTTOP(1'b0), .ORSTBOT(1'b0), .OLOADTOP(1'b0), .OLOADBOT(1'b0), .ADDSUBTOP(1'b0),
    .ADDSUBBOT(1'b0), .OHOLDTOP(1'b0), .OHOLDBOT(1'b0), .CI(1'b0), .ACCUMCI(1'b0), .SIGNEXTIN(1'b0), .O(o)
  );
  always @(posedge clk) begin
    own <= o;
    found <= a * c;
  end
endmodule
`;

test("an SB_MAC16 of the design keeps its settings beside one that yosys makes of a multiplication", async () => {
  const { json } = await synthesise(
    { top: "top", verilog: { "top.v": verilog }, board: bareIce40("up5k", "sg48"), tools: { yosys } },
    () => {},
  );
  const { modules } = JSON.parse(new TextDecoder().decode(json)) as {
    modules: { top: { cells: Record<string, { type: string; parameters: Record<string, string> }> } };
  };
  const cells = Object.entries(modules.top.cells).filter(([, { type }]) => type === "SB_MAC16");
  expect(cells.length).toBe(2);
  const own = cells.find(([name]) => name === "own_cell")?.[1].parameters ?? {};
  const number = (name: string): number => Number.parseInt(own[name] ?? "", 2);
  expect(["C_REG", "D_REG", "TOPADDSUB_CARRYSELECT", "TOPOUTPUT_SELECT", "BOTADDSUB_UPPERINPUT"].map(number)).toEqual([
    1, 1, 2, 1, 1,
  ]);
}, 60_000);
