import { elaborate } from "../../hdlgen/index.ts";
import { printVerilog } from "../../hdlgen/verilog/index.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { median, significant } from "../kit/statistics.ts";
import { nodeVersion } from "../kit/versions.ts";
import { Chain, Chains, modules, nodesPerModule } from "./chains.ts";

const rounds = 3;

export const elaborate100k: Benchmark = {
  id: "hdl.elaborate-100k",
  title: "Elaboration of a design of 100,000 named nodes",
  method:
    "100 different modules of 1,000 named nodes each, built and checked in a fresh process; the first, cold round counts. " +
    "`detail` has the later rounds, one module of 100,000 nodes, and the time to print the Verilog.",
  unit: "s",
  target: { goal: "atMost", value: 2 },
  standing: "goal",
  duration: "short",
  source: import.meta.url,
  versions: nodeVersion,
  async measure() {
    const elaborationSeconds: number[] = [];
    const emissionSeconds: number[] = [];
    let verilogBytes = 0;
    for (let round = 0; round < rounds; round++) {
      const [design, seconds] = timed(() => elaborate(Chains({ modules, count: nodesPerModule })));
      const [files, printing] = timed(() => printVerilog(design));
      elaborationSeconds.push(seconds);
      emissionSeconds.push(printing);
      verilogBytes = Object.values(files).reduce((sum, text) => sum + text.length, 0);
    }
    const [, oneModuleSeconds] = timed(() => elaborate(Chain({ count: modules * nodesPerModule, index: 0 })));
    return {
      value: elaborationSeconds[0] ?? Number.NaN,
      detail: {
        nodes: modules * nodesPerModule,
        modules,
        elaborationSeconds,
        oneModuleSeconds,
        emissionSeconds,
        emissionSecondsMedian: median(emissionSeconds),
        verilogBytes,
      },
    };
  },
};

function timed<T>(work: () => T): [result: T, seconds: number] {
  const start = performance.now();
  const result = work();
  return [result, significant((performance.now() - start) / 1000)];
}
