/** Random networks on random cores under random traffic, compared with the reference bit by bit. */
import { coreImage, place } from "../../compile/index.ts";
import {
  aerMarker,
  type Fabric,
  fabrics,
  type HardwareConfig,
  type IntegerNetwork,
  type WeightBits,
} from "../../config/index.ts";
import type { Design } from "../../hdlgen/index.ts";
import { elaborate } from "../../hdlgen/index.ts";
import { LifCore } from "../../rtl/core/lif-core.ts";
import { NetworkRun } from "../../sim/harness/network-run.ts";
import { lockstepNetwork } from "../../sim/lockstep/index.ts";
import { Reference } from "../../sim/reference/index.ts";
import type { Simulation } from "../../sim/simulation.ts";
import { streamTicks } from "./core-stream.ts";
import { Random } from "./random.ts";
import { oneCore, type RandomNetworkOptions, randomInput, randomNetwork } from "./random-network.ts";
import { roomyTarget } from "./roomy-target.ts";

/** A core that a network is placed on. */
export interface DrawnCore {
  readonly network: IntegerNetwork;
  readonly config: HardwareConfig;
  readonly fabric: Fabric;
}

/** Networks of every kind, small enough that a thousand ticks take a second. */
const kinds: readonly RandomNetworkOptions[] = [
  {},
  { values: "ends" },
  { values: "ends", maxNeurons: 12, maxChannels: 6, maxPopulations: 4 },
  // Everything delayed, loops of all lengths.
  { maxPopulations: 4, maxChannels: 8, maxNeurons: 70, maxDelays: 4, sparsity: "none" },
  { maxPopulations: 2, maxDelay: 15, maxDelays: 2, maxChannels: 4, values: "ends" },
  // What a lean core leaves out.
  { parameters: "uniform", maxDelay: 1 },
  { parameters: "uniform", maxDelay: 1, bias: "none", leaks: ["none"], maxRefractory: 0, maxFirstTick: 0 },
  { maxNeurons: 140, maxChannels: 40 },
  // Enough spikes to fill the FIFO behind the neurons when nobody takes them.
  { maxNeurons: 300, maxPopulations: 2, maxChannels: 6, maxDelay: 1, sparsity: "none", values: "ends" },
];

const weightWidths: readonly WeightBits[] = [1, 2, 4, 8, 16];
const laneCounts = [4, 8, 16, 32, 64, 128] as const;
/** Weight bits per cycle, at most. */
const widestWord = 512;

/** Seeds go through all widths, signs, fabrics, numbers of lanes and of neurons per cycle; the network is drawn. */
export function drawCore(seed: number): DrawnCore {
  const random = new Random(seed);
  const weightBits = weightWidths[seed % weightWidths.length] ?? 1;
  const weightSign = random.pick(["signed", "signed", "unsigned"] as const);
  const lanes = random.pick(laneCounts.filter((count) => count * weightBits <= widestWord));
  const updates = random.pick([1, 2, 4, 8].filter((count) => count <= lanes));
  const fabric = random.pick(fabrics);
  const network = randomNetwork(seed, { ...oneCore, ...random.pick(kinds), weightBits, weightSign });
  const roomy = roomyTarget(lanes, updates);
  const limits = { ...roomy.limits, weightMemory: { blocks: 32, wordsPerBlock: 16_384, bitsPerWord: 64 } };
  return { network, config: place(network, { ...roomy, limits, fabric }), fabric };
}

/** How much is run, and how often something happened that the comparison is about. */
export interface CoreRunCounts {
  /** Compared in every spike, membrane and counter. */
  readonly lockstepTicks: number;
  /** Compared in every spike; state at the end of each of the runs. */
  readonly streamedTicks: number;
  readonly cycles: number;
  readonly spikes: number;
  readonly saturations: number;
  /** Markers that were taken while the tick before was still in flight. */
  readonly overlaps: number;
  /** Cycles in which the core waited for somebody to take its output. */
  readonly cyclesWithoutRoom: number;
}

export interface RunLength {
  readonly lockstepTicks: number;
  /** Run twice, with the events of every tick in another order. */
  readonly streamedTicks: number;
}

/** Runs the core of a seed; throws at the first difference. */
export async function runCore(
  seed: number,
  core: DrawnCore,
  length: RunLength,
  open: (design: Design) => Simulation | Promise<Simulation>,
): Promise<CoreRunCounts> {
  const { network, config, fabric } = core;
  const { lanes, updates } = config.shape;
  try {
    const simulation = await open(elaborate(LifCore({ shape: config.shape, fabric })));
    try {
      return compare(new Random(seed ^ 0x5eed), network, new NetworkRun(config, simulation), length);
    } finally {
      simulation.close();
    }
  } catch (cause) {
    const weights = `${network.weightBits}-bit ${network.weightSign} weights`;
    throw new Error(`seed ${seed}: ${fabric}, ${lanes} lanes, ${updates} neurons per cycle, ${weights}`, { cause });
  }
}

