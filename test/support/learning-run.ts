/** Random networks that learn on a simulated core, compared with the reference: spikes, state and every learned value. */
import { coreImage, place } from "../../compile/index.ts";
import {
  busSpaces,
  type Fabric,
  type HardwareConfig,
  type IntegerNetwork,
  type LearningEntry,
  sliceBits,
  sliceStride,
  weightSlices,
} from "../../config/index.ts";
import { type Design, elaborate } from "../../hdlgen/index.ts";
import { LifCore } from "../../rtl/core/lif-core.ts";
import { NetworkRun } from "../../sim/harness/network-run.ts";
import { Reference } from "../../sim/reference/index.ts";
import type { Simulation } from "../../sim/simulation.ts";
import { Random } from "./random.ts";
import {
  type LearningAction,
  type LearningKind,
  learningKinds,
  randomActions,
  randomLearningNetwork,
} from "./random-learning-network.ts";
import { type RandomNetworkOptions, randomInput } from "./random-network.ts";
import { roomyTarget } from "./roomy-target.ts";

export interface LearningCore {
  readonly kind: LearningKind;
  readonly network: IntegerNetwork;
  readonly config: HardwareConfig;
  readonly fabric: Fabric;
}

/** A network of a seed on a core whose weight words hold a record; widths, lanes and neurons per cycle are drawn. */
export function drawLearningCore(
  seed: number,
  kind: LearningKind,
  fabric: Fabric,
  options: RandomNetworkOptions = {},
): LearningCore {
  const random = new Random(seed ^ 0xc04e);
  const network = randomLearningNetwork(seed, kind, options);
  const { weightBits, learning } = network;
  const bits = Math.max(learning?.historyBits ?? 0, 4 * weightBits);
  const lanes = random.pick([4, 8, 16, 32, 64, 128].filter((n) => n * weightBits >= bits && n * weightBits <= 512));
  const updates = random.pick([1, 2, 4].filter((n) => n <= lanes));
  const roomy = roomyTarget(lanes, updates);
  const limits = { ...roomy.limits, weightMemory: { blocks: 32, wordsPerBlock: 16_384, bitsPerWord: 64 } };
  return { kind, network, config: place(network, { ...roomy, limits, fabric }), fabric };
}

/** What has been compared, and how much of it there was. */
export interface LearningCounts {
  readonly spikes: number;
  /** Learned values that are not what was loaded, at the end. */
  readonly changed: number;
  readonly cycles: number;
}

/** A core and the reference side by side. */
export class LearningRun {
  readonly core: Pick<LearningCore, "network" | "config">;
  readonly reference: Reference;
  readonly run: NetworkRun;
  /** Blocks of the network that are plastic, in the order of their program entries. */
  readonly #plastic: readonly number[];

  constructor(core: Pick<LearningCore, "network" | "config">, simulation: Simulation) {
    this.core = core;
    this.reference = new Reference(core.network);
    this.run = new NetworkRun(core.config, simulation);
    this.#plastic = core.network.synapses.flatMap(({ plastic }, block) => (plastic === undefined ? [] : [block]));
    this.run.driver.load(coreImage(this.run.config));
    this.run.driver.clear();
  }

  /** Runs a tick on both and returns the neurons that fired; throws at the first difference of spikes or state. */
  tick(tick: number, channels: readonly number[]): readonly number[] {
    const { driver, config } = this.run;
    driver.send(channels.map((channel) => config.channelWord[channel] ?? 0));
    driver.begin(tick);
    const { slots } = driver.finish();
    const { spikes } = this.reference.tick(channels);
    same(
      "spikes",
      slots,
      spikes.map((neuron) => config.slotOfNeuron[neuron] ?? -1).sort((a, b) => a - b),
    );
    driver.rest();
    const { membranes, refractory } = this.run.state();
    same("membranes", membranes, this.reference.v);
    same("refractory", refractory, this.reference.r);
    return spikes;
  }

