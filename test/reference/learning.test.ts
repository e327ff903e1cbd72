import { describe, expect, test } from "vitest";
import type { IntegerNetwork, LearningRule, PairRule, SynapseBlock } from "../../config/index.ts";
import { hash } from "../../sim/reference/hash.ts";
import { Reference } from "../../sim/reference/index.ts";
import { naiveHash } from "../support/naive-learning.ts";
import { Random } from "../support/random.ts";

const pairs: PairRule = {
  kind: "pairs",
  pairing: "presynaptic",
  posts: "spikes",
  window: 4,
  causal: Int32Array.of(16, 8, 4, 2, 1),
  acausal: Int32Array.of(0, -16, -8, -4, -2),
  perPost: 0,
};

const plain: LearningRule = {
  rule: pairs,
  historyBits: 32,
  slowPeriod: 8,
  low: 0,
  high: 100,
  soft: false,
  modulated: false,
  fraction: 0,
  rounding: "nearest",
  seed: 1,
  level: 0,
  second: { kind: "none" },
  perPre: { change: 0, shift: 0 },
  normalise: { period: 0, target: 0, scale: 0, shift: 0 },
};

/** Channel 0 is the axon that learns, weight 50 of 100 at first; channel 1 makes the one neuron fire. */
function pairNetwork(rule: Partial<LearningRule> = {}, block: Partial<SynapseBlock> = {}): IntegerNetwork {
  return {
    name: "pair",
    membraneBits: 16,
    weightBits: 16,
    weightSign: "signed",
    inputs: [
      { name: "pre", first: 0, size: 1 },
      { name: "force", first: 1, size: 1 },
    ],
    populations: [{ name: "post", first: 0, size: 1 }],
    outputs: [],
    axons: [
      { first: 0, size: 1, source: { kind: "input", name: "pre" }, delay: 0 },
      { first: 1, size: 1, source: { kind: "input", name: "force" }, delay: 0 },
    ],
    synapses: [
      {
        ...{ axonFirst: 0, axonCount: 1, neuronFirst: 0, neuronCount: 1 },
        weights: Int32Array.of(50),
        plastic: { learns: true },
        ...block,
      },
      { axonFirst: 1, axonCount: 1, neuronFirst: 0, neuronCount: 1, weights: Int32Array.of(20_000) },
    ],
    neurons: {
      count: 1,
      threshold: Int32Array.of(10_000),
      bias: Int32Array.of(0),
      leakKind: Uint8Array.of(2),
      leakAmount: Int32Array.of(0),
      resetKind: Uint8Array.of(0),
      resetValue: Int32Array.of(0),
      refractory: Int32Array.of(0),
      firstTick: Int32Array.of(0),
    },
    learning: { ...plain, ...rule },
  };
}

const [pre, post, both] = [[0], [1], [0, 1]];

/** The weight after each of these ticks. */
function weightsAfter(model: Reference, ticks: readonly (readonly number[])[]): number[] {
  return ticks.map((channels) => {
    model.tick(channels);
    return model.weights(0)[0] ?? Number.NaN;
  });
}

