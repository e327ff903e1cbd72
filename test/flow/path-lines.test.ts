import { describe, expect, test } from "vitest";
import { bareEcp5, bareIce40 } from "../../constraints/index.ts";
import {
  type BuildRequest,
  buildBitstream,
  type CriticalPath,
  closeFlowTools,
  findEcp5FlowTools,
  findFlowTools,
} from "../../flow/index.ts";

/** Two modules, as the printer writes them: the slowest path runs from `left` over the sum to `total`. */
const verilog = {
  "top.v": `
module top (
  input  wire clk,
  input  wire in,
  output reg  out
);
  reg [23:0] left;  // main.ts:3
  reg [23:0] right;  // main.ts:4
  reg [23:0] total;  // main.ts:5
  wire [23:0] adder_sum;  // main.ts:6

  always @(posedge clk) left <= {left[22:0], in};  // main.ts:10

  always @(posedge clk) right <= {right[22:0], left[23]};  // main.ts:11

  always @(posedge clk) begin
    if (in) begin
      total <= adder_sum;  // main.ts:13
    end else begin
      total <= total + adder_sum;  // main.ts:15
    end
  end

  always @(posedge clk) out <= ^total;  // main.ts:17

  adder adder (  // main.ts:7
    .a(left),
    .b(right),
    .sum(adder_sum)
  );
endmodule
`,
  "adder.v": `
module adder (
  input  wire [23:0] a,
  input  wire [23:0] b,
  output wire [23:0] sum
);
  wire [23:0] mixed = a ^ {b[11:0], b[23:12]};  // adder.ts:21
  assign sum = mixed + b;  // adder.ts:22
endmodule
`,
};

const lines = /^(?:main\.ts:(?:3|4|5|6|7|10|11|13|15|17)|adder\.ts:(?:21|22))$/;

function expectSteps(paths: readonly CriticalPath[]) {
  const path = paths.find(({ from, to }) => from === "posedge clk" && to === "posedge clk");
  const steps = path?.steps ?? [];
  expect(steps.length).toBeGreaterThan(6);
  expect(steps.at(-1)?.arrivalNs).toBeCloseTo(path?.delayNs ?? 0, 2);
  const [first, last] = [steps[0], steps.at(-1)];
  expect(first?.kind).toBe("clk-to-q");
  expect(last?.kind).toBe("setup");
  expect(first?.signal).toMatchObject({ relation: "is", module: "" });
  expect(first?.signal?.name).toMatch(/^(left|right|total)\[\d+\]$/);
  expect(last?.signal?.name).toMatch(/^(total\[\d+\]|out)$/);
  if (last?.signal?.name.startsWith("total")) expect(last.signal.lines).toEqual(["main.ts:13", "main.ts:15"]);
  // Each step is led back to a signal, also those whose names synthesis made up; a port of the top is declared nowhere.
  for (const step of steps) {
    expect(step.signal, JSON.stringify(step)).toBeDefined();
    if (step.signal?.name !== "in") expect(step.signal?.lines.length, JSON.stringify(step)).toBeGreaterThan(0);
    for (const line of step.signal?.lines ?? []) expect(line).toMatch(lines);
  }
  // The carries of the adder in the instance.
  expect(
    steps.filter(({ signal }) => signal?.module === "adder" && signal.lines[0] === "adder.ts:22").length,
  ).toBeGreaterThan(4);
  expect(steps.some(({ net, signal }) => net !== undefined && signal?.relation === "is")).toBe(true);
}

const request = { top: "top", verilog, clockMHz: 100, seed: 1 };

describe("the steps of a critical path name their source", { timeout: 120_000 }, () => {
  test("iCE40, by the tools of npm", async () => {
    const tools = await findFlowTools({ prefer: "wasm" });
    const board = bareIce40("up5k", "sg48");
    const { criticalPaths } = await buildBitstream({ ...request, board, tools } satisfies BuildRequest);
    await closeFlowTools(tools);
    expectSteps(criticalPaths);
  });

  test("ECP5, by those of PyPI", async () => {
    const tools = await findEcp5FlowTools({ prefer: "wasm", install: "allowed" });
    const board = bareEcp5("25k", "CABGA381", 6);
    const built = await buildBitstream<"ecp5">({ ...request, board, tools } satisfies BuildRequest<"ecp5">);
    await closeFlowTools(tools);
    expectSteps(built.criticalPaths);
  });
});
