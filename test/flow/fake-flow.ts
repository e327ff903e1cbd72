/** The flow with tools that answer from memory: what it does around them needs no real placement. */
import { bareIce40 } from "../../constraints/index.ts";
import type { BuildRequest } from "../../flow/index.ts";
import type { Tool, ToolRequest } from "../../tools/index.ts";

/** A tool that answers from memory: the choice between seeds needs no real placement. */
export function fakeTool(name: string, answer: (request: ToolRequest) => Record<string, string>): Tool {
  const encode = (files: Record<string, string>) =>
    Object.fromEntries(Object.entries(files).map(([file, text]) => [file, new TextEncoder().encode(text)]));
  return {
    name,
    kind: "native",
    version: "1.0",
    origin: "test",
    run: async (request) => ({ files: encode(answer(request)), stdout: "", stderr: "", seconds: 0 }),
    prepare: async () => undefined,
    close: async () => undefined,
  };
}

export const placedNowhere = JSON.stringify({ modules: { top: { cells: {} } } });
export const nextpnrReport = JSON.stringify({ fmax: { clk: { achieved: 60 } }, utilization: {}, critical_paths: [] });

/** nextpnr whose clocks reach the given MHz per seed. */
export function fakeFlow(fmaxOfSeed: Readonly<Record<string, Readonly<Record<string, number>>>>) {
  const calls: string[] = [];
  const ports = { clk_pin: { bits: [2] }, uart_tx: { bits: [3] } };
  const request: BuildRequest = {
    top: "top",
    verilog: { "b.v": "", "a.v": "" },
    board: bareIce40("up5k", "sg48"),
    clockMHz: 50,
    seed: 0,
    options: { mapper: "abc", synthArguments: ["-dff"] },
    tools: {
      yosys: fakeTool("yosys", ({ files }) => {
        calls.push(`yosys\n${files["synth.ys"]}`);
        return { "netlist.json": JSON.stringify({ modules: { top: { ports, cells: { a: { type: "SB_DFF" } } } } }) };
      }),
      "nextpnr-ice40": fakeTool("nextpnr-ice40", ({ args }) => {
        const seed = args[args.indexOf("--seed") + 1] ?? "";
        calls.push(`nextpnr ${seed}`);
        const fmax = Object.entries(fmaxOfSeed[seed] ?? {}).map(([clock, achieved]) => [clock, { achieved }]);
        const utilization = { ICESTORM_LC: { used: 7, available: 5280 } };
        const report = { fmax: Object.fromEntries(fmax), utilization, critical_paths: [] };
        return {
          "design.asc": `asc of seed ${seed}`,
          "report.json": JSON.stringify(report),
          "placed.json": placedNowhere,
        };
      }),
      icepack: fakeTool("icepack", ({ files }) => {
        const asc = new TextDecoder().decode(files["design.asc"] as Uint8Array);
        calls.push(`icepack ${asc}`);
        return { "design.bin": `packed ${asc}` };
      }),
    },
  };
  return { calls, request };
}
