import { elaborate, input, instance, module, nodes, output, regs, type UInt, uint } from "../../hdlgen/index.ts";
import { printVerilog } from "../../hdlgen/verilog/index.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { median, significant } from "../kit/statistics.ts";
import { nodeVersion } from "../kit/versions.ts";

const modules = 100;
const nodesPerModule = 1000;
const rounds = 3;

/** `count` named nodes, a dozen operators in turn, each reading the two before it. */
const Chain = module(
  "chain",
  (_: { count: number; index: number }) => ({ a: input(uint(16)), b: input(uint(16)), last: output(uint(16)) }),
  ({ a, b }, { count, index }) => {
    let [before, now]: [UInt, UInt] = [a, b];
    for (let i = 0; i < count; i++) {
      const name = `n${i}`;
      const value = nodes({ [name]: step(before, now, i + index) })[name];
      if (value === undefined) throw new Error(`no node ${name}`);
      [before, now] = [now, value];
    }
    const { last } = regs({ last: uint(16) });
    last.next = now;
    return { last };
  },
);

function step(a: UInt, b: UInt, kind: number): UInt {
  switch (kind % 6) {
    case 0:
      return a.addw(b);
    case 1:
      return a.xor(b);
    case 2:
      return a.lt(b).mux(a, b);
    case 3:
      return a.subw(b);
    case 4:
      return b.slice(7, 0).extend(16).or(a);
    default:
      return a.and(b).addw(kind % 1000);
  }
}

const Top = module(
  "chains",
  (_: { modules: number; count: number }) => ({ a: input(uint(16)), b: input(uint(16)), last: output(uint(16)) }),
  ({ a, b }, { modules: number, count }) => {
    let last = a;
    for (let index = 0; index < number; index++) {
      last = instance(`chain${index}`, Chain({ count, index }), { a: last, b }).last;
    }
    return { last };
  },
);

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
      const [design, seconds] = timed(() => elaborate(Top({ modules, count: nodesPerModule })));
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
