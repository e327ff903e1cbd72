import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bareEcp5 } from "../../constraints/index.ts";
import type { Netlist, NetlistCell } from "../../flow/ecp5-netlist.ts";
import { synthesise } from "../../flow/synthesise.ts";
import { findTool, type Tool } from "../../tools/index.ts";

let yosys: Tool;
let json: Uint8Array;
beforeAll(async () => {
  yosys = await findTool("yosys", { prefer: "wasm" });
  const board = bareEcp5("25k", "CABGA381", 6);
  const synthesis = await synthesise<"ecp5">(
    { top: "top", verilog: { "top.v": verilog }, board, tools: { yosys } },
    () => {},
  );
  json = synthesis.json;
});
afterAll(() => yosys.close());

/** Sums, differences and comparisons, of odd and even numbers of bits: each begins its chain in another way. */
const verilog = `
module top (input [8:0] a, input [8:0] b, output [8:0] odd_sum, output [7:0] even_sum, output [8:0] odd_difference,
            output [7:0] even_difference, output below, output signed_below, output [9:0] carried, output [6:0] counted);
  assign odd_sum = a + b;
  assign even_sum = a[7:0] + b[8:1];
  assign odd_difference = a - b;
  assign even_difference = a[8:1] - b[7:0];
  assign below = a < b;
  assign signed_below = $signed(a[7:0]) < $signed(b[7:0]);
  assign carried = ({a, 1'b1} + {b, b[0]}) >> 1;
  assign counted = a[6:0] + 1'b1;
endmodule
`;

const cellsOf = (json: Uint8Array): NetlistCell[] => {
  const { modules } = JSON.parse(new TextDecoder().decode(json)) as {
    modules: { top: { cells: Record<string, NetlistCell> } };
  };
  return Object.values(modules.top.cells);
};

/**
 * Without the empty cells of the library, which the filled ones are to take the places of, and with outputs left open where
 * nextpnr wants an x.
 */
function topAlone(json: Uint8Array): Uint8Array {
  const { modules, ...rest } = JSON.parse(new TextDecoder().decode(json)) as { modules: Netlist["modules"] };
  const { top } = modules;
  for (const { connections, port_directions: directions } of Object.values(top?.cells ?? {})) {
    for (const [port, bits] of Object.entries(connections))
      if (directions[port] === "output" && bits[0] === "x") connections[port] = [];
  }
  return new TextEncoder().encode(JSON.stringify({ ...rest, modules: { top } }));
}

/** Proves the netlist to be the Verilog, whatever comes in where nothing is connected. */
async function proves(json: Uint8Array): Promise<boolean> {
  const { stdout } = await yosys.run({
    args: ["-s", "prove.ys"],
    files: {
      "top.v": verilog,
      "netlist.json": topAlone(json),
      "prove.ys": [
        "read_json netlist.json",
        "read_verilog +/ecp5/cells_sim.v",
        "hierarchy -top top",
        "proc",
        "flatten",
        "opt_clean",
        "setundef -undriven -anyseq",
        "setundef -anyseq",
        "rename top gate",
        "read_verilog top.v",
        "rename top gold",
        "miter -equiv -flatten -make_outputs gold gate both",
        "sat -prove trigger 0 both",
        "",
      ].join("\n"),
    },
    outputs: [],
  });
  return stdout.includes("SAT proof finished - no model found: SUCCESS!");
}

describe("starts of carry chains", () => {
  it("no chain begins with a constant, and each is proved to be what it was, whatever its first carry in", async () => {
    const carries = cellsOf(json).filter(({ type }) => type === "CCU2C");
    expect(carries.length).toBeGreaterThan(30);
    expect(carries.filter(({ connections }) => ["0", "1"].includes(String(connections.CIN?.[0])))).toEqual([]);
    expect(carries.filter(({ connections }) => connections.CIN?.[0] === "x").length).toBeGreaterThan(6);
    expect(await proves(json)).toBe(true);
  }, 60_000);

  it("a chain that hands on the wrong carry is refuted", async () => {
    const text = new TextDecoder().decode(json);
    for (const [right, wrong] of [
      ["0000000000001000", "0000000000001010"],
      ["0000000000001011", "0000000000001111"],
    ]) {
      expect(text).toContain(`"INIT0":"${right}"`);
      const damaged = text.replaceAll(`"INIT0":"${right}"`, `"INIT0":"${wrong}"`);
      expect(await proves(new TextEncoder().encode(damaged))).toBe(false);
    }
  }, 60_000);
});
