import { fileURLToPath } from "node:url";
import { runProcess } from "../../tools/index.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { median, significant } from "../kit/statistics.ts";
import { nodeVersion } from "../kit/versions.ts";
import type { StartTimes } from "./start-probe.ts";

const rounds = 5;

function embeddedStart(cores: number, target: number): Benchmark {
  const what = cores === 1 ? "one UP5K core" : `${cores} UP5K cores`;
  return {
    id: `sim.embedded-start-${cores}`,
    title: `Embedded engine: from an elaborated design of ${what} to its first cycle`,
    method:
      "A fresh process each time, nothing compiled or cached before: the median of five. `detail` has elaboration apart.",
    unit: "ms",
    target: { goal: "atMost", value: target },
    standing: "goal",
    duration: "short",
    source: import.meta.url,
    versions: nodeVersion,
    async measure() {
      const times = await probe(cores);
      return { value: significant(median(times.map(({ startMs }) => startMs))), detail: { cores, ...columns(times) } };
    },
  };
}

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

export const embeddedStart1 = embeddedStart(1, 20);
export const embeddedStart32 = embeddedStart(32, 100);
