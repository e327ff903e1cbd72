import { statSync } from "node:fs";
import { join } from "node:path";
import { compileEmbedded, type EmbeddedDesign } from "../../sim/embedded/index.ts";
import { type RecordOptions, recordWave } from "../../sim/waves/index.ts";
import { withTemporaryFolder } from "../../tools/index.ts";
import type { Benchmark, MeasureContext, Measurement } from "../kit/benchmark.ts";
import { median, significant } from "../kit/statistics.ts";
import { nodeVersion } from "../kit/versions.ts";
import { openLoaded } from "./embedded-traffic.ts";
import { digitsTraffic, type Traffic } from "./traffic.ts";

const rounds = 5;
/** Recorded cycles of a round; ten times as many without a recording. */
const cycles = 200_000;

export const waveCost: Benchmark = {
  id: "sim.wave-cost",
  title: "Speed with every register and port of the UP5K core written to an FST file",
  method:
    "The UP5K core of 16 × 4 bits with digits traffic on the embedded engine, running free: not recorded, recorded with " +
    "all ports and registers in memory, the last 200 cycles only, and written to an FST file as it runs, closing the file " +
    "included. Rounds of all take turns; the value is the median of those with a file. `detail` has the others, how many " +
    "times longer each takes than no recording, and the bytes of the file.",
  unit: "cycles/s",
  target: { goal: "atLeast", value: 50_000 },
  standing: "goal",
  duration: "short",
  source: import.meta.url,
  inputs: ["examples/digits/digits.network.json", "examples/digits/digits.meta.json"],
  versions: nodeVersion,
  measure: (context) => measure(context),
};

async function measure({ report }: MeasureContext): Promise<Measurement> {
  const traffic = await digitsTraffic(1);
  const compiled = compileEmbedded(traffic.design);
  const speeds = { none: [] as number[], memory: [] as number[], last200: [] as number[], fst: [] as number[] };
  let [bytes, signals] = [0, 0];
  await withTemporaryFolder(async (folder) => {
    const file = join(folder, "run.fst");
    for (let round = 1; round <= rounds; round++) {
      report(`round ${round} of ${rounds}`);
      speeds.none.push(run(compiled, traffic, 10 * cycles).speed);
      const inMemory = run(compiled, traffic, cycles, {});
      signals = inMemory.signals;
      speeds.memory.push(inMemory.speed);
      speeds.last200.push(run(compiled, traffic, cycles, { last: 200 }).speed);
      speeds.fst.push(run(compiled, traffic, cycles, { fst: file }).speed);
      bytes = statSync(file).size;
    }
  });
  const ratio = (side: readonly number[]) => side.map((speed, i) => (speeds.none[i] ?? Number.NaN) / speed);
  return {
    value: significant(median(speeds.fst)),
    detail: {
      signals,
      cycles,
      cyclesPerSecond: speeds,
      timesLongerWithFst: significant(median(ratio(speeds.fst))),
      timesLongerInMemory: significant(median(ratio(speeds.memory))),
      timesLongerLast200: significant(median(ratio(speeds.last200))),
      fstBytes: bytes,
      fstBytesPerCycle: significant(bytes / cycles),
    },
  };
}

/** Cycles per second of a run that is recorded, or not. */
function run(compiled: EmbeddedDesign, traffic: Traffic, count: number, options?: RecordOptions) {
  const sim = openLoaded(compiled, traffic);
  sim.step(count / 4); // the engine's code reaches its final tier
  const recording = options === undefined ? undefined : recordWave(sim, options);
  const start = performance.now();
  sim.step(count);
  recording?.stop();
  const speed = Math.round((1000 * count) / (performance.now() - start));
  const signals = options?.fst === undefined ? (recording?.wave().signals.length ?? 0) : 0;
  sim.close();
  return { speed, signals };
}