function compare(random: Random, network: IntegerNetwork, run: NetworkRun, length: RunLength): CoreRunCounts {
  run.driver.load(coreImage(run.config));
  const { simulation } = run.driver;
  const start = simulation.cycle;
  const reference = new Reference(network);
  let spikes = 0;
  const input = randomInput(random, network, length.lockstepTicks).map((channels) => shuffled(random, channels));
  lockstepNetwork(run, reference, input, {
    observe: (state) => {
      spikes += state.spikes.length;
    },
  });
  let { saturations } = reference;
  checkSaturations(run, saturations);

  const streamed = randomInput(random, network, length.streamedTicks);
  reference.reset();
  const expected = streamed.map((channels) => run.observed(reference.tick(channels).spikes));
  saturations += 2 * reference.saturations;
  let [overlaps, cyclesWithoutRoom] = [0, 0];
  for (let order = 0; order < 2; order++) {
    const words = streamed.map((channels, tick) => [
      ...shuffled(random, channels).map((channel) => run.config.channelWord[channel] ?? 0),
      aerMarker | (tick & 0x7fff),
    ]);
    run.driver.clear();
    const found = streamTicks(run, words, random);
    expected.forEach((spikes, tick) => {
      const own = found.spikes[tick] ?? [];
      const missing = spikes.filter((neuron) => !own.includes(neuron));
      const [surplus] = own.filter((neuron, i) => !spikes.includes(neuron) || own[i - 1] === neuron);
      if (missing.length === 0 && surplus === undefined) return;
      throw new Error(`streamed tick ${tick}: spikes of ${missing} are missing; ${surplus ?? "none"} is one too many`);
    });
    const { membranes, refractory } = run.state();
    if (membranes.join() !== [...reference.v].join()) throw new Error(`membranes ${membranes}, not ${reference.v}`);
    if (refractory.join() !== [...reference.r].join()) throw new Error(`refractory ${refractory}, not ${reference.r}`);
    checkSaturations(run, reference.saturations);
    overlaps += found.overlaps;
    cyclesWithoutRoom += found.cyclesWithoutRoom;
  }
  return {
    lockstepTicks: input.length,
    streamedTicks: 2 * streamed.length,
    cycles: simulation.cycle - start,
    spikes: spikes + 2 * expected.reduce((sum, tick) => sum + tick.length, 0),
    ...{ saturations, overlaps, cyclesWithoutRoom },
  };
}

function checkSaturations(run: NetworkRun, counted: number): void {
  const expected = Math.min(65_535, counted);
  if (run.driver.saturations !== expected) throw new Error(`${run.driver.saturations} saturations, not ${expected}`);
}

function shuffled(random: Random, values: readonly number[]): number[] {
  const list = [...values];
  for (let i = list.length - 1; i > 0; i--) {
    const j = random.integer(0, i);
    [list[i], list[j]] = [list[j] ?? 0, list[i] ?? 0];
  }
  return list;
}

/** The counts of several runs together. */
export function summed(counts: readonly CoreRunCounts[]): CoreRunCounts {
  const total = (key: keyof CoreRunCounts): number => counts.reduce((sum, each) => sum + each[key], 0);
  return {
    lockstepTicks: total("lockstepTicks"),
    streamedTicks: total("streamedTicks"),
    cycles: total("cycles"),
    spikes: total("spikes"),
    saturations: total("saturations"),
    overlaps: total("overlaps"),
    cyclesWithoutRoom: total("cyclesWithoutRoom"),
  };
}

/** What a core is built with, in words that can be counted. */
export function kindsOf({ config: { shape }, fabric }: DrawnCore): string[] {
  const flags: Readonly<Record<string, boolean>> = {
    "delays of 2 to 15": shape.historyWords > 0,
    "loops or layers": shape.waits,
    "parameters by neuron": shape.perNeuron.length > 0,
    refractory: shape.refractoryBits > 0,
    bias: shape.biasBits > 0,
    "first tick": shape.firstTickBits > 0,
  };
  return [
    `fabric ${fabric}`,
    `lanes ${shape.lanes}`,
    `neurons per cycle ${shape.updates}`,
    `weights ${shape.weightBits} b ${shape.weightSign}`,
    `membranes ${shape.membraneBits} b`,
    ...shape.leaks.map((kind) => `leak ${kind}`),
    ...shape.resets.map((kind) => `reset ${kind}`),
    ...Object.entries(flags).flatMap(([name, has]) => (has ? [name] : [])),
  ];
}