  act(action: LearningAction): void {
    if (action.kind === "reset") {
      this.run.driver.clear();
      this.reference.reset();
    } else if (action.kind === "level") {
      this.run.learned.setLevel(action.level);
      this.reference.setLevel(action.level);
    } else {
      const { block, learns } = action;
      if (this.reference.learns(block) !== learns) this.run.learned.setLearning(this.#plastic.indexOf(block), learns);
      this.reference.setLearning(block, learns);
    }
  }

  /** Compares every weight, second value and raised threshold; throws at the first difference. */
  compareLearned(): number {
    this.run.learned.flush();
    const { config } = this.run;
    const { weightWordsUsed, weights: loaded, shape } = config;
    const expected = Int32Array.from(loaded);
    const isRecord = new Uint8Array(weightWordsUsed);
    let changed = 0;
    for (const [i, block] of this.#plastic.entries()) {
      const entry = this.#entry(i);
      isRecord.fill(1, entry.recordBase, entry.recordBase + entry.axons);
      const put = (values: Int32Array, offset: number): void => {
        for (let axon = 0; axon < entry.axons; axon++) {
          for (let neuron = 0; neuron < entry.neurons; neuron++) {
            const word = entry.weightBase + offset + axon + Math.floor(neuron / shape.lanes) * entry.groupStride;
            const at = word * shape.lanes + (neuron % shape.lanes);
            const value = values[axon * entry.neurons + neuron] ?? Number.NaN;
            if (value !== expected[at]) changed += 1;
            expected[at] = value;
          }
        }
      };
      put(this.reference.weights(block), 0);
      const second = this.reference.second(block);
      if (second !== undefined) put(second, entry.planeOffset);
    }
    const found = this.#weights();
    for (const [at, value] of expected.entries()) {
      const word = Math.floor(at / shape.lanes);
      const isEqual = mask(found[at] ?? 0, shape.weightBits) === mask(value, shape.weightBits);
      if (isRecord[word] === 1 || isEqual) continue;
      throw new Error(
        `weight word ${word}, lane ${at % shape.lanes}: ${found[at]}, not ${value}; ${this.#where(word)}`,
      );
    }
    const raised = this.run.learned.adaptation();
    if (raised !== undefined) same("raised thresholds", raised, this.reference.adaptation);
    return changed;
  }

  /** The axon, group and plane of a weight word, for the message. */
  #where(word: number): string {
    for (const [i, block] of this.#plastic.entries()) {
      const { weightBase, groupStride, groups, axons, planeOffset } = this.#entry(i);
      for (let group = 0; group < groups; group++) {
        for (const plane of planeOffset === 0 ? [0] : [0, planeOffset]) {
          const axon = word - (weightBase + group * groupStride + plane);
          if (axon < 0 || axon >= axons) continue;
          return `block ${block}, axon ${axon}, group ${group}${plane > 0 ? ", second value" : ""}`;
        }
      }
    }
    return "not plastic";
  }

  #entry(index: number): LearningEntry {
    const entry = this.core.config.learning?.entries[index];
    if (entry === undefined) throw new Error(`no program entry ${index}`);
    return entry;
  }

  /** All weights that are in use, by lane, unsigned. */
  #weights(): Int32Array {
    const { shape, weightWordsUsed } = this.run.config;
    const slices = weightSlices(shape);
    const stride = sliceStride(slices);
    const read = this.run.driver.read(busSpaces.weights, 0, weightWordsUsed * stride);
    return Int32Array.from({ length: weightWordsUsed * shape.lanes }, (_, at) => {
      const bit = (at % shape.lanes) * shape.weightBits;
      const slice = read[Math.floor(at / shape.lanes) * stride + Math.floor(bit / sliceBits)] ?? 0;
      return mask(slice >> (bit % sliceBits), shape.weightBits);
    });
  }
}

export interface LearningRunLength {
  readonly ticks: number;
  /** Ticks between two comparisons of everything that was learned. */
  readonly compareEvery: number;
  /** Compared in every spike, and in everything at the end. */
  readonly streamedTicks: number;
}

/** Runs a core with random events and actions; throws at the first difference. */
export async function runLearning(
  seed: number,
  core: LearningCore,
  { ticks, compareEvery, streamedTicks }: LearningRunLength,
  open: (design: Design) => Simulation | Promise<Simulation>,
): Promise<LearningCounts> {
  const { network, config, fabric, kind } = core;
  const random = new Random(seed ^ 0x5eed);
  let at = "loading";
  const simulation = await open(elaborate(LifCore({ shape: config.shape, fabric })));
  try {
    const run = new LearningRun(core, simulation);
    const start = simulation.cycle;
    const actions = randomActions(random, network, ticks);
    let [spikes, changed, tickOfRun] = [0, 0, 0];
    for (const [tick, channels] of randomInput(random, network, ticks).entries()) {
      at = `age ${tick}`;
      for (const action of actions[tick] ?? []) {
        run.act(action);
        if (action.kind === "reset") tickOfRun = 0;
      }
      spikes += run.tick(tickOfRun++, channels).length;
      if (tick % compareEvery === compareEvery - 1) changed = run.compareLearned();
    }
    at = "streamed";
    const streamed = randomInput(random, network, streamedTicks);
    run.reference.reset();
    const expected = streamed.map((channels) => run.run.observed(run.reference.tick(channels).spikes));
    run.run.stream(streamed, ({ tick, spikes: found }) => same(`spikes of tick ${tick}`, found, expected[tick] ?? []));
    run.run.driver.rest();
    const { membranes } = run.run.state();
    same("membranes", membranes, run.reference.v);
    changed = Math.max(changed, run.compareLearned());
    return { spikes, changed, cycles: simulation.cycle - start };
  } catch (cause) {
    const { lanes, updates, weightBits, learning } = config.shape;
    const what = `${lanes} lanes of ${weightBits} b, ${updates} per cycle, N ${learning?.historyBits}`;
    throw new Error(`${kind}, seed ${seed}, ${fabric}, ${what}: ${at}: ${String(cause)}`, { cause });
  } finally {
    simulation.close();
  }
}

export { learningKinds };

const mask = (value: number, bits: number): number => value & (2 ** bits - 1);

function same(what: string, found: ArrayLike<number>, expected: ArrayLike<number>): void {
  const [one, two] = [Array.from(found).join(), Array.from(expected).join()];
  if (one !== two) throw new Error(`${what}: ${one}, not ${two}`);
}
