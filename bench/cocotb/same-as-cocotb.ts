import { elaborate } from "../../hdlgen/index.ts";
import { contentKey } from "../../sim/verilator/built-once.ts";
import { cocotbVersion, ensureCocotb, findVerilator, minimumVerilatorOfCocotb } from "../../tools/index.ts";
import type { Benchmark, MeasureContext, Measurement } from "../kit/benchmark.ts";
import { nodeVersion, type Versions } from "../kit/versions.ts";
import { buildForCocotb, runCocotbTest, runnersOwnArguments, verilatorArguments } from "./cocotb-side.ts";
import { firstDifference } from "./compare.ts";
import { runOurTest } from "./our-side.ts";
import { twins } from "./twins.ts";

const engines = ["embedded", "verilator"] as const;

async function compare({ report }: MeasureContext): Promise<Measurement> {
  const cocotb = await ensureCocotb({ install: "allowed", onProgress: report });
  const tests: Record<string, { cycles: number; lines: number; transcript: string; passed: boolean }> = {};
  const differences: string[] = [];
  for (const twin of twins) {
    report(twin.name);
    const simulation = await buildForCocotb(cocotb, elaborate(twin.module), "compile");
    const cocotbs = await runCocotbTest(simulation, { module: twin.name, data: twin.data });
    tests[twin.name] = {
      passed: cocotbs.passed,
      cycles: cocotbs.cycles,
      lines: cocotbs.lines.length,
      transcript: contentKey(cocotbs.lines),
    };
    for (const engine of engines) {
      const difference = firstDifference(await runOurTest(engine, twin), cocotbs);
      if (difference !== undefined) differences.push(`${twin.name} on ${engine}: ${difference}`);
    }
    if (!cocotbs.passed) differences.push(`${twin.name} fails in cocotb: ${cocotbs.failure}`);
  }
  for (const difference of differences) report(difference);
  const different = new Set(differences.map((line) => line.split(" ")[0]));
  return {
    value: twins.length - different.size,
    detail: {
      engines,
      tests,
      differences,
      flags: [...runnersOwnArguments, ...verilatorArguments("compile")].join(" "),
      cocotb: cocotb.version,
      python: cocotb.python.version,
      verilator: cocotb.verilator.version,
    },
  };
}

export async function cocotbVersions(): Promise<Versions> {
  const verilator = await findVerilator({ atLeast: minimumVerilatorOfCocotb });
  return { ...(await nodeVersion()), cocotb: cocotbVersion, verilator: verilator?.version ?? "not set up" };
}

export const sameAsCocotb: Benchmark = {
  id: "sim.same-as-cocotb",
  title: "Behavioural tests that give the same results in cocotb and here",
  method:
    "Each of the 20 tests in `bench/cocotb/` is written twice, in Python for cocotb and in TypeScript, with the same random " +
    "stimuli. Both write down what they see, with its cycle. A test counts when it passes on both sides and cocotb on " +
    "Verilator, our embedded engine and our Verilator engine give the same transcript, line by line, and end in the same cycle.",
  unit: "of 20 tests",
  target: { goal: "atLeast", value: 20 },
  standing: "required",
  duration: "long",
  source: import.meta.url,
  versions: cocotbVersions,
  measure: compare,
};
