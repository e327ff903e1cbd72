import { describe, expect, test } from "vitest";
import { SpikeforgeError } from "../../../diagnostics/index.ts";
import { clock, domain } from "../../../hdlgen/clock.ts";
import { elaborate, input, instance, lo, module, output, regs, uint } from "../../../hdlgen/index.ts";
import { Dp16Kd, type Dp16KdPort, type Dp16KdSettings } from "../../../hdlgen/targets/ecp5-dp16kd.ts";
import { Mult18X18D, mult18Plain } from "../../../hdlgen/targets/ecp5-mult18.ts";
import { Ehxplll, ehxplllPlain } from "../../../hdlgen/targets/ecp5-pll.ts";
import { printVerilog } from "../../../hdlgen/verilog/index.ts";
import { openEmbedded } from "../../../sim/embedded/index.ts";
import { compareCells } from "../../support/cell-bench.ts";
import { Random } from "../../support/random.ts";

const bits = (name: string, width: number, declare = ""): string =>
  Array.from({ length: width }, (_, i) => `${declare}${name}${width - 1 - i}`).join(", ");

/**
 * The RAM again, written apart from the tables of FPGA-TN-02204: 16,384 data bits at bit addresses, and a ninth bit for
 * every byte of them. What the guide calls undefined is X.
 */
