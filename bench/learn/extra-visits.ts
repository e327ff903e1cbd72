import { coreImage, place } from "../../compile/index.ts";
import {
  busSpaces,
  type IntegerNetwork,
  type LearningEntry,
  type LearningRule,
  sliceStride,
  weightSlices,
} from "../../config/index.ts";
import { elaborate } from "../../hdlgen/index.ts";
import { LifCore } from "../../rtl/core/lif-core.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { NetworkRun } from "../../sim/harness/network-run.ts";
import { Random } from "../../test/support/random.ts";
import { roomyTarget } from "../../test/support/roomy-target.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { significant } from "../kit/statistics.ts";
import { nodeVersion } from "../kit/versions.ts";

const axons = 64;
const neurons = 16;
const lanes = 8;
const ticks = { before: 64, counted: 400 } as const;
const activities = [0.01, 0.05, 0.1] as const;
const slowPeriods = [8, 16] as const;
const windows = [15, 23] as const;
/** The case that the figure is of. */
const usual = { activity: 0.05, slowPeriod: 16, window: 15 } as const;

interface Visits {
  readonly activity: number;
  readonly slowPeriod: number;
  readonly window: number;
  readonly arrivals: number;
  /** Visits of axons that did not arrive, over arrivals. */
  readonly extra: number;
  /** What one visit W + 1 ticks after an arrival would take, unless the axon arrives before. */
  readonly withAgenda: number;
}

export const learnExtraVisits: Benchmark = {
  id: "learn.extra-visits",
  title: "Visits of axons by the rolling slow step per arrival, 5 % of the axons active, S 16, W 15",
  method:
    "A learning core with 64 plastic axons onto 16 neurons that fire now and then, random events, embedded engine. In every tick " +
    "the records of the axons whose slow step it is are read from the core: those that are not empty are visited. Divided by " +
    "the events, each of which is a visit too. `withAgenda`: what one visit W + 1 ticks after an arrival would take instead, " +
    "were there a list of them.",
  unit: "visits per arrival",
  target: { goal: "atMost", value: 1 },
  standing: "goal",
  duration: "long",
  source: import.meta.url,
  versions: nodeVersion,
  async measure({ report }) {
    const found = activities.flatMap((activity) =>
      slowPeriods.flatMap((slowPeriod) =>
        windows.map((window) => {
          const visits = visitsOf(activity, slowPeriod, window);
          report(`${100 * activity} %, S ${slowPeriod}, W ${window}: ${visits.extra} extra visits per arrival`);
          return visits;
        }),
      ),
    );
    const isUsual = ({ activity, slowPeriod, window }: Visits): boolean =>
      activity === usual.activity && slowPeriod === usual.slowPeriod && window === usual.window;
    return {
      value: found.find(isUsual)?.extra ?? Number.NaN,
      detail: { axons, neurons, ticks: ticks.counted, found: found.map((each) => ({ ...each })) },
      table: {
        columns: ["axons active", "S", "W", "extra visits per arrival", "with an agenda"],
        rows: found.map(({ activity, slowPeriod, window, extra, withAgenda }) => [
          `${100 * activity} %`,
          ...[slowPeriod, window, extra, withAgenda].map(String),
        ]),
      },
    };
  },
};

function visitsOf(activity: number, slowPeriod: 8 | 16, window: number): Visits {
  const network = networkOf(slowPeriod, window);
  const config = place(network, { ...roomyTarget(lanes), fabric: "ice40up" });
  const entry = config.learning?.entries[0];
  if (entry === undefined) throw new Error("nothing learns");
  const simulation = openEmbedded(elaborate(LifCore({ shape: config.shape, fabric: "ice40up" })), { seed: 1 });
  try {
    const run = new NetworkRun(config, simulation);
    run.driver.load(coreImage(config));
    run.driver.clear();
    const random = new Random(17);
    let [arrivals, extra] = [0, 0];
    for (let tick = 0; tick < ticks.before + ticks.counted; tick++) {
      if (tick >= ticks.before) extra += recordsInUse(run, entry, tick % slowPeriod, slowPeriod);
      const events = Array.from({ length: axons }, (_, axon) => axon).filter(() => random.chance(activity));
      if (tick >= ticks.before) arrivals += events.length;
      run.driver.send(events.map((axon) => config.channelWord[axon] ?? 0));
      run.driver.begin(tick);
      run.driver.finish();
      run.driver.rest();
    }
    const per = (count: number): number => significant(count / arrivals, 3);
    return {
      ...{ activity, slowPeriod, window, arrivals },
      extra: per(extra),
      withAgenda: significant((1 - activity) ** (window + 1), 3),
    };
  } finally {
    simulation.close();
  }
}

/** How many of the axons `first`, `first` + `step`, … have an arrival in their record. */
function recordsInUse({ config, driver }: NetworkRun, entry: LearningEntry, first: number, step: number): number {
  const slices = weightSlices(config.shape);
  const stride = sliceStride(slices);
  let count = 0;
  for (let axon = first; axon < entry.axons; axon += step) {
    const record = driver.read(busSpaces.weights, (entry.recordBase + axon) * stride, slices);
    if (record.some((slice) => slice !== 0)) count += 1;
  }
  return count;
}

/** Neurons that fire every ten ticks or so, whatever comes: there are always posts to pair with. */
function networkOf(slowPeriod: 8 | 16, window: number): IntegerNetwork {
  const table = (amplitude: number): Int32Array =>
    Int32Array.from({ length: window + 1 }, (_, age) => Math.round(amplitude * Math.exp(-age / 8)));
  const acausal = table(-100);
  acausal[0] = 0;
  const learning: LearningRule = {
    rule: { kind: "pairs", pairing: "presynaptic", posts: "spikes", window, causal: table(100), acausal, perPost: 0 },
    ...{ historyBits: window + slowPeriod < 32 ? 32 : 64, slowPeriod, low: 0, high: 127 },
    ...{ soft: false, modulated: false, fraction: 8, rounding: "stochastic", seed: 1, level: 0 },
    second: { kind: "none" },
    perPre: { change: 0, shift: 0 },
    normalise: { period: 0, target: 0, scale: 0, shift: 0 },
  };
  const all = (value: number): Int32Array => new Int32Array(neurons).fill(value);
  return {
    name: "extra_visits",
    ...{ membraneBits: 16, weightBits: 8, weightSign: "signed" },
    inputs: [{ name: "in", first: 0, size: axons }],
    populations: [{ name: "out", first: 0, size: neurons }],
    outputs: ["out"],
    axons: [{ first: 0, size: axons, source: { kind: "input", name: "in" }, delay: 0 }],
    synapses: [
      {
        ...{ axonFirst: 0, axonCount: axons, neuronFirst: 0, neuronCount: neurons },
        weights: new Int32Array(axons * neurons).fill(64),
        plastic: { learns: true },
      },
    ],
    neurons: {
      count: neurons,
      threshold: all(2000),
      bias: all(200),
      leakKind: new Uint8Array(neurons),
      leakAmount: all(0),
      resetKind: new Uint8Array(neurons),
      resetValue: all(0),
      refractory: all(0),
      firstTick: all(0),
    },
    learning,
  };
}
