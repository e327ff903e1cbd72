import { describe, expect, test } from "vitest";
import { type CoreTarget, place, quantise, up5kTarget, weightWordsThatFit } from "../../compile/index.ts";
import { type HardwareConfig, type IntegerNetwork, listIndexBits } from "../../config/index.ts";
import { lif, network, shiftLeak } from "../../network/index.ts";
import { Random } from "../support/random.ts";
import { firstCore, randomNetwork } from "../support/random-network.ts";

const roomy = (lanes: number): CoreTarget => ({
  name: "roomy",
  lanes,
  blockDepth: 2,
  limits: {
    weightMemory: { blocks: 2 ** 12, wordsPerBlock: 2 ** 16, bitsPerWord: 16 },
    groups: 2 ** 12,
    listEntries: 2 ** 12,
    regions: 64,
    segments: 2 ** 14,
    membraneBits: 32,
  },
});

/** What an event with this region and list entry adds to every neuron, read from the packed words alone. */
function fanOutOf(config: HardwareConfig, region: number, entry: number): Map<number, number> {
  const { lanes, weightWords } = config.shape;
  const added = new Map<number, number>();
  let group = 0;
  for (const segment of config.segments) {
    if (segment.region === region) {
      const word = (segment.weightBase + entry) % weightWords;
      if (word >= config.weightWordsUsed) throw new Error(`word ${word} is not loaded`);
      for (let lane = 0; lane < lanes; lane++) {
        const weight = config.weights[word * lanes + lane] ?? Number.NaN;
        const slot = config.slots[group * lanes + lane];
        if (slot === undefined && weight !== 0) throw new Error(`padding lane ${lane} of word ${word} has a weight`);
        if (slot !== undefined) added.set(slot.neuron, (added.get(slot.neuron) ?? 0) + weight);
      }
    }
    if (segment.lastOfGroup) group += 1;
  }
  return added;
}

