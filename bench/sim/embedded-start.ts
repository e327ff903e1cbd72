import { fileURLToPath } from "node:url";
import { runProcess } from "../../tools/index.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { median, significant } from "../kit/statistics.ts";
import { nodeVersion } from "../kit/versions.ts";
import type { StartTimes } from "./start-probe.ts";

const rounds = 5;

export const embeddedStart32: Benchmark = {
  id: "sim.embedded-start-32",
  title: "Embedded engine: from an elaborated design of 32 UP5K cores to its first cycle",
  method:
    "A fresh process each time, nothing compiled or cached before: the median of five. `detail` has elaboration apart, " +
    "and the same for one core.",
  unit: "ms",
  target: { goal: "atMost", value: 100 },
  standing: "goal",
  duration: "short",
  source: import.meta.url,
  versions: nodeVersion,
  async measure() {
    const all = await probe(32);
    const one = await probe(1);
    return {
      value: significant(median(all.map(({ startMs }) => startMs))),
      detail: { cores: 32, ...columns(all), oneCore: columns(one) },
    };
  },
};

async function probe(cores: number): Promise<StartTimes[]> {
  const times: StartTimes[] = [];
  for (let round = 0; round < rounds; round++) {
    const script = fileURLToPath(new URL("./start-probe.ts", import.meta.url));
    const { stdout } = await runProcess({
      command: process.execPath,
      args: ["--import", "tsx", script, String(cores)],
    });
    times.push(JSON.parse(stdout) as StartTimes);
  }
  return times;
}

function columns(times: readonly StartTimes[]) {
  return {
    startMsMedian: significant(median(times.map(({ startMs }) => startMs))),
    startMsByRound: times.map(({ startMs }) => significant(startMs)),
    elaborationMsByRound: times.map(({ elaborationMs }) => significant(elaborationMs)),
  };
}
