import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { compileEmbedded } from "../../sim/embedded/index.ts";
import { withTemporaryFolder } from "../../tools/index.ts";
import type { Benchmark, MeasureContext, Measurement } from "../kit/benchmark.ts";
import { median, significant } from "../kit/statistics.ts";
import { verilatorVersions } from "../kit/verilator-versions.ts";
import { nodeVersion } from "../kit/versions.ts";
import { runEmbedded } from "./embedded-traffic.ts";
import { digitsTraffic, type TrafficOutcome } from "./traffic.ts";
import { baselineFlags, buildBaseline, runBaseline, trafficFile } from "./verilator-traffic.ts";

/** Many and short: what else happens on the machine then meets both sides of a round, or few rounds. */
const rounds = 21;

function embeddedVsVerilator(cores: number, cycles: number, target: number): Benchmark {
  const what = cores === 1 ? "one UP5K core" : `${cores} UP5K cores`;
  return {
    id: `sim.embedded-vs-verilator-${cores}`,
    title: `Speed of the embedded engine over Verilator's, ${what} running free`,
    method:
      `${what[0]?.toUpperCase()}${what.slice(1)} of 16 × 4 bits with digits traffic out of memories in the design and a checksum over all ` +
      "spikes, so that neither engine waits for a host. Verilator is a program of its own, `verilator -O3` compiled with " +
      "`-O3 -fvisibility=hidden`, from the same Verilog with the same checks (assertions, random data on collisions); " +
      "`detail` has one core without them too. Rounds of both take turns, a quarter as many cycles before each are not timed; the value is the median of the rounds' ratios. " +
      "Checksums must agree.",
    unit: "× Verilator",
    target: { goal: "atLeast", value: target },
    standing: "goal",
    duration: "long",
    source: import.meta.url,
    inputs: ["examples/digits/digits.network.json", "examples/digits/digits.meta.json"],
    versions: async () => ({ ...(await nodeVersion()), ...(await verilatorVersions()) }),
    measure: (context) => compare(cores, cycles, context),
  };
}

async function compare(cores: number, cycles: number, { report }: MeasureContext): Promise<Measurement> {
  const traffic = await digitsTraffic(cores);
  report("compiling the verilated programs");
  const checked = await buildBaseline(traffic.design, "checks");
  // For one core only: Verilator flattens 32 of them into C++ that takes minutes to compile.
  const unchecked = cores === 1 ? await buildBaseline(traffic.design, "none") : undefined;
  const embedded = compileEmbedded(traffic.design);
  const runs = { embedded: [] as number[], verilator: [] as number[], verilatorWithoutChecks: [] as number[] };
  const outcomes: TrafficOutcome[] = [];
  await withTemporaryFolder(async (folder) => {
    const file = join(folder, "traffic.bin");
    await writeFile(file, trafficFile(traffic));
    for (let round = 1; round <= rounds; round++) {
      report(`round ${round} of ${rounds}, ${cycles} cycles`);
      const add = (side: keyof typeof runs, outcome: TrafficOutcome): void => {
        outcomes.push(outcome);
        runs[side].push(Math.round(outcome.cyclesPerSecond));
      };
      add("embedded", runEmbedded(embedded, traffic, cycles));
      add("verilator", await runBaseline(checked, file, cycles));
      if (unchecked !== undefined) add("verilatorWithoutChecks", await runBaseline(unchecked, file, cycles));
    }
  });
  const [first] = outcomes;
  if (first === undefined || first.answers === 0) throw new Error("the cores answered nothing");
  if (outcomes.some(({ checksum, answers }) => checksum !== first.checksum || answers !== first.answers)) {
    throw new Error(`the engines disagree: ${JSON.stringify(outcomes)}`);
  }
  const ratios = runs.embedded.map((speed, i) => speed / (runs.verilator[i] ?? Number.NaN));
  const flags = baselineFlags("checks");
  return {
    value: significant(median(ratios)),
    detail: {
      cores,
      cycles,
      ratioByRound: ratios.map((ratio) => significant(ratio)),
      ...(unchecked === undefined
        ? {}
        : {
            ratioToVerilatorWithoutChecks: significant(median(runs.embedded) / median(runs.verilatorWithoutChecks)),
          }),
      cyclesPerSecond: runs,
      checksum: first.checksum,
      answers: first.answers,
      flags: { verilator: flags.verilator.join(" "), cpp: flags.cpp.join(" ") },
    },
  };
}

export const embeddedVsVerilator1 = embeddedVsVerilator(1, 1_000_000, 2);
export const embeddedVsVerilator32 = embeddedVsVerilator(32, 25_000, 1.3);