/** What a source adds to every neuron according to the logical network: only neurons that it has a block onto. */
function logicalFanOut(net: IntegerNetwork, kind: "input" | "population", name: string, index: number) {
  const added = new Map<number, number>();
  for (const range of net.axons) {
    if (range.source.kind !== kind || range.source.name !== name) continue;
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

describe("place", () => {
  test("loses, adds and moves no synapse: 200 random networks unpacked from the words alone", () => {
    for (let seed = 0; seed < 200; seed++) {
      const lanes = new Random(seed).pick([1, 2, 4, 8, 16]);
      const net = randomNetwork(seed, { ...firstCore, maxPopulations: 4 });
      const config = place(net, roomy(lanes));
      const where = `seed ${seed}, ${lanes} lanes`;
      const indexBits = listIndexBits(config.shape);
      for (const { name, first, size } of net.inputs) {
        for (let index = 0; index < size; index++) {
          const word = config.channelWord[first + index] ?? Number.NaN;
          expect(word, where).toBeLessThan(0x8000);
          const unpacked = fanOutOf(config, Math.floor(word / 2 ** indexBits), word % 2 ** indexBits);
          expect(unpacked, `${where}, channel ${first + index}`).toEqual(logicalFanOut(net, "input", name, index));
        }
      }
      for (const { name, first, size } of net.populations) {
        for (let index = 0; index < size; index++) {
          const slot = config.slotOfNeuron[first + index] ?? Number.NaN;
          const region = config.slots[slot]?.loopBackRegion;
          const unpacked = region === undefined ? new Map() : fanOutOf(config, region, slot);
          expect(unpacked, `${where}, neuron ${first + index}`).toEqual(logicalFanOut(net, "population", name, index));
        }
      }
    }
  });

  test("every neuron has one slot with its parameters, populations start at groups, everything else is padding", () => {
    for (let seed = 300; seed < 400; seed++) {
      const net = randomNetwork(seed, firstCore);
      const config = place(net, roomy(4));
      const n = net.neurons;
      const taken = config.slots.flatMap((slot) => (slot === undefined ? [] : [slot.neuron]));
      expect(taken, `seed ${seed}`).toEqual(Array.from({ length: n.count }, (_, neuron) => neuron));
      for (const { name, first, size } of net.populations) {
        expect((config.slotOfNeuron[first] ?? 1) % 4).toBe(0);
        for (let neuron = first; neuron < first + size; neuron++) {
          const slot = config.slots[config.slotOfNeuron[neuron] ?? -1];
          expect(slot, `seed ${seed}, neuron ${neuron}`).toMatchObject({
            neuron,
            threshold: n.threshold[neuron],
            bias: n.bias[neuron],
            leakAmount: n.leakAmount[neuron],
            resetValue: n.resetValue[neuron],
            refractory: n.refractory[neuron],
            firstTick: n.firstTick[neuron],
            report: net.outputs.includes(name) ? "host" : "none",
          });
        }
      }
    }
  });

  test("list regions do not overlap and hold all that their source can send in a tick", () => {
    for (let seed = 400; seed < 500; seed++) {
      const net = randomNetwork(seed, firstCore);
      const config = place(net, roomy(4));
      const sizes = net.inputs.map(({ size }) => size);
      for (const { first, size } of net.populations) {
        const region = config.slots[config.slotOfNeuron[first] ?? -1]?.loopBackRegion;
        if (region !== undefined) sizes[region] = size;
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
    const [ends, ticks] = [
      { lastOfGroup: true, lastOfTick: false },
      { lastOfGroup: true, lastOfTick: true },
    ];
    expect(config.segments).toEqual([
      { region: 1, weightBase: 0, ...ends },
      { region: 1, weightBase: 0, ...ends },
      { region: 0, weightBase: 0, ...ticks },
    ]);
    expect(config.regionStart).toEqual([0, 0]);
    expect([...config.weights]).toEqual([1, 2, 0, 0, 3, 4, 0, 0, 5, 6, 0, 0]);
    expect(config.slots.every((slot) => slot?.loopBackRegion === undefined)).toBe(true);
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
    const { segments, shape } = place(quantise(net), roomy(4));
    expect(shape.weightWords).toBe(4);
    expect(segments.map(({ region, weightBase }) => [region, weightBase])).toEqual([
      [0, 0],
      [1, (2 - 4 + 4) % 4], // words 2 and 3; population b starts at slot 4
      [2, 0],
    ]);
  });

  test("a group walks the host's events before its own core's spikes, in whatever order the projections came", () => {
    const net = network("order", { weightBits: 4, membraneBits: 16, weightScale: 1 })
      .input("in", 2)
      .population("a", { size: 1, neuron: lif({ threshold: 3 }) })
      .project("a", "a", { weights: [[5]] })
      .project("in", "a", { weights: [[1], [2]] })
      .build();
    const { segments, weights } = place(quantise(net), roomy(1));
    expect(segments.map(({ region, weightBase }) => [region, weightBase])).toEqual([
      [0, 0],
      [1, 2],
    ]);
    expect([...weights]).toEqual([1, 2, 5]);
  });

  test("784-240-10 takes 784·15 + 240 = 12,000 words of 16 × 4 bits on UP5K", () => {
    const config = place(quantise(layers(784, 240, 10)), up5kTarget(4));
    expect(config.weightWordsUsed).toBe(12_000);
    expect(config.shape).toEqual({
      lanes: 16,
      weightBits: 4,
      membraneBits: 16,
      accumulatorBits: 1 + Math.ceil(Math.log2(784 * 8)),
      groups: 16,
      regions: 2,
      listEntries: 1024,
      weightWords: 16_384,
      segments: 256,
      refractoryBits: 0,
      biasBits: 0,
      leaks: ["none", "shift"],
      leakBits: 0,
      firstTickBits: 1,
    });
    expect(config.fanOut.slice(0, 784).every((synapses) => synapses === 240)).toBe(true);
    expect(config.fanOut.slice(784).every((synapses) => synapses === 10)).toBe(true);
  });

  test("memories are at least as deep as a block of the device, so that small networks share a core", () => {
    const shapeOf = (hidden: number) => {
      const { groups, segments, listEntries } = place(quantise(layers(20, hidden, 2)), up5kTarget(4)).shape;
      return { groups, segments, listEntries };
    };
    expect(shapeOf(1)).toEqual({ groups: 16, segments: 256, listEntries: 128 });
    expect(shapeOf(100)).toEqual(shapeOf(1));
    expect(shapeOf(300)).toEqual({ groups: 32, segments: 256, listEntries: 512 });
  });

  test("field widths hold the extremes and no more", () => {
    const shapeFor = (bias: number, refractory: number, amount: number) => {
      const neuron = lif({ threshold: 90, bias, refractory, leak: { kind: "linear", amount } });
      const net = network("fields", { weightBits: 4, membraneBits: 8, weightScale: 1 })
        .population("only", { size: 1, neuron })
        .build();
      const { biasBits, refractoryBits, leakBits } = place(quantise(net), roomy(1)).shape;
      return [biasBits, refractoryBits, leakBits];
    };
    expect(shapeFor(0, 0, 0)).toEqual([0, 0, 0]);
    expect(shapeFor(1, 1, 1)).toEqual([2, 1, 1]);
    expect(shapeFor(-1, 7, 8)).toEqual([1, 3, 4]);
    expect(shapeFor(-8, 8, 127)).toEqual([4, 4, 7]);
    expect(shapeFor(8, 8, 127)).toEqual([5, 4, 7]);
  });
});

function layers(inputs: number, hidden: number, outputs: number, weightBits: 4 | 8 = 4) {
  return network("layers", { weightBits, membraneBits: 16, weightScale: 1 })
    .input("in", inputs)
    .population("hidden", { size: hidden, neuron: lif({ threshold: 40, leak: shiftLeak(3) }) })
    .population("out", { size: outputs, neuron: lif({ threshold: 40 }) })
    .project("in", "hidden", { weights: new Int8Array(inputs * hidden) })
    .project("hidden", "out", { weights: new Int8Array(hidden * outputs) })
    .output("out")
    .build();
}

describe("what does not fit", () => {
  const message = (net: IntegerNetwork, target: CoreTarget): string => {
    try {
      place(net, target);
    } catch (error) {
      return (error as Error).message;
    }
    return "no error";
  };

  test("the largest networks of their kind fit UP5K to 16,000 words", () => {
    expect(place(quantise(layers(784, 320, 10)), up5kTarget(4)).weightWordsUsed).toBe(16_000);
    expect(place(quantise(layers(784, 160, 10, 8)), up5kTarget(8)).weightWordsUsed).toBe(784 * 20 + 160 * 2);
  });

  test("CMP001 and CMP002: delays and exponential decay, all named together", () => {
    const net = network("rich", { weightBits: 4, membraneBits: 16, weightScale: 1 })
      .input("in", 1)
      .population("a", { size: 1, neuron: lif({ threshold: 3, leak: { kind: "decay", timeConstantMs: 10 } }) })
      .project("in", "a", { weights: [[1]] })
      .project("a", "a", { weights: [[1]], delay: 3 })
      .build();
    expect(message(quantise(net), up5kTarget(4))).toBe(
      'CMP001 projections from "a": delay 3: the core has delay 1 only\n' +
        "    give it delay 1, or chain 2 relay populations\n" +
        'CMP002 population "a": exponential decay (mul12): the core has none, linear and shift\n' +
        "    use a shift leak: shift k decays with a time constant of about 2^k ticks",
    );
  });

  test("CMP003: membranes wider than the core's", () => {
    const net = network("wide", { weightBits: 4, membraneBits: 24, weightScale: 1 })
      .population("a", { size: 1, neuron: lif({ threshold: 3 }) })
      .build();
    expect(message(quantise(net), up5kTarget(4))).toBe(
      'CMP003 network "wide": 24-bit membranes: the core has at most 16 bits\n    set membraneBits to 16 or less',
    );
  });

  test("CMP004: more bits per cycle than the weight memory has", () => {
    expect(message(quantise(layers(4, 4, 4, 8)), { ...up5kTarget(4), lanes: 16 })).toBe(
      'CMP004 network "layers" on UP5K: 16 lanes of 8-bit weights need 128 bits per cycle, the weight memory has 64\n' +
        "    use at most 8 lanes",
    );
  });

  test("CMP010: too many weights, with the numbers and what would fit", () => {
    const target = up5kTarget(8);
    expect(message(quantise(layers(784, 200, 10, 8)), target)).toBe(
      'CMP010 network "layers" on UP5K: needs 20000 weight words of 8 × 8 bits, has 16384\n' +
        '    what would fit: at most 160 neurons in "hidden", or 4-bit weights in 16 lanes (needs 10392 words, has 16384)',
    );
    expect(message(quantise(layers(784, 160, 10, 8)), target)).toBe("no error");
    expect(message(quantise(layers(784, 161, 10, 8)), target)).toContain("CMP010");
    expect(message(quantise(layers(20_000, 1, 1, 8)), target)).toContain(
      "what would fit: fewer inputs, projections or neurons\n",
    );
  });

  test("CMP011, CMP012 and CMP014: neurons, list entries and segments, reported together", () => {
    const limits = { ...up5kTarget(4).limits, groups: 2, listEntries: 40, segments: 2 };
    expect(message(quantise(layers(10, 40, 10)), { ...up5kTarget(4), limits })).toBe(
      'CMP011 network "layers" on UP5K: needs 4 groups of 16 neurons, has 2\n' +
        "    a population takes whole groups of 16: use fewer neurons, or at most 32 in all\n" +
        'CMP012 network "layers" on UP5K: needs 50 event-list entries, has 40\n' +
        "    use fewer input channels, or fewer neurons in populations that project\n" +
        'CMP014 network "layers" on UP5K: needs 4 segments, has 2\n' +
        "    use fewer projections, or fewer neurons behind them",
    );
  });

  test("CMP013: too many regions", () => {
    const limits = { ...up5kTarget(4).limits, regions: 1 };
    expect(message(quantise(layers(10, 40, 10)), { ...up5kTarget(4), limits })).toBe(
      'CMP013 network "layers" on UP5K: needs 2 event-list regions, has 1\n    merge inputs or populations',
    );
  });

  test("CMP015: event words too narrow for region and index", () => {
    const target = roomy(64);
    const limits = { ...target.limits, listEntries: 2 ** 20 };
    expect(message(quantise(layers(20_000, 64, 10)), { ...target, limits })).toBe(
      'CMP015 network "layers" on roomy: event words need 16 bits for region and index, have 15\n' +
        "    use fewer inputs and populations, or fewer channels and neurons",
    );
  });

  test("weight words by width: narrower words stack the blocks, wider than all of them do not fit", () => {
    const words = (lanes: number, bits: 1 | 2 | 4 | 8 | 16) => weightWordsThatFit({ ...up5kTarget(4), lanes }, bits);
    expect([words(16, 4), words(8, 4), words(4, 4), words(1, 1), words(12, 4), words(32, 4)]).toEqual([
      16_384, 32_768, 65_536, 65_536, 16_384, 0,
    ]);
  });
});
