import { describe, expect, test } from "vitest";
import { type CoreTarget, coreDevices, coreImage, coreTarget, place, placeSystem } from "../../compile/index.ts";
import type { IntegerNetwork, LearningRule, SynapseBlock } from "../../config/index.ts";
import { roomyTarget } from "../support/roomy-target.ts";

const rule: LearningRule = {
  rule: {
    kind: "pairs",
    pairing: "symmetric",
    posts: "spikes",
    window: 3,
    causal: Int32Array.of(5, 4, 3, 2),
    acausal: Int32Array.of(0, -6, -3, -1),
    perPost: 0,
  },
  historyBits: 32,
  slowPeriod: 16,
  low: 0,
  high: 15,
  soft: false,
  modulated: false,
  fraction: 4,
  rounding: "stochastic",
  seed: 0x89ab_cdef,
  level: -3,
  second: { kind: "none" },
  perPre: { change: 0, shift: 0 },
  normalise: { period: 0, target: 0, scale: 0, shift: 0 },
};

const block = (
  axonFirst: number,
  axonCount: number,
  neuronFirst: number,
  neuronCount: number,
  first: number,
): SynapseBlock => ({
  axonFirst,
  axonCount,
  neuronFirst,
  neuronCount,
  weights: Int32Array.from({ length: axonCount * neuronCount }, (_, index) => (first + index) % 16),
});

/**
 * Inputs of 3 channels and 5, which teaches; "a" of 10 neurons hears both its own spikes and the first input, "b" of 5
 * hears "a" after one tick and after three. Three projections learn.
 */
function example(change: Partial<IntegerNetwork> = {}): IntegerNetwork {
  const population = (name: string) => ({ kind: "population" as const, name });
  const ofNeurons = <T>(array: { from(length: ArrayLike<number>): T }, value: number): T =>
    array.from(new Array<number>(15).fill(value));
  return {
    name: "learner",
    membraneBits: 16,
    weightBits: 4,
    weightSign: "unsigned",
    inputs: [
      { name: "in", first: 0, size: 3 },
      { name: "teacher", first: 3, size: 5 },
    ],
    populations: [
      { name: "a", first: 0, size: 10 },
      { name: "b", first: 10, size: 5 },
    ],
    outputs: ["b"],
    axons: [
      { first: 0, size: 3, source: { kind: "input", name: "in" }, delay: 0 },
      { first: 3, size: 5, source: { kind: "input", name: "teacher" }, delay: 0 },
      { first: 8, size: 10, source: population("a"), delay: 1 },
      { first: 18, size: 10, source: population("a"), delay: 3 },
    ],
    synapses: [
      { ...block(18, 10, 10, 5, 1), plastic: { learns: false } },
      block(8, 10, 0, 10, 2),
      { ...block(0, 3, 0, 10, 3), plastic: { learns: true } },
      { ...block(8, 10, 10, 5, 4), plastic: { learns: true, second: new Int32Array(50).fill(-1) } },
    ],
    neurons: {
      count: 15,
      threshold: ofNeurons(Int32Array, 9),
      bias: ofNeurons(Int32Array, 0),
      leakKind: ofNeurons(Uint8Array, 0),
      leakAmount: ofNeurons(Int32Array, 0),
      resetKind: ofNeurons(Uint8Array, 0),
      resetValue: ofNeurons(Int32Array, 0),
      refractory: ofNeurons(Int32Array, 0),
      firstTick: ofNeurons(Int32Array, 0),
    },
    learning: rule,
    ...change,
  };
}

const eligibility = { kind: "eligibility", rewardShift: 9, decayShift: 6 } as const;
const target = roomyTarget(8, 2);

function message(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  return "no error";
}

