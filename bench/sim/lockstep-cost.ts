import { coreDesign } from "../../api/compile-network.ts";
import { coreImage } from "../../compile/index.ts";
import type { InputTicks } from "../../index.ts";
import { compileEmbedded, type EmbeddedDesign } from "../../sim/embedded/index.ts";
import { NetworkRun } from "../../sim/harness/network-run.ts";
import { lockstepNetwork } from "../../sim/lockstep/index.ts";
import { Reference } from "../../sim/reference/index.ts";
import type { Benchmark, Measurement } from "../kit/benchmark.ts";
import { median, significant } from "../kit/statistics.ts";
import { nodeVersion } from "../kit/versions.ts";
import { compiledDigits, type DigitsBench, digitInputs } from "../support/digits.ts";

const images = 20;
const rounds = 9;

export const lockstepCost: Benchmark = {
  id: "sim.lockstep-cost",
  title: "Time of a run in lockstep with the reference over that of the same run without a check",
  method:
    "The UP5K core of 16 × 4 bits on the embedded engine classifies digits, each a run from reset. In lockstep, every " +
    "spike, membrane and refractory counter is compared with the reference model after every tick; without a check " +
    "nothing is read but spikes. Both runs take turns, after one of each that is not timed; the value is the median of " +
    "the rounds' ratios. Both take the same number of cycles.",
  unit: "× unchecked",
  target: { goal: "atMost", value: 3 },
  standing: "required",
  duration: "short",
  source: import.meta.url,
  inputs: ["examples/digits/digits.network.json", "examples/digits/digits.meta.json"],
  versions: nodeVersion,
  measure: async () => compareRuns(await compiledDigits()),
};

interface Side {
  /** Runs all inputs; returns cycles and ticks. */
  readonly run: () => { readonly cycles: number; readonly ticks: number };
  readonly ms: number[];
}

function compareRuns({ example, compiled }: DigitsBench): Measurement {
  const inputs = digitInputs(example, images);
  const embedded = compileEmbedded(coreDesign(compiled));
  const reference = new Reference(compiled.network);
  const sides: Record<"lockstep" | "unchecked", Side> = {
    lockstep: sideOf(embedded, compiled.config, inputs, (run, input) => lockstepNetwork(run, reference, input)),
    unchecked: sideOf(embedded, compiled.config, inputs, (run, input) => run.run(input)),
  };
  let work = { cycles: 0, ticks: 0 };
  for (let round = 0; round <= rounds; round++) {
    // Whoever is second finds warm caches: the order alternates.
    const order = round % 2 === 0 ? (["lockstep", "unchecked"] as const) : (["unchecked", "lockstep"] as const);
    const done = order.map((name) => {
      const start = performance.now();
      const totals = sides[name].run();
      if (round > 0) sides[name].ms.push(performance.now() - start);
      return totals;
    });
    const [one, two] = done;
    if (one === undefined || two === undefined || one.cycles !== two.cycles) throw new Error("the runs differ");
    work = one;
  }
  const ratios = sides.lockstep.ms.map((ms, i) => ms / (sides.unchecked.ms[i] ?? Number.NaN));
  return {
    value: significant(median(ratios)),
    detail: {
      images,
      ...work,
      neurons: compiled.network.neurons.count,
      lockstepMsByRound: sides.lockstep.ms.map((ms) => significant(ms)),
      uncheckedMsByRound: sides.unchecked.ms.map((ms) => significant(ms)),
      ratioByRound: ratios.map((ratio) => significant(ratio)),
    },
  };
}

function sideOf(
  embedded: EmbeddedDesign,
  config: DigitsBench["compiled"]["config"],
  inputs: readonly InputTicks[],
  each: (run: NetworkRun, input: InputTicks) => { readonly cycles: number; readonly ticks: number },
): Side {
  const run = new NetworkRun(config, embedded.open());
  run.driver.load(coreImage(run.config));
  return {
    ms: [],
    run: () => {
      const totals = { cycles: 0, ticks: 0 };
      for (const input of inputs) {
        const { cycles, ticks } = each(run, input);
        totals.cycles += cycles;
        totals.ticks += ticks;
      }
      return totals;
    },
  };
}
