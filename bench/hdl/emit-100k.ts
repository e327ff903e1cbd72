import { elaborate, printVerilog } from "../../hdlgen/index.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { median, significant } from "../kit/statistics.ts";
import { nodeVersion } from "../kit/versions.ts";
import { Chains, modules, nodesPerModule } from "./chains.ts";

const rounds = 5;

export const emit100k: Benchmark = {
  id: "hdl.emit-100k",
  title: "Speed of printing Verilog",
  method:
    "Lines of Verilog per second for the design of `hdl.elaborate-100k`: 100 modules of 1,000 named nodes. Median of " +
    `${rounds} rounds, the first of which is cold. \`detail\` has all of them, and the same with source comments on.`,
  unit: "lines/s",
  target: { goal: "atLeast", value: 50_000 },
  standing: "goal",
  duration: "short",
  source: import.meta.url,
  versions: nodeVersion,
  async measure() {
    const design = elaborate(Chains({ modules, count: nodesPerModule }));
    let [lines, bytes] = [0, 0];
    const printed = (sourceComments: "on" | "off"): number => {
      const start = performance.now();
      const files = Object.values(printVerilog(design, { sourceComments }));
      const seconds = (performance.now() - start) / 1000;
      lines = files.reduce((sum, text) => sum + text.split("\n").length - 1, 0);
      bytes = files.reduce((sum, text) => sum + text.length, 0);
      return significant(seconds);
    };
    const seconds = Array.from({ length: rounds }, () => printed("off"));
    const size = { lines, bytes };
    const secondsWithComments = printed("on");
    return {
      value: significant(size.lines / median(seconds)),
      detail: {
        ...size,
        nodes: modules * nodesPerModule,
        nodesPerSecond: significant((modules * nodesPerModule) / median(seconds)),
        seconds,
        secondsWithComments,
      },
    };
  },
};
