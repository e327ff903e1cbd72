import { describe, expect, test } from "vitest";
import { type CoreTarget, coreDevices, coreTarget, place, quantise } from "../../compile/index.ts";
import {
  type HardwareConfig,
  type IntegerNetwork,
  listIndexBits,
  type WeightBits,
  type WeightSign,
} from "../../config/index.ts";
import { lif, linearLeak, network, type Reset, subtractReset, zeroReset } from "../../network/index.ts";
import { layers } from "../support/layers.ts";
import { Random } from "../support/random.ts";
import { oneCore, randomNetwork } from "../support/random-network.ts";
import { roomyTarget } from "../support/roomy-target.ts";

const roomy = (lanes: number, updates = 1): CoreTarget => ({
  ...roomyTarget(lanes, updates),
  limits: {
    weightMemory: { blocks: 2 ** 12, wordsPerBlock: 2 ** 16, bitsPerWord: 16 },
    slots: 2 ** 12,
    listEntries: 2 ** 12,
    regions: 64,
    segments: 2 ** 14,
    historyWords: 2 ** 10,
    delayProgram: 2 ** 10,
    membraneBits: 32,
  },
});

const up5k = (weightBits: WeightBits) => coreTarget(coreDevices.up5k, { weightBits });

/** What an event with this region and list entry adds to every neuron, read from the packed words alone. */
function fanOutOf(config: HardwareConfig, region: number, entry: number): Map<number, number> {
  const { lanes, updates, weightWords } = config.shape;
  const added = new Map<number, number>();
  let group = 0;
  let first = 0;
  for (const segment of config.segments) {
    const slots = (config.groups[group]?.rows ?? 0) * updates;
    if (segment.region === region) {
      const word = (segment.weightBase + entry) % weightWords;
      if (word >= config.weightWordsUsed) throw new Error(`word ${word} is not loaded`);
      for (let lane = 0; lane < lanes; lane++) {
        const weight = config.weights[word * lanes + lane] ?? Number.NaN;
        const slot = lane < slots ? config.slots[first + lane] : undefined;
        if (slot === undefined && weight !== 0) throw new Error(`padding lane ${lane} of word ${word} has a weight`);
        if (slot !== undefined) added.set(slot.neuron, (added.get(slot.neuron) ?? 0) + weight);
      }
    }
    if (!segment.lastOfGroup) continue;
    first += slots;
    group += 1;
  }
  return added;
}

/** What a source adds to every neuron after a delay according to the logical network: only where it has a block. */
function logicalFanOut(net: IntegerNetwork, kind: "input" | "population", name: string, index: number, delay: number) {
  const added = new Map<number, number>();
  for (const range of net.axons) {
    if (range.source.kind !== kind || range.source.name !== name || range.delay !== delay) continue;
    for (const block of net.synapses) {
      const row = range.first + index - block.axonFirst;
      if (row < 0 || row >= block.axonCount) continue;
      for (let column = 0; column < block.neuronCount; column++) {
        const neuron = block.neuronFirst + column;
        added.set(neuron, (added.get(neuron) ?? 0) + (block.weights[row * block.neuronCount + column] ?? Number.NaN));
      }
    }
  }
  return added;
}

/** Index of the group that a slot is in, and the first slot of its population. */
function groupOf({ groups, shape }: HardwareConfig, slot: number) {
  let first = 0;
  let firstOfPopulation = 0;
  for (const [index, { rows, lastOfPopulation }] of groups.entries()) {
    const next = first + rows * shape.updates;
    if (slot < next) return { index, firstOfPopulation };
    first = next;
    if (lastOfPopulation) firstOfPopulation = next;
  }
  throw new Error(`slot ${slot} is in no group`);
}

interface Arrival {
  readonly region: number;
  readonly entry: number;
}