describe("reference: pairs", () => {
  test("presynaptic: each arrival with the post before it and the first one after it, this tick's included", () => {
    const ticks = [pre, [], pre, post, post, [], pre, both, [], [], [], [], [], pre];
    const expected = [50, 50, 50, 50 + 8 + 2, 60, 60, 60 - 8, 52 - 4 + 16 + 8, 72, 72, 72, 72, 72, 72];
    expect(weightsAfter(new Reference(pairNetwork()), ticks)).toEqual(expected);
  });

  test("symmetric: the last arrival only, however many posts follow it", () => {
    const model = new Reference(pairNetwork({ rule: { ...pairs, pairing: "symmetric" } }));
    expect(weightsAfter(model, [pre, pre, post, post])).toEqual([50, 50, 58, 62]);
  });

  test("reduced: neighbours only, an arrival in the tick of the post is none in between", () => {
    const model = new Reference(pairNetwork({ rule: { ...pairs, pairing: "reduced" } }));
    expect(weightsAfter(model, [pre, both, post, pre, pre])).toEqual([50, 66, 66, 50, 50]);
  });

  test("all: every pair within the window", () => {
    const model = new Reference(pairNetwork({ rule: { ...pairs, pairing: "all" } }));
    expect(weightsAfter(model, [pre, pre, post, post, pre])).toEqual([50, 50, 50 + 8 + 4, 62 + 4 + 2, 68 - 16 - 8]);
  });

  test("a sum of pairs has 16 bits", () => {
    const [causal, acausal] = [new Int32Array(20).fill(2047), new Int32Array(20)];
    const many: PairRule = { ...pairs, pairing: "all", window: 19, causal, acausal };
    const model = new Reference(pairNetwork({ rule: many, fraction: 10, high: 1000 }));
    const before = new Array<number[]>(19).fill(pre);
    expect(weightsAfter(model, [...before, both]).at(-1)).toBe(50 + Math.floor((32_767 + 512) / 1024));
    const down: PairRule = { ...many, causal: causal.map((change) => -change - 1) };
    const other = new Reference(pairNetwork({ rule: down, fraction: 10, low: -1000 }));
    expect(weightsAfter(other, [...before, both]).at(-1)).toBe(50 - 32);
  });

  test("a change stops at the bounds", () => {
    const fast = { ...pairs, causal: Int32Array.of(90, 0, 0, 0, 0), acausal: Int32Array.of(0, -2000, 0, 0, 0) };
    expect(weightsAfter(new Reference(pairNetwork({ rule: fast })), [both, pre])).toEqual([100, 0]);
  });

  test("soft bounds: what is left of the range in the direction of the change", () => {
    const model = new Reference(pairNetwork({ soft: true, fraction: 5 }));
    const up = 50 + Math.floor((16 * 50 + 16) / 32);
    expect(weightsAfter(model, [both, pre])).toEqual([up, up + Math.floor((-16 * up + 16) / 32)]);
  });

  test("modulated: by the level of the tick, which may turn a change round", () => {
    const model = new Reference(pairNetwork({ modulated: true, fraction: 1, level: 1 }));
    expect(weightsAfter(model, [both])).toEqual([58]);
    model.setLevel(-3);
    expect(weightsAfter(model, [pre])).toEqual([58 + 24]);
  });

  test("per post: in the axon's slow step, for the posts of the ticks since the one before", () => {
    const model = new Reference(pairNetwork({ rule: { ...pairs, perPost: -3 } }));
    const ticks = [post, [], post, [], [], [], [], post, [], [], [], [], [], [], [], [], []];
    expect(weightsAfter(model, ticks)).toEqual([...new Array<number>(8).fill(50), ...new Array<number>(9).fill(41)]);
  });

  test("a state reset forgets arrivals and posts, and keeps weights, age and level", () => {
    const model = new Reference(pairNetwork({ level: 5 }));
    model.setLevel(-7);
    weightsAfter(model, [both, pre]);
    const before = model.weights(0)[0];
    model.reset();
    expect(weightsAfter(model, [post, [], [], [], [], pre])).toEqual(new Array<number>(6).fill(before ?? 0));
    expect([model.age, model.time, model.level]).toEqual([8, 6, -7]);
  });

  test("a projection that does not learn keeps its weights, and knows no arrivals when it does again", () => {
    const model = new Reference(pairNetwork());
    model.setLearning(0, false);
    expect(weightsAfter(model, [pre, both, pre])).toEqual([50, 50, 50]);
    model.setLearning(0, true);
    expect(model.learns(0)).toBe(true);
    expect(weightsAfter(model, [post, pre])).toEqual([50, 34]);
    model.setLearning(0, false);
    model.setLearning(0, true);
    expect(weightsAfter(model, [post])).toEqual([34]);
  });

  test("to let it learn that learns already changes nothing", () => {
    const model = new Reference(pairNetwork());
    expect(weightsAfter(model, [pre])).toEqual([50]);
    model.setLearning(0, true);
    expect(weightsAfter(model, [post])).toEqual([58]);
  });

  test("the network's own weights are not touched", () => {
    const net = pairNetwork();
    weightsAfter(new Reference(net), [both]);
    expect([...(net.synapses[0]?.weights ?? [])]).toEqual([50]);
  });
});

describe("reference: a teacher", () => {
  test("a post is what the teacher wants and the neuron does not do, or the other way round", () => {
    const net = pairNetwork({ rule: { ...pairs, posts: "teacher" } });
    const teaching: IntegerNetwork = {
      ...net,
      inputs: [...net.inputs, { name: "teacher", first: 2, size: 1 }],
      axons: [...net.axons, { first: 2, size: 1, source: { kind: "input", name: "teacher" }, delay: 0 }],
      teachers: [{ axonFirst: 2, count: 1, neuronFirst: 0 }],
    };
    const model = new Reference(teaching);
    const ticks = [[0, 2], [0, 1, 2], [0, 1], [], [], [], []];
    expect(weightsAfter(model, ticks)).toEqual([66, 66 - 16, 50 - 8 - 16 - 8, 18, 18, 18, 18]);
  });
});

describe("reference: a second value", () => {
  test("eligibility: pairs collect it, the slow step pays it out by the level and lets it fade", () => {
    const model = new Reference(
      pairNetwork({ second: { kind: "eligibility", rewardShift: 2, decayShift: 1 }, level: 2 }),
    );
    expect(weightsAfter(model, [both, [], [], [], [], [], [], []])).toEqual(new Array<number>(8).fill(50));
    expect(model.second(0)).toEqual(Int32Array.of(16));
    expect(weightsAfter(model, [[]])).toEqual([58]);
    expect(model.second(0)).toEqual(Int32Array.of(8));
  });

  test("long-term weights: what is not consolidated fades", () => {
    const fading = pairNetwork({ second: { kind: "longTerm", consolidateShift: 4, decayShift: 1 } });
    const model = new Reference(fading);
    weightsAfter(model, [both, ...new Array<number[]>(7).fill([])]);
    expect(weightsAfter(model, [[]])).toEqual([58]);
    model.setLevel(8);
    weightsAfter(model, new Array<number[]>(8).fill([]));
    expect([model.weights(0)[0], model.second(0)?.[0]]).toEqual([56, 54]);
  });
});

