import { describe, expect, it } from "vitest";
import {
  boardBuild,
  boardTarget,
  compileNetwork,
  findBoard,
  ice40Board,
  lif,
  network,
  planClock,
} from "../../index.ts";

const small = network("small", { weightBits: 4, membraneBits: 16 })
  .input("in", 4)
  .population("out", { size: 4, neuron: lif({ threshold: 5 }) })
  .project("in", "out", { weights: Array.from({ length: 4 }, () => [1, 2, -3, 4]) })
  .output("out")
  .build();

describe("clock plan", () => {
  it("makes the PLL's clock and the fastest baud rate up to 3 M that it divides into", async () => {
    const board = await findBoard("icebreaker");
    expect(planClock(board, 48)).toEqual({
      clockMHz: 48,
      baud: 3_000_000,
      clockCyclesPerBit: 16,
      pll: { divr: 0, divf: 63, divq: 4, filterRange: 1, cell: "pad" },
    });
    expect(planClock(board, 12)).toEqual({ clockMHz: 12, baud: 3_000_000, clockCyclesPerBit: 4 });
  });
  it("makes a rate that is asked for, up to what bridge and clock allow", async () => {
    const board = await findBoard("icebreaker");
    expect(planClock(board, 48, { baud: 12_000_000 })).toMatchObject({ baud: 12_000_000, clockCyclesPerBit: 4 });
    expect(planClock(board, 48, { baud: 115_200 })).toMatchObject({ baud: 115_108, clockCyclesPerBit: 417 });
    expect(planClock(board, 36, { baud: 6_000_000 })).toMatchObject({ baud: 6_000_000, clockCyclesPerBit: 6 });
  });
  it("CLI059: a rate that the bridge or the clock does not make, with those that work", async () => {
    const board = await findBoard("icebreaker");
    expect(() => planClock(board, 12, { baud: 12_000_000 })).toThrow(
      [
        "CLI059 iCEBreaker: a host link of 12000000 baud, but 12 MHz do not divide into it within 1 %",
        "    use --baud 3000000, 2000000, 1500000, 1000000, 921600, 460800, 230400, 115200, or another --clock",
      ].join("\n"),
    );
    const slow = await findBoard("tinyfpga-bx");
    expect(() => planClock(slow, 48, { baud: 12_000_000 })).toThrow(
      `CLI059 ${slow.name}: a host link of 12000000 baud, but its bridge makes at most 3000000\n    use --baud 3000000, `,
    );
  });
  it("CLI040: a board without a UART", async () => {
    const board = await findBoard("fomu");
    expect(() => planClock(board, 48)).toThrow(
      [
        "CLI040 Fomu PVT: no UART pins, and the host link needs them",
        "    let it load itself from its flash (synth --boot flash), or choose a board with a UART: spikeforge boards",
      ].join("\n"),
    );
  });
  it("CLI041: a clock that a board without a PLL does not have", async () => {
    const board = await findBoard("go-board");
    expect(() => planClock(board, 48)).toThrow(
      [
        `CLI041 ${board.name}: a clock of 48 MHz, but the board has 25 MHz and no PLL for it`,
        "    use --clock 25",
      ].join("\n"),
    );
  });
});

it("CLI042: a board without memory for weights", async () => {
  const board = ice40Board("icestick");
  const small = { ...board, resources: { ...board.resources, ebr: 9 } };
  expect(() => boardTarget(small, { weightBits: 4 })).toThrow(
    [
      `CLI042 ${board.name}: no memory left for weights: a core and its link need 9 block memories, the board has 9`,
      "    choose a board with more block RAM or with SPRAM: spikeforge boards",
    ].join("\n"),
  );
});

describe("board design", () => {
  it("has the board's nets as ports, one file per module, the same bytes every time", async () => {
    const compiled = compileNetwork(small, await findBoard("icebreaker"));
    const build = boardBuild(compiled, 48);
    expect(build.top).toBe("icebreaker_top");
    const text = build.verilog["icebreaker_top.v"] ?? "";
    for (const net of ["clk_pin", "uart_rx", "uart_tx", "led_red_n", "led_green_n", "button_n"]) {
      expect(text).toContain(net);
    }
    for (const [name, verilog] of Object.entries(build.verilog)) {
      expect(verilog.match(/^module /gm), name).toHaveLength(1);
      expect(verilog).toContain(`module ${name.replace(/\.v$/, "")} `);
    }
    expect(boardBuild(compileNetwork(small, await findBoard("icebreaker")), 48).verilog).toEqual(build.verilog);
  });
  it("works from the pin's clock where no PLL is needed", async () => {
    const compiled = compileNetwork(small, await findBoard("icebreaker"));
    const { verilog } = boardBuild(compiled, 12);
    expect(Object.values(verilog).join("")).not.toContain("SB_PLL40");
  });
});