const dp16kd = `
module DP16KD #(
  parameter DATA_WIDTH_A = 18, parameter DATA_WIDTH_B = 18,
  parameter REGMODE_A = "NOREG", parameter REGMODE_B = "NOREG",
  parameter WRITEMODE_A = "NORMAL", parameter WRITEMODE_B = "NORMAL",
  parameter CSDECODE_A = "0b000", parameter CSDECODE_B = "0b000",
  parameter RESETMODE = "SYNC", parameter GSR = "AUTO",
  parameter INITVAL_00 = 320'd0, ${Array.from({ length: 63 }, (_, i) => `parameter INITVAL_${(i + 1).toString(16).toUpperCase().padStart(2, "0")} = 320'd0`).join(", ")}
) (
  input CLKA, CEA, OCEA, WEA, RSTA, CLKB, CEB, OCEB, WEB, RSTB,
  input ${bits("ADA", 14)}, ${bits("DIA", 18)}, ${bits("CSA", 3)}, ${bits("ADB", 14)}, ${bits("DIB", 18)}, ${bits("CSB", 3)},
  output ${bits("DOA", 18)}, ${bits("DOB", 18)}
);
  reg [7:0] bytes [0:2047];
  reg ninth [0:2047];
  integer i, k;
  reg [319:0] line;
  initial for (i = 0; i < 2048; i = i + 1) begin
    line = i < 32 ? INITVAL_00 : 320'd0;
    {ninth[i], bytes[i]} = line >> (20 * ((i / 2) % 16) + 9 * (i % 2));
  end
  wire [13:0] ada = {${bits("ADA", 14)}}, adb = {${bits("ADB", 14)}};
  wire [17:0] dia = {${bits("DIA", 18)}}, dib = {${bits("DIB", 18)}};
  reg [17:0] latch_a, latch_b, out_a, out_b;
  initial begin latch_a = 0; latch_b = 0; out_a = 0; out_b = 0; end
  assign {${bits("DOA", 18)}} = REGMODE_A == "OUTREG" ? out_a : latch_a;
  assign {${bits("DOB", 18)}} = REGMODE_B == "OUTREG" ? out_b : latch_b;
  // Octal digit of "0bxyz".
  function [2:0] decode(input [39:0] text); decode = {text[16], text[8], text[0]}; endfunction

  function [17:0] word(input integer width, input [13:0] address);
    integer at;
    begin
      at = address[13:3];
      case (width)
        18: word = {ninth[at | 1], bytes[at | 1], ninth[at & ~1], bytes[at & ~1]};
        9: word = {9'd0, ninth[at], bytes[at]};
        4: word = bytes[at] >> (address[2] * 4) & 15;
        2: word = bytes[at] >> (address[2:1] * 2) & 3;
        default: word = bytes[at] >> address[2:0] & 1;
      endcase
    end
  endfunction

  task store(input integer width, input [13:0] address, input [17:0] data);
    integer at;
    begin
      at = address[13:3];
      case (width)
        18: begin
          if (address[0]) {ninth[at & ~1], bytes[at & ~1]} = data[8:0];
          if (address[1]) {ninth[at | 1], bytes[at | 1]} = data[17:9];
        end
        9: {ninth[at], bytes[at]} = data[8:0];
        4: for (k = 0; k < 4; k = k + 1) bytes[at][address[2] * 4 + k] = data[k];
        2: for (k = 0; k < 2; k = k + 1) bytes[at][address[2:1] * 2 + k] = data[k];
        default: bytes[at][address[2:0]] = data[0];
      endcase
    end
  endtask

  // Both clocks tick together here; what the ports do to each other's words is not compared.
  reg [17:0] old_a, old_b;
  reg go_a, go_b, writes_a, writes_b, meets;
  always @(posedge CLKA) begin
    go_a = CEA && {${bits("CSA", 3)}} == decode(CSDECODE_A);
    go_b = CEB && {${bits("CSB", 3)}} == decode(CSDECODE_B);
    writes_a = go_a && WEA && !RSTA;
    writes_b = go_b && WEB && !RSTB;
    meets = ada[13:4] == adb[13:4];
    if (RSTA) out_a <= 0; else if (OCEA) out_a <= latch_a;
    if (RSTB) out_b <= 0; else if (OCEB) out_b <= latch_b;
    old_a = word(DATA_WIDTH_A, ada);
    old_b = word(DATA_WIDTH_B, adb);
    if (writes_a) store(DATA_WIDTH_A, ada, dia);
    if (writes_b) store(DATA_WIDTH_B, adb, dib);
    if (RSTA) latch_a = 0;
    else if (go_a && (!WEA || WRITEMODE_A == "READBEFOREWRITE")) latch_a = writes_b && meets ? 18'bx : old_a;
    else if (go_a && WRITEMODE_A == "WRITETHROUGH") latch_a = writes_b && meets ? 18'bx : word(DATA_WIDTH_A, ada);
    if (RSTB) latch_b = 0;
    else if (go_b && (!WEB || WRITEMODE_B == "READBEFOREWRITE")) latch_b = writes_a && meets ? 18'bx : old_b;
    else if (go_b && WRITEMODE_B == "WRITETHROUGH") latch_b = writes_a && meets ? 18'bx : word(DATA_WIDTH_B, adb);
  end
endmodule
`;

/** Two writes to one row are undefined for good, so that they do not happen. */
function apart(inputs: Record<string, bigint>, random: Random): void {
  const row = (value: bigint): bigint => value >> 4n;
  inputs.ADA = BigInt(random.integer(0, 127));
  inputs.ADB = BigInt(random.integer(0, 127));
  if (inputs.WEA === 1n && inputs.WEB === 1n && row(inputs.ADA) === row(inputs.ADB)) inputs.ADB ^= 0x40n;
  if (random.chance(0.9)) inputs.CSA = 5n;
  if (random.chance(0.9)) inputs.CSB = 2n;
}

describe("DP16KD", () => {
  const widths = [1, 2, 4, 9, 18] as const;
  const modes = ["NORMAL", "WRITETHROUGH", "READBEFOREWRITE"] as const;
  const chances = { RSTA: 0.05, RSTB: 0.05, CEA: 0.8, CEB: 0.8, OCEA: 0.8, OCEB: 0.8 };

  test.each([1, 2])("equals a model written apart, every width and mode, 600 vectors (seed %i)", async (seed) => {
    const random = new Random(seed);
    const port = (select: number): Dp16KdPort => ({
      width: random.pick(widths),
      writeMode: random.pick(modes),
      outputRegister: random.pick(["none", "used"] as const),
      select,
    });
    const init = Array.from({ length: 16 }, () => random.integer(0, 0x3_ffff));
    const cells = Array.from({ length: 8 }, (_, i) => {
      const settings: Dp16KdSettings = { a: port(5), b: port(2), clocks: "one", init: init.map((word) => word ^ i) };
      return Dp16Kd(settings);
    });
    const result = await compareCells(
      cells,
      { "dp16kd.v": dp16kd },
      {
        random,
        vectors: 600,
        chances,
        clocks: "together",
        adjust: (inputs) => apart(inputs, random),
      },
    );
    expect(result.theirs.verdict).toBe("same");
    expect(result.theirs.known).toBeGreaterThan(0.8);
    expect(result.printed).toEqual({ verdict: "same", known: 1, warnings: "" });
  });

  test("HDL148: what has no model with two clocks is refused", () => {
    const port = { width: 9, writeMode: "READBEFOREWRITE" } as const;
    const make = () => Dp16Kd({ a: port, b: { width: 9 }, clocks: "two" });
    expect(make).toThrow(SpikeforgeError);
    expect(make).toThrow(
      /^HDL148 DP16KD: READBEFOREWRITE with two clocks has no simulation model\n[\s\S]*take writeMode "NORMAL"/,
    );
  });
});

describe("MULT18X18D", () => {
  const places = ["inputs", "pipeline", "output"] as const;
  const all = Array.from({ length: 8 }, (_, i) => places.filter((__, bit) => ((i >> bit) & 1) === 1));

  /** Signed and unsigned corners, with the products worked out by hand. */
  const products: readonly (readonly [a: number, isSigned: boolean, b: number, isSignedB: boolean, product: number])[] =
    [
      [3, false, 5, false, 15],
      [0x3_ffff, false, 0x3_ffff, false, 68_718_952_449],
      [0x3_ffff, true, 0x3_ffff, true, 1],
      [0x3_ffff, true, 0x3_ffff, false, 2 ** 36 - 262_143],
      [0x2_0000, true, 0x2_0000, true, 17_179_869_184],
      [0x2_0000, false, 0x2_0000, true, 2 ** 36 - 17_179_869_184],
    ];

  test.each(all)("gives each product as many cycles later as it has registers (%s, %s, %s)", async (...registers) => {
    const Top = module(
      "top",
      (_: object) => ({ a: input(uint(18)), b: input(uint(18)), signs: input(uint(2)), p: output(uint(36)) }),
      ({ a, b, signs }) => {
        const { P } = instance(
          "multiplier",
          Mult18X18D({ registers: places.filter((place) => registers.includes(place)) }),
          {
            ...mult18Plain,
            A: a,
            B: b,
            SIGNEDA: signs.bit(0),
            SIGNEDB: signs.bit(1),
          },
        );
        const { beat } = regs({ beat: [uint(1), 0] });
        beat.next = beat.not();
        return { p: P };
      },
    );
    const sim = await openEmbedded(elaborate(Top({})));
    const latency = registers.length;
    const seen: number[] = [];
    for (let i = 0; i < products.length + latency; i++) {
      const [a = 0, isSigned = false, b = 0, isSignedB = false] = products[i] ?? [];
      sim.port("a").value = a;
      sim.port("b").value = b;
      sim.port("signs").value = Number(isSigned) + 2 * Number(isSignedB);
      seen.push(sim.port("p").value);
      sim.step();
    }
    expect(seen.slice(latency)).toEqual(products.map(([, , , , product]) => product));
  });

  test("says which bits of a product nothing reads, though the cell has a port for each", () => {
    const Low = module(
      "low",
      (_: object) => ({ a: input(uint(18)), b: input(uint(18)), p: output(uint(13)) }),
      ({ a, b }) => {
        const signs = { SIGNEDA: lo, SIGNEDB: lo };
        const cell = Mult18X18D({ registers: ["output"] });
        return { p: instance("multiplier", cell, { ...mult18Plain, ...signs, A: a, B: b }).P.trunc(13) };
      },
    );
    expect(printVerilog(elaborate(Low({})))["low.v"]).toContain(
      "wire _unused_ok = &{1'b0, multiplier_p[35:13], multiplier_signedp};",
    );
  });

  /** The multiplier again, after the figure of FPGA-TN-02205, with the parameters as they are. */
  const mult18 = `
module MULT18X18D #(
  parameter REG_INPUTA_CLK = "NONE", parameter REG_INPUTB_CLK = "NONE",
  parameter REG_PIPELINE_CLK = "NONE", parameter REG_OUTPUT_CLK = "NONE"
) (
  input CLK0, SIGNEDA, SIGNEDB, SOURCEA, SOURCEB, CE0, RST0,
  input ${bits("A", 18)}, ${bits("B", 18)}, ${bits("C", 18)},
  output ${bits("P", 36)}, SIGNEDP
);
  reg signed [18:0] ra, rb;
  reg signed [37:0] rp;
  reg [35:0] ro;
  reg rs;
  wire signed [18:0] a = {SIGNEDA && A17, ${bits("A", 18)}};
  wire signed [18:0] b = {SIGNEDB && B17, ${bits("B", 18)}};
  reg sa, sb;
  wire signed [18:0] pa = REG_INPUTA_CLK == "NONE" ? a : ra;
  wire signed [18:0] pb = REG_INPUTB_CLK == "NONE" ? b : rb;
  wire ps = (REG_INPUTA_CLK == "NONE" ? SIGNEDA : sa) || (REG_INPUTB_CLK == "NONE" ? SIGNEDB : sb);
  wire signed [37:0] product = pa * pb;
  wire [35:0] piped = REG_PIPELINE_CLK == "NONE" ? product[35:0] : rp[35:0];
  always @(posedge CLK0) begin
    if (RST0) {ra, rb, rp, ro, rs, sa, sb} <= 0;
    else if (CE0) begin
      ra <= a; rb <= b; sa <= SIGNEDA; sb <= SIGNEDB; rp <= product; rs <= ps; ro <= piped;
    end
  end
  assign SIGNEDP = REG_PIPELINE_CLK == "NONE" ? ps : rs;
  assign {${bits("P", 36)}} = REG_OUTPUT_CLK == "NONE" ? piped : ro;
