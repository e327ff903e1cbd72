import { type CoverageOptions, instrumentCoverage } from "../../sim/coverage/index.ts";
import { compileEmbedded, type EmbeddedDesign } from "../../sim/embedded/index.ts";
import type { Benchmark, Json, MeasureContext, Measurement } from "../kit/benchmark.ts";
import { median, significant } from "../kit/statistics.ts";
import { nodeVersion } from "../kit/versions.ts";
import { runEmbedded } from "./embedded-traffic.ts";
import { digitsTraffic } from "./traffic.ts";

const rounds = 7;
const cycles = 300_000;

/** What is counted on each side; `without` is the design as it is. */
const sides = {
  without: undefined,
  lines: { toggle: "off", property: "off" },
  toggles: { line: "off", property: "off" },
  all: {},
} as const satisfies Record<string, CoverageOptions | undefined>;

export const coverageCost: Benchmark = {
  id: "sim.coverage-cost",
  title: "Time of a run that counts coverage over that of the same run without",
  method:
    "One UP5K core of 16 × 4 bits with digits traffic on the embedded engine, running free: with counters for lines, " +
    "branches, toggles and properties, and as it is. All sides take turns, a quarter as many cycles before each are not " +
    "timed; the value is the median of the rounds' ratios. Checksums of the spikes must agree. `detail` has lines and " +
    "toggles by themselves, and the times to compile.",
  unit: "× without",
  target: { goal: "atMost", value: 5 },
  standing: "goal",
  duration: "short",
  source: import.meta.url,
  inputs: ["examples/digits/digits.network.json", "examples/digits/digits.meta.json"],
  versions: nodeVersion,
  measure,
};

async function measure({ report }: MeasureContext): Promise<Measurement> {
  const traffic = await digitsTraffic(1);
  const names = Object.keys(sides) as (keyof typeof sides)[];
  const compileMs: Record<string, Json> = {};
  const compiled = new Map<string, EmbeddedDesign>();
  for (const name of names) {
    const start = performance.now();
    const options = sides[name];
    const design = options === undefined ? traffic.design : instrumentCoverage(traffic.design, options).design;
    compiled.set(name, compileEmbedded(design));
    compileMs[name] = significant(performance.now() - start);
  }
  const speeds = new Map<string, number[]>(names.map((name) => [name, []]));
  const checksums = new Set<string>();
  for (let round = 1; round <= rounds; round++) {
    report(`round ${round} of ${rounds}`);
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const design = compiled.get(name);
      if (design === undefined) throw new Error(name);
      const { cyclesPerSecond, checksum, answers } = runEmbedded(design, traffic, cycles);
      speeds.get(name)?.push(Math.round(cyclesPerSecond));
      checksums.add(`${checksum} ${answers}`);
    }
  }
  if (checksums.size !== 1) throw new Error(`the sides disagree: ${[...checksums].join(", ")}`);
  const ratios = (name: string): number[] =>
    (speeds.get("without") ?? []).map((speed, i) => speed / (speeds.get(name)?.[i] ?? Number.NaN));
  return {
    value: significant(median(ratios("all"))),
    detail: {
      cycles,
      ratioByRound: ratios("all").map((ratio) => significant(ratio)),
      lines: significant(median(ratios("lines"))),
      toggles: significant(median(ratios("toggles"))),
      cyclesPerSecond: Object.fromEntries(speeds),
      compileMs,
    },
  };
}