describe("reference: SDSP", () => {
  test("an arrival moves a weight by membrane and calcium of the tick before; the slow step lets it drift", () => {
    const net = pairNetwork({
      rule: {
        kind: "sdsp",
        ...{ plus: 7, minus: 5, membraneThreshold: 40, calciumLimit: 3, calciumPeriod: 64 },
        up: { low: 1, high: 3 },
        down: { low: 2, high: 4 },
        drift: { threshold: 50, amount: 1 },
      },
    });
    // The neuron clears its membrane in every tick: the arrival of tick 2 leaves what is above 40.
    const model = new Reference(net);
    expect(weightsAfter(model, [post, pre, pre])).toEqual([51, 51, 58]);
    expect(weightsAfter(model, [post, pre, [], [], []])).toEqual([58, 53, 53, 53, 53]);
    expect(weightsAfter(model, [[]])).toEqual([54]);
  });

  test("calcium from `low` up to, but not with, `high`", () => {
    const rule = {
      kind: "sdsp",
      ...{ plus: 7, minus: 5, membraneThreshold: -10, calciumLimit: 3, calciumPeriod: 64 },
      up: { low: 2, high: 3 },
      down: { low: 1, high: 4 },
      drift: { threshold: 50, amount: 0 },
    } as const;
    // Calcium 1, 2, 3 and still 3 when the next arrival comes.
    expect(weightsAfter(new Reference(pairNetwork({ rule })), [post, both, both, both, pre])).toEqual([
      50, 50, 57, 57, 57,
    ]);
    const below = { ...rule, membraneThreshold: 10, down: { low: 2, high: 3 } };
    const model = new Reference(pairNetwork({ rule: below }));
    expect(weightsAfter(model, [post, both, both, both, pre])).toEqual([50, 50, 45, 45, 45]);
  });
});

test("reference: facilitation acts on the arrival that causes it", () => {
  const model = new Reference(pairNetwork({ perPre: { change: 1, shift: 1 }, rule: { ...pairs, window: 1 } }));
  model.tick(pre);
  expect([model.weights(0)[0], model.v[0]]).toEqual([75, 75]);
});

test("reference: weights move towards the sum of their neuron", () => {
  const model = new Reference(pairNetwork({ normalise: { period: 16, target: 80, scale: 1, shift: 4 } }));
  expect(weightsAfter(model, new Array<number[]>(17).fill([])).slice(-2)).toEqual([50, 50 + 47]);
});

test("reference: an adapted threshold rises with spikes to its limit, sinks in its period, and outlives a reset", () => {
  const net: IntegerNetwork = {
    ...pairNetwork(),
    adaptation: {
      increment: Int32Array.of(7000),
      initial: Int32Array.of(100),
      limit: 12_000,
      period: 4,
      shift: 1,
    },
  };
  const model = new Reference(net);
  const ticks = [post, post, post, post, post].map((channels) => [
    model.tick(channels).spikes.length,
    model.adaptation[0],
  ]);
  expect(ticks).toEqual([
    [1, 7050],
    [1, 12_000],
    [0, 12_000],
    [0, 12_000],
    [1, 12_000],
  ]);
  model.reset();
  expect(model.adaptation[0]).toBe(12_000);
});

test("reference: what does not learn is refused", () => {
  const model = new Reference(pairNetwork());
  const { learning, ...silent } = pairNetwork({}, {});
  const fixed = { ...silent, synapses: silent.synapses.map(({ plastic, ...block }) => block) };
  expect(learning).toBeDefined();
  expect(() => model.setLevel(128)).toThrow("SIM404 modulation level: 128\n    an integer of -128 to 127");
  expect(() => model.setLearning(1, true)).toThrow(
    "SIM404 synapse block 1: no synapses learn here\n    name a projection that is plastic",
  );
  expect(() => new Reference(fixed).setLevel(1)).toThrow(
    "SIM404 modulation level: no synapses learn here\n    name a projection that is plastic",
  );
});

test("reference: the hash of rounding has the values of its definition", () => {
  expect(hash(0, 0, 0, 0, 0)).toBe(45_787);
  expect(hash(0x12345678, 5, 9, 1000, 1)).toBe(391);
  expect(hash(0xffffffff, 65_535, 65_535, 65_535, 5)).toBe(58_360);
  expect(hash(0xdeadbeef, 783, 399, 70_000, 3)).toBe(48_143);
  expect(hash(1, 65_536 + 7, 65_536 + 3, 1, 4)).toBe(31_921);
  const random = new Random(9);
  for (let i = 0; i < 1000; i++) {
    const [seed, axon, neuron, tick] = [random.next(), random.next() >>> 12, random.next() >>> 14, random.next() >>> 8];
    const kind = random.pick([0, 1, 2, 3, 4, 5] as const);
    expect(hash(seed, axon, neuron, tick, kind)).toBe(naiveHash(seed, axon, neuron, tick, kind));
    expect(hash(seed | 0, axon, neuron, tick, kind)).toBe(naiveHash(seed, axon, neuron, tick, kind));
  }
});