describe("learning on a core", () => {
  test("records come first, then the groups' words with second values behind the weights of plastic projections", () => {
    const net = example({ learning: { ...rule, second: eligibility } });
    const { weights, weightWordsUsed, segments, shape } = place(net, target);
    // "a" is 2 groups of 3 axons twice (in) and 10 (own); "b" 1 group of 10 twice (delay 1) and 10 twice (delay 3).
    expect(weightWordsUsed).toBe(10 + 3 + 10 + 2 * (2 * 3 + 10) + 2 * 10 + 2 * 10);
    const word = (index: number) => [...weights.subarray(index * 8, (index + 1) * 8)];
    expect(new Set(weights.subarray(0, 23 * 8))).toEqual(new Set([0]));
    expect(word(23)).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
    expect(word(24)).toEqual([13, 14, 15, 0, 1, 2, 3, 4]);
    expect(word(26)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(word(29)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    expect(word(39), "second group of a").toEqual([11, 12, 0, 0, 0, 0, 0, 0]);
    expect(word(55), "b, delay 1").toEqual([4, 5, 6, 7, 8, 0, 0, 0]);
    expect(word(65), "its second values").toEqual([-1, -1, -1, -1, -1, 0, 0, 0]);
    expect(word(75), "b, delay 3").toEqual([1, 2, 3, 4, 5, 0, 0, 0]);
    // Entries of "in" begin at 0, those of "a" at slot 0, those of its history at bit 0.
    expect(segments.map(({ weightBase }) => weightBase % shape.weightWords)).toEqual([23, 29, 39, 45, 55, 75]);
  });

  test("program entries say where records, weights, slots and masks of every plastic projection are", () => {
    const net = example({
      learning: { ...rule, second: eligibility },
      teachers: [{ axonFirst: 3, count: 5, neuronFirst: 10 }],
    });
    const { learning, shape, regionStart } = place(net, target);
    expect(learning?.entries).toEqual([
      {
        enabled: false,
        own: true,
        teach: false,
        region: 3,
        axons: 10,
        firstEntry: 0,
        recordBase: 0,
        weightBase: 75,
        groupStride: 40,
        firstGroup: 2,
        groups: 1,
        firstSlot: 10,
        neurons: 5,
        axonFirst: 18,
        neuronFirst: 10,
        planeOffset: 10,
      },
      {
        enabled: true,
        own: false,
        teach: false,
        region: 0,
        axons: 3,
        firstEntry: 0,
        recordBase: 10,
        weightBase: 23,
        groupStride: 16,
        firstGroup: 0,
        groups: 2,
        firstSlot: 0,
        neurons: 10,
        axonFirst: 0,
        neuronFirst: 0,
        planeOffset: 3,
      },
      {
        enabled: true,
        own: true,
        teach: false,
        region: 2,
        axons: 10,
        firstEntry: 0,
        recordBase: 13,
        weightBase: 55,
        groupStride: 40,
        firstGroup: 2,
        groups: 1,
        firstSlot: 10,
        neurons: 5,
        axonFirst: 8,
        neuronFirst: 10,
        planeOffset: 10,
      },
      {
        enabled: true,
        own: false,
        teach: true,
        region: 1,
        axons: 5,
        firstEntry: 0,
        recordBase: 0,
        weightBase: 0,
        groupStride: 40,
        firstGroup: 2,
        groups: 1,
        firstSlot: 10,
        neurons: 5,
        axonFirst: 3,
        neuronFirst: 10,
        planeOffset: 0,
      },
    ]);
    expect(regionStart.slice(0, 4), "the teacher's region has room though nothing is walked in it").toEqual([
      0, 3, 8, 18,
    ]);
    expect(shape.learning?.projections).toBe(4);
  });

  test("a list entry of a population in the middle is its slot, of a delayed one its first history bit", () => {
    const net = example();
    const swapped: IntegerNetwork = {
      ...net,
      axons: [...net.axons, { first: 28, size: 5, source: { kind: "population", name: "b" }, delay: 1 }],
      synapses: [...net.synapses, { ...block(28, 5, 0, 10, 1), plastic: { learns: true } }],
    };
    const entry = place(swapped, target).learning?.entries.find(({ axonFirst }) => axonFirst === 28);
    expect(entry).toMatchObject({ firstEntry: 10, own: true, firstGroup: 0, groups: 2, neuronFirst: 0 });
  });

  test("long-term weights are the weights at first", () => {
    const second = { kind: "longTerm", consolidateShift: 8, decayShift: 4 } as const;
    const { weights, learning } = place(example({ learning: { ...rule, second } }), target);
    const { weightBase = 0, planeOffset = 0 } = learning?.entries[1] ?? {};
    const at = (word: number) => [...weights.subarray(word * 8, (word + 3) * 8)];
    expect(at(weightBase + planeOffset)).toEqual(at(weightBase));
  });

  test("only what a rule has changes the core's gates", () => {
    const shape = (change: Partial<LearningRule>) => place(example({ learning: { ...rule, ...change } }), target).shape;
    expect(shape({}).learning).toEqual({
      kind: "pairs",
      pairing: "symmetric",
      posts: "spikes",
      historyBits: 32,
      slowPeriod: 16,
      soft: false,
      modulated: false,
      rounding: "stochastic",
      second: "none",
      perPost: false,
      perPre: false,
      normalise: false,
      drift: false,
      projections: 4,
    });
    const values: Partial<LearningRule> = { seed: 1, low: 1, high: 9, fraction: 9, level: 5 };
    expect(shape(values).learning).toEqual(shape({}).learning);
    const normalise = { period: 32, target: 70, scale: 3, shift: 8 };
    expect(shape({ normalise, perPre: { change: 1, shift: 3 } }).learning).toMatchObject({
      normalise: true,
      perPre: true,
    });
    const { learning, ...rest } = example();
    expect(
      place({ ...rest, synapses: rest.synapses.map(({ plastic, ...fixed }) => fixed) }, target),
    ).not.toHaveProperty("learning");
    expect(learning).toBeDefined();
  });
});

/** What is written to a space from an address on, in order. */
function written(net: IntegerNetwork): Map<number, number> {
  const words = new Map<number, number>();
  for (const { space, address, words: data } of coreImage(place(net, target))) {
    if (space !== 7 || address < 0xc000) continue;
    for (const [index, word] of data.entries()) words.set(address + index, word);
  }
  return words;
}

describe("image of learning", () => {
  test("tables, registers and program entries; the number of entries comes last", () => {
    const net = example({
      learning: {
        ...rule,
        rule: { ...rule.rule, perPost: -7 } as LearningRule["rule"],
        low: -8,
        second: eligibility,
        perPre: { change: -3, shift: 5 },
        normalise: { period: 256, target: -70_000, scale: 2, shift: 12 },
      },
    });
    const words = written(net);
    const from = (address: number, count: number) => Array.from({ length: count }, (_, i) => words.get(address + i));
    const beyond = [...new Array<number>(28).fill(0), undefined];
    expect(from(0xc000, 33)).toEqual([5, 4, 3, 2, ...beyond]);
    expect(from(0xc080, 33)).toEqual([0, 0xfffa, 0xfffd, 0xffff, ...beyond]);
    // programs, command, age, level, seed, window, bounds, shifts, per post and per pre, normalising.
    expect(from(0xc100, 17)).toEqual([
      3,
      undefined,
      0,
      0xfffd,
      0xcdef,
      0x89ab,
      3,
      0xfff8,
      15,
      4 | (9 << 5) | (6 << 10),
      0xfff9,
      0xfffd,
      5,
      255,
      (-70_000 & 0xffff) >>> 0,
      0xfffe,
      2 | (12 << 5),
    ]);
    // flags: bit 1 own, 0 enabled; the region in bits 15…8.
    expect(from(0xc200, 16)).toEqual([0x302, 10, 0, 0, 75, 40, 2, 1, 10, 5, 18, 10, 10, 0, 0, 0]);
    expect(words.get(0xc210)).toBe(0x001);
    expect(words.get(0xc220)).toBe(0x203);
    expect([...words].at(-1)).toEqual([0xc100, 3]);
  });

  test("SDSP has no tables but registers of its own", () => {
    const sdsp: LearningRule["rule"] = {
      kind: "sdsp",
      plus: 300,
      minus: 200,
      membraneThreshold: -5,
      calciumLimit: 15,
      calciumPeriod: 64,
      up: { low: 3, high: 9 },
      down: { low: 2, high: 5 },
      drift: { threshold: 8, amount: 20 },
    };
    const words = written(example({ learning: { ...rule, rule: sdsp } }));
    expect(words.has(0xc000)).toBe(false);
    expect(words.get(0xc10d), "never normalised").toBe(0x8000);
    // plus … downHigh
    expect(Array.from({ length: 11 }, (_, i) => words.get(0xc111 + i))).toEqual([
      300, 200, 8, 20, 0xfffb, 15, 6, 3, 9, 2, 5,
    ]);
    expect(words.has(0xc11c), "thresholds that adapt are written elsewhere").toBe(false);
  });

  test("nothing without learning", () => {
    const { learning, ...rest } = example();
    expect(learning).toBeDefined();
    expect(written({ ...rest, synapses: rest.synapses.map(({ plastic, ...fixed }) => fixed) }).size).toBe(0);
  });
});

describe("what cannot learn", () => {
  const up5k = (lanes: number): CoreTarget => coreTarget(coreDevices.up5k, { weightBits: 4, lanes });

  test("CMP030: weight words narrower than the record of an axon", () => {
    const net = example({ learning: { ...rule, historyBits: 64 } });
    expect(message(() => place(net, up5k(8)))).toBe(
      'CMP030 network "learner" on UP5K: an axon\'s arrivals of 64 ticks do not fit a weight word of 8 × 4 bits\n' +
        "    use at least 16 lanes, or a shorter window",
    );
    expect(message(() => place(net, up5k(16)))).toBe("no error");
  });

  test("CMP031: more plastic projections and teachers than the program holds", () => {
    const teachers = Array.from({ length: 14 }, () => ({ axonFirst: 3, count: 5, neuronFirst: 10 }));
    expect(message(() => place(example({ teachers }), up5k(16)))).toBe(
      'CMP031 network "learner" on UP5K: 17 plastic projections and teachers, a core learns at most 16\n' +
        "    merge inputs or populations",
    );
    expect(message(() => place(example({ teachers: teachers.slice(1) }), up5k(16)))).toBe("no error");
  });

  test("CMP032: learning on several cores", () => {
    expect(message(() => placeSystem(example(), up5k(16), { cores: 2 }))).toBe(
      'CMP032 network "learner": its synapses learn, which only a core of its own can do\n' +
        "    put it on one core, or take the learned network without its learning",
    );
  });
});