/** Where a slot's spike arrives after a delay: by loop-back, or through the history, if anybody listens. */
function arrival(config: HardwareConfig, slot: number, delay: number): Arrival | undefined {
  const { index, firstOfPopulation } = groupOf(config, slot);
  const own = config.groups[index];
  if (delay === 1) return own?.loopBackRegion === undefined ? undefined : { region: own.loopBackRegion, entry: slot };
  if (own?.record !== true) return undefined;
  // History words are counted over the recorded populations before.
  let words = 0;
  let rows = 0;
  for (const { record, rows: more, lastOfPopulation } of config.groups.slice(0, index)) {
    if (!record) continue;
    rows += more;
    if (!lastOfPopulation) continue;
    words += Math.ceil((rows * config.shape.updates) / 16);
    rows = 0;
  }
  const entry = 16 * words + slot - firstOfPopulation;
  const steps = config.delaySteps.filter((step) => step.delay === delay && step.word === Math.floor(entry / 16));
  if (steps.length > 1)
    throw new Error(`history word ${Math.floor(entry / 16)} is expanded twice after ${delay} ticks`);
  return steps[0] === undefined ? undefined : { region: steps[0].region, entry };
}

const everyDelay = Array.from({ length: 15 }, (_, index) => index + 1);

describe("place", () => {
  test("loses, adds and moves no synapse, whatever its delay: 200 random networks unpacked from the words alone", () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = new Random(seed);
      const lanes = random.pick([1, 2, 4, 8, 16]);
      const updates = random.pick([1, 2, 4].filter((count) => count <= lanes));
      const net = randomNetwork(seed, { ...oneCore, maxPopulations: 4 });
      const config = place(net, roomy(lanes, updates));
      const where = `seed ${seed}, ${lanes} lanes, ${updates} at a time`;
      const indexBits = listIndexBits(config.shape);
      for (const { name, first, size } of net.inputs) {
        for (let index = 0; index < size; index++) {
          const word = config.channelWord[first + index] ?? Number.NaN;
          expect(word, where).toBeLessThan(0x8000);
          const unpacked = fanOutOf(config, Math.floor(word / 2 ** indexBits), word % 2 ** indexBits);
          expect(unpacked, `${where}, channel ${first + index}`).toEqual(logicalFanOut(net, "input", name, index, 0));
        }
      }
      for (const { name, first, size } of net.populations) {
        for (let index = 0; index < size; index++) {
          const slot = config.slotOfNeuron[first + index] ?? Number.NaN;
          for (const delay of everyDelay) {
            const heard = arrival(config, slot, delay);
            const unpacked = heard === undefined ? new Map() : fanOutOf(config, heard.region, heard.entry);
            const expected = logicalFanOut(net, "population", name, index, delay);
            expect(unpacked, `${where}, neuron ${first + index}, delay ${delay}`).toEqual(expected);
          }
        }
      }
    }
  });

  test("every neuron has one slot with its parameters, slots count up in rows without gaps, the rest is padding", () => {
    for (let seed = 300; seed < 400; seed++) {
      const net = randomNetwork(seed, oneCore);
      const config = place(net, roomy(8, 4));
      const n = net.neurons;
      const taken = config.slots.flatMap((slot) => (slot === undefined ? [] : [slot.neuron]));
      expect(taken, `seed ${seed}`).toEqual(Array.from({ length: n.count }, (_, neuron) => neuron));
      const rows = net.populations.reduce((sum, { size }) => sum + Math.ceil(size / 4), 0);
      expect(config.slots.length, `seed ${seed}`).toBe(4 * rows);
      expect(config.groups.reduce((sum, group) => sum + group.rows, 0)).toBe(rows);
      for (const { name, first, size } of net.populations) {
        const firstSlot = config.slotOfNeuron[first] ?? 1;
        expect(firstSlot % 4).toBe(0);
        for (let neuron = first; neuron < first + size; neuron++) {
          const number = config.slotOfNeuron[neuron] ?? -1;
          expect(number - firstSlot).toBe(neuron - first);
          expect(config.groups[groupOf(config, number).index]?.report).toBe(net.outputs.includes(name));
          expect(config.slots[number], `seed ${seed}, neuron ${neuron}`).toMatchObject({
            neuron,
            threshold: n.threshold[neuron],
            bias: n.bias[neuron],
            leakAmount: n.leakAmount[neuron],
            resetValue: n.resetValue[neuron],
            refractory: n.refractory[neuron],
            firstTick: n.firstTick[neuron],
          });
        }
      }
    }
  });

  test("list regions do not overlap and hold all that their source can send in a tick", () => {
    for (let seed = 400; seed < 500; seed++) {
      const net = randomNetwork(seed, oneCore);
      const config = place(net, roomy(4));
      const sizes = net.inputs.map(({ size }) => size);
      for (const { first, size } of net.populations) {
        for (const delay of everyDelay) {
          const heard = arrival(config, config.slotOfNeuron[first] ?? -1, delay);
          if (heard !== undefined) sizes[heard.region] = size;
        }
      }
      let start = 0;
      for (const [region, size] of sizes.entries()) {
        expect(config.regionStart[region], `seed ${seed}, region ${region}`).toBe(start);
        start += size;
      }
      expect(config.shape.listEntries).toBeGreaterThanOrEqual(start);
      expect(config.regionStart.length).toBe(config.shape.regions);
    }
  });

  test("a program ends every group and the tick exactly once, and an unconnected population walks an empty region", () => {
    const net = network("silent", { weightBits: 4, membraneBits: 16, weightScale: 1 })
      .input("in", 3)
      .population("paced", { size: 5, neuron: lif({ threshold: 3, bias: 1 }) })
      .population("driven", { size: 2, neuron: lif({ threshold: 3 }) })
      .project("in", "driven", { weights: Int8Array.of(1, 2, 3, 4, 5, 6) })
      .output("paced")
      .build();
    const config = place(quantise(net), roomy(4));
    const segment = { weightBase: 0, wait: false, lastOfGroup: true, lastOfTick: false };
    expect(config.segments).toEqual([
      { ...segment, region: 1 },
      { ...segment, region: 1 },
      { ...segment, region: 0, lastOfTick: true },
    ]);
    expect(config.regionStart).toEqual([0, 0]);
    expect([...config.weights]).toEqual([1, 2, 0, 0, 3, 4, 0, 0, 5, 6, 0, 0]);
    const group = { lastOfPopulation: false, lastOfTick: false, report: true, record: false };
    expect(config.groups).toEqual([
      { ...group, rows: 4 },
      { ...group, rows: 1, lastOfPopulation: true },
      { ...group, rows: 2, lastOfPopulation: true, lastOfTick: true, report: false },
    ]);
    expect(config.shape.waits).toBe(false);
  });

  test("a looped-back weight base is lowered by the source's first slot, modulo the weight words", () => {
    const net = network("loop", { weightBits: 4, membraneBits: 16, weightScale: 1 })
      .input("in", 2)
      .population("a", { size: 3, neuron: lif({ threshold: 3 }) })
      .population("b", { size: 2, neuron: lif({ threshold: 3 }) })
      .project("in", "a", { weights: Int8Array.of(1, 1, 1, 1, 1, 1) })
      .project("b", "a", { weights: Int8Array.of(2, 2, 2, 3, 3, 3) })
      .output("b")
      .build();
    const walked = (updates: number) => {
      const { segments, shape } = place(quantise(net), roomy(4, updates));
      expect(shape.weightWords).toBe(4);
      return segments.map(({ region, weightBase }) => [region, weightBase]);
    };
    // Words 2 and 3; population b starts at slot 3, or in pairs at slot 4.
    expect(walked(1)).toEqual([
      [0, 0],
      [1, (2 - 3 + 4) % 4],
      [2, 0],
    ]);
    expect(walked(2)[1]).toEqual([1, (2 - 4 + 4) % 4]);
  });

  test("a delayed weight base is lowered by the source's first history bit, and each delay has its steps", () => {
    const neuron = lif({ threshold: 3 });
    const ones = (rows: number, columns: number) => new Int8Array(rows * columns).fill(1);
    const net = network("late", { weightBits: 4, membraneBits: 16, weightScale: 1 })
      .population("unheard", { size: 3, neuron })
      .population("first", { size: 17, neuron })
      .population("second", { size: 2, neuron })
      .project("second", "second", { weights: ones(2, 2), delay: 5 })
      .project("first", "second", { weights: ones(17, 2), delay: 2 })
      .project("second", "second", { weights: ones(2, 2), delay: 1 })
      .build();
    const { delaySteps, segments, groups, shape, regionStart } = place(quantise(net), roomy(32));
    expect(delaySteps).toEqual([
      { word: 0, delay: 2, region: 0 },
      { word: 1, delay: 2, region: 0 },
      { word: 2, delay: 5, region: 2 },
    ]);
    expect([shape.historyWords, shape.delayProgram, shape.weightWords]).toEqual([4, 4, 32]);
    expect(segments.slice(2).map(({ region, weightBase, wait }) => [region, weightBase, wait])).toEqual([
      [0, 0, true], // history bit 0
      [1, (17 - 20 + 32) % 32, true], // slot 20
      [2, (19 - 32 + 32) % 32, true], // history bit 32
    ]);
    expect(regionStart).toEqual([0, 17, 19, 0]);
    expect(groups.map(({ record }) => record)).toEqual([false, true, true]);
    expect(groups.map(({ loopBackRegion }) => loopBackRegion)).toEqual([undefined, undefined, 1]);
  });

  test("a group walks the host's events before its own core's spikes, in whatever order the projections came", () => {
    const net = network("order", { weightBits: 4, membraneBits: 16, weightScale: 1 })
      .input("in", 2)
      .population("a", { size: 1, neuron: lif({ threshold: 3 }) })
      .project("a", "a", { weights: [[5]] })
      .project("in", "a", { weights: [[1], [2]] })
      .build();
    const { segments, weights, shape } = place(quantise(net), roomy(1));
    expect(segments.map(({ region, weightBase, wait }) => [region, weightBase, wait])).toEqual([
      [0, 0, false],
      [1, 2, true],
    ]);
    expect([...weights]).toEqual([1, 2, 5]);
    expect(shape.waits).toBe(true);
  });

  test("784-240-10 takes 784·15 + 240 = 12,000 words of 16 × 4 bits on UP5K", () => {
    const config = place(quantise(layers(784, 240, 10)), up5k(4));
    expect(config.weightWordsUsed).toBe(12_000);
    expect(config.shape).toEqual({
      lanes: 16,
      updates: 1,
      weightBits: 4,
      weightSign: "signed",
      membraneBits: 16,
      accumulatorBits: 1 + Math.ceil(Math.log2(784 * 8)),
      groups: 16,
      slots: 256,
      regions: 2,
      listEntries: 1024,
      weightWords: 16_384,
      segments: 256,
      waits: true,
      historyWords: 0,
      delayProgram: 0,
      thresholdBits: 6,
      refractoryBits: 0,
      biasBits: 0,
      leaks: ["none", "shift"],
      leakBits: 2,
      resets: ["threshold"],
      resetBits: 0,
      firstTickBits: 1,
      perNeuron: [],
    });
    expect(config.fanOut.slice(0, 784).every((synapses) => synapses === 240)).toBe(true);
    expect(config.fanOut.slice(784).every((synapses) => synapses === 10)).toBe(true);
  });

  test("memories are at least as deep as a block of the device, so that small networks share a core", () => {
    const shapeOf = (hidden: number) => {
      const { groups, slots, segments, listEntries } = place(quantise(layers(20, hidden, 2)), up5k(4)).shape;
      return { groups, slots, segments, listEntries };
    };
    expect(shapeOf(1)).toEqual({ groups: 16, slots: 256, segments: 256, listEntries: 128 });
    expect(shapeOf(100)).toEqual(shapeOf(1));
    expect(shapeOf(300)).toEqual({ groups: 32, slots: 512, segments: 256, listEntries: 512 });
  });
});

