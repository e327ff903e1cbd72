import { type LearningKind, learningKinds } from "../../test/support/random-learning-network.ts";
import { inProcesses, rangesOf } from "../hdl/in-processes.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { significant } from "../kit/statistics.ts";
import { nodeVersion } from "../kit/versions.ts";

/** Of each rule. */
const ticksPerRule = 100_000;
export const ticksEach = { lockstep: 400, streamed: 100 } as const;
/** The first core of each rule runs on until its age has passed 2^16. */
export const longRunTicks = 66_000;
const coresPerRule = 1 + Math.ceil((ticksPerRule - longRunTicks) / (ticksEach.lockstep + ticksEach.streamed));
const coresPerProcess = 9;

/** Of one core. */
export interface RandomTicksPart {
  readonly kind: LearningKind;
  readonly width: string;
  readonly ticks: number;
  readonly spikes: number;
  /** Learned values that were not what had been loaded, at the end. */
  readonly changed: number;
  /** Weights and second values that were read back and compared. */
  readonly compared: number;
  readonly cycles: number;
}

export const learnRandomTicks: Benchmark = {
  id: "learn.random-ticks",
  title: "Random ticks of each rule in which a learning core equals the reference, bit for bit",
  method:
    "Random networks that learn (every pairing, teachers, eligibilities, long-term weights, SDSP, adapting thresholds; " +
    "hard and soft bounds, modulation that changes, both roundings, changes per post and per arrival, normalisation, all " +
    "widths and signs of weights, histories of 32 to 128 ticks, loops and delays, up to four plastic projections) on cores " +
    "of every fabric in the embedded engine, with state resets and with learning switched off and on in between. Every " +
    "spike, membrane and refractory counter of every tick, and every weight, second value and threshold every 1 to 100 " +
    "ticks and at the end, are those of the reference, which knows nothing of deferral; one core of each rule runs for " +
    "66,000 ticks. One difference ends the run without a figure.",
  unit: "ticks",
  target: { goal: "atLeast", value: ticksPerRule },
  standing: "required",
  duration: "long",
  source: import.meta.url,
  versions: nodeVersion,
  async measure({ report }) {
    const started = performance.now();
    const script = new URL("./random-ticks-worker.ts", import.meta.url);
    const cores = coresPerRule * learningKinds.length;
    const found = await inProcesses<RandomTicksPart[]>(script, rangesOf(cores, coresPerProcess), report);
    const parts = found.flat();
    const seconds = significant((performance.now() - started) / 1000);
    const rules = learningKinds.map((kind) => ({ kind, ...summed(parts.filter((part) => part.kind === kind)) }));
    const widths = [...new Set(parts.map(({ width }) => width))].sort((a, b) =>
      a.localeCompare(b, "en", { numeric: true }),
    );
    return {
      value: Math.min(...rules.map(({ ticks }) => ticks)),
      detail: {
        ...{ cores, seeds: [1, cores], seconds, rules },
        widths: widths.map((width) => ({ width, ...summed(parts.filter((part) => part.width === width)) })),
      },
      table: {
        columns: ["rule", "cores", "ticks", "spikes", "values compared", "values changed at the end"],
        rows: rules.map(({ kind, cores, ticks, spikes, compared, changed }) => [
          kind,
          ...[cores, ticks, spikes, compared, changed].map((count) => count.toLocaleString("en-US")),
        ]),
      },
    };
  },
};

function summed(parts: readonly RandomTicksPart[]) {
  const total = (key: "ticks" | "spikes" | "changed" | "compared" | "cycles"): number =>
    parts.reduce((sum, part) => sum + part[key], 0);
  return {
    cores: parts.length,
    ...{ ticks: total("ticks"), spikes: total("spikes"), compared: total("compared") },
    ...{ changed: total("changed"), cycles: total("cycles") },
  };
}
