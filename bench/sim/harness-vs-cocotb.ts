import { fileURLToPath } from "node:url";
import { elaborate } from "../../hdlgen/index.ts";
import { verilatorFlags } from "../../sim/verilator/verilate.ts";
import { ensureCocotb, runProcess } from "../../tools/index.ts";
import { buildForCocotb, runnersOwnArguments, verilatorArguments } from "../cocotb/cocotb-side.ts";
import { cocotbVersions } from "../cocotb/same-as-cocotb.ts";
import type { Speed } from "../cocotb/speed/clients.ts";
import { runCocotbClients } from "../cocotb/speed/cocotb-clients.ts";
import { SharedCore } from "../cocotb/speed/shared-core.ts";
import { workload } from "../cocotb/speed/workload.ts";
import type { Benchmark, MeasureContext, Measurement } from "../kit/benchmark.ts";
import { median, significant } from "../kit/statistics.ts";

const rounds = 5;
/** Our side takes so many times as many cycles against the clock. */
const longer = 20;

interface Comparison {
  readonly clients: number;
  /** Of a run of cocotb: 5 s and more. */
  readonly cycles: number;
  readonly target: number;
}

function harnessVsCocotb({ clients, cycles, target }: Comparison): Benchmark {
  const who = clients === 1 ? "one process" : `${clients} processes`;
  return {
    id: `sim.harness-vs-cocotb-${clients}`,
    title: `Speed of the harness over cocotb's, ${who}`,
    method:
      `${who[0]?.toUpperCase()}${who.slice(1)} reading three outputs, as integers, and writing three inputs in every cycle, at a core ` +
      "of 64 neurons that computes all the while. Our side is a testbench on the Verilator engine; the other is cocotb on " +
      "Verilator with `-O3` and `g++ -O3`, handles and triggers made once, nothing logged. Verilog and Verilator are the " +
      "same. Runs take turns, each in a process of its own; start-up and loading are not timed, and time is processor " +
      "time, so that other load on the machine matters less. Checksums over what the processes see must agree. The value " +
      "is the median of the rounds' ratios.",
    unit: "× cocotb",
    target: { goal: "atLeast", value: target },
    standing: "goal",
    duration: "long",
    source: import.meta.url,
    versions: cocotbVersions,
    measure: (context) => compare({ clients, cycles, target }, context),
  };
}

async function compare({ clients, cycles }: Comparison, { report }: MeasureContext): Promise<Measurement> {
  const cocotb = await ensureCocotb({ install: "allowed", onProgress: report });
  const { verilator } = cocotb;
  const work = workload(clients);
  const design = elaborate(SharedCore({ clients }));
  report("building cocotb's simulation");
  const simulation = await buildForCocotb(cocotb, design, "run");
  const speeds = { ours: [] as number[], cocotb: [] as number[] };
  const shortest: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    report(`round ${round} of ${rounds}`);
    const theirs = await runCocotbClients(simulation, work, cycles);
    const ours = await runOurs(clients, cycles);
    if (ours.checksums !== theirs.checksums) {
      throw new Error(`the two sides disagree: ours ${ours.checksums}, cocotb's ${theirs.checksums}`);
    }
    speeds.ours.push(Math.round(ours.cyclesPerSecond));
    speeds.cocotb.push(Math.round(theirs.cyclesPerSecond));
    shortest.push(theirs.seconds);
  }
  const ratios = speeds.ours.map((speed, i) => speed / (speeds.cocotb[i] ?? Number.NaN));
  return {
    value: significant(median(ratios)),
    detail: {
      clients,
      cyclesCompared: cycles,
      ratioByRound: ratios.map((ratio) => significant(ratio)),
      cyclesPerSecond: speeds,
      shortestRunOfCocotbSeconds: significant(Math.min(...shortest)),
      flags: {
        cocotb: [...runnersOwnArguments, ...verilatorArguments("run")].join(" "),
        ours: verilatorFlags("shared_core", { visible: "state", trace: "none", coverage: "off" }).join(" "),
      },
      cocotb: cocotb.version,
      python: cocotb.python.version,
      verilator: verilator.version,
    },
  };
}

async function runOurs(clients: number, cycles: number): Promise<Speed> {
  const script = fileURLToPath(new URL("../cocotb/speed/clients-probe.ts", import.meta.url));
  const { stdout } = await runProcess({
    name: "our clients",
    command: process.execPath,
    args: ["--import", "tsx", script, ...[clients, cycles, longer].map(String)],
  });
  return JSON.parse(stdout) as Speed;
}

export const harnessVsCocotb1 = harnessVsCocotb({ clients: 1, cycles: 700_000, target: 100 });
export const harnessVsCocotb16 = harnessVsCocotb({ clients: 16, cycles: 50_000, target: 200 });