describe("derived widths", () => {
  test("fields hold the extremes and no more", () => {
    const shapeFor = (bias: number, refractory: number, amount: number, threshold: number) => {
      const neuron = lif({ threshold, bias, refractory, leak: { kind: "linear", amount } });
      const net = network("fields", { weightBits: 4, membraneBits: 8, weightScale: 1 })
        .population("only", { size: 1, neuron })
        .build();
      const { biasBits, refractoryBits, leakBits, thresholdBits } = place(quantise(net), roomy(1)).shape;
      return [biasBits, refractoryBits, leakBits, thresholdBits];
    };
    expect(shapeFor(0, 0, 0, 1)).toEqual([0, 0, 1, 1]);
    expect(shapeFor(1, 1, 1, 2)).toEqual([2, 1, 1, 2]);
    expect(shapeFor(-1, 7, 8, 63)).toEqual([1, 3, 4, 6]);
    expect(shapeFor(-8, 8, 127, 64)).toEqual([4, 4, 7, 7]);
    expect(shapeFor(8, 8, 127, 127)).toEqual([5, 4, 7, 7]);
  });

  test("a parameter is stored by slot if it differs within a population, or if padding would integrate a bias", () => {
    const perNeuron = (bias: number | number[], threshold: number | number[], size = 4) =>
      place(
        quantise(
          network("uniform", { weightBits: 4, membraneBits: 16, weightScale: 1 })
            .population("a", { size, neuron: lif({ threshold, bias, leak: linearLeak(1) }) })
            .population("b", { size: 4, neuron: lif({ threshold: 9, refractory: 3, reset: zeroReset() }) })
            .build(),
        ),
        roomy(8, 4),
      ).shape.perNeuron;
    expect(perNeuron(2, 5)).toEqual([]);
    expect(perNeuron(2, [5, 5, 6, 5])).toEqual(["threshold"]);
    expect(perNeuron([2, 2, 2, 1], 5)).toEqual(["bias"]);
    expect(perNeuron(2, 5, 3)).toEqual(["bias"]);
    expect(perNeuron(0, 5, 3)).toEqual([]);
  });

  test("resets that need no loaded value are told from those that do", () => {
    const shapeWith = (...resets: readonly [Reset, Reset, Reset]) => {
      const [a, b, c] = resets.map((reset) => ({ size: 1, neuron: lif({ threshold: 9, reset }) }));
      if (a === undefined || b === undefined || c === undefined) throw new Error("three resets");
      const net = network("resets", { weightBits: 4, membraneBits: 16, weightScale: 1 })
        .population("a", a)
        .population("b", b)
        .population("c", c)
        .build();
      const { shape } = place(quantise(net), roomy(1));
      return [shape.resets, shape.resetBits];
    };
    expect(shapeWith(zeroReset(), zeroReset(), zeroReset())).toEqual([["zero"], 0]);
    expect(shapeWith(zeroReset(), subtractReset(9), zeroReset())).toEqual([["zero", "threshold"], 0]);
    expect(shapeWith(zeroReset(-4), zeroReset(-1), zeroReset(3))).toEqual([["value"], 3]);
    expect(shapeWith(subtractReset(9), subtractReset(8), zeroReset(7))).toEqual([["value", "threshold", "amount"], 5]);
  });

  test("accumulators hold the largest sum of the largest fan-in, for weights of either sign, in the fewest bits", () => {
    const bitsFor = (weightBits: WeightBits, weightSign: WeightSign, fanIn: number) => {
      const net = network("sums", { weightBits, weightSign, membraneBits: 16, weightScale: 1 })
        .input("in", fanIn)
        .population("a", { size: 1, neuron: lif({ threshold: 9 }) })
        .project("in", "a", { weights: new Int8Array(fanIn) })
        .build();
      return place(quantise(net), roomy(1)).shape.accumulatorBits;
    };
    const holds = (low: number, high: number, bits: number) => low >= -(2 ** (bits - 1)) && high < 2 ** (bits - 1);
    for (const weightBits of [1, 2, 4, 8, 16] as const) {
      for (const fanIn of [1, 2, 3, 4, 5, 1000, 1024]) {
        const what = `${fanIn} × ${weightBits} bits`;
        const [low, high] = [-fanIn * 2 ** (weightBits - 1), fanIn * (2 ** (weightBits - 1) - 1)];
        const signed = bitsFor(weightBits, "signed", fanIn);
        expect([holds(low, high, signed), holds(low, high, signed - 1)], `${what}, signed`).toEqual([true, false]);
        const most = fanIn * (2 ** weightBits - 1);
        const unsigned = bitsFor(weightBits, "unsigned", fanIn);
        expect([holds(0, most, unsigned), holds(0, most, unsigned - 1)], `${what}, unsigned`).toEqual([true, false]);
      }
    }
  });
});