endmodule
`;

  test("equals a model written apart, every choice of registers, 1,000 vectors", async () => {
    const random = new Random(3);
    const cells = all.filter((registers) => registers.length > 0).map((registers) => Mult18X18D({ registers }));
    const result = await compareCells(
      cells,
      { "mult18.v": mult18 },
      {
        random,
        vectors: 1000,
        chances: { RST0: 0.05, CE0: 0.8 },
        first: { vectors: 1, values: { RST0: 1 } },
        adjust: (inputs) => Object.assign(inputs, { C: 0n, SOURCEA: 0n, SOURCEB: 0n }),
      },
    );
    expect(result.theirs.verdict).toBe("same");
    expect(result.theirs.known).toBeGreaterThan(0.99);
    expect(result.printed).toEqual({ verdict: "same", known: expect.closeTo(1, 2), warnings: "" });
  });
});

describe("EHXPLLL", () => {
  const Top = module(
    "pll_top",
    (_: object) => ({ pin: input(clock), ticks: output(uint(16)) }),
    ({ pin }) => {
      const { CLKOP } = instance("pll", Ehxplll({ inputDivider: 1, feedbackDivider: 2, outputDivider: 12 }), {
        ...ehxplllPlain,
        CLKI: pin,
      });
      const ticks = domain({ clock: CLKOP }, () => {
        const { count } = regs({ count: { type: uint(16), powerUp: 0 } });
        count.next = count.addw(1);
        return count;
      });
      return { ticks };
    },
  );

  test("makes its clock in simulation, and is fed back from its output in Verilog", async () => {
    const design = elaborate(Top({}));
    const sim = await openEmbedded(design, { clocks: { pin: { period: 1000 } } });
    sim.step(50);
    expect(sim.port("ticks").value).toBeGreaterThanOrEqual(99);
    expect(sim.port("ticks").value).toBeLessThanOrEqual(100);
    const text = printVerilog(design)["pll_top.v"] ?? "";
    expect(text).toContain("    .CLKOP(pll_clkop),\n");
    expect(text).toContain("    .CLKFB(pll_clkop)\n");
  });

  test("HDL148: a divider out of range", () => {
    expect(() => Ehxplll({ inputDivider: 1, feedbackDivider: 200, outputDivider: 12 })).toThrow(
      /^HDL148 EHXPLLL: feedbackDivider 200\n {4}at ecp5-cells\.test\.ts:\d+\n {4}a divider is 1…128$/,
    );
  });
});
