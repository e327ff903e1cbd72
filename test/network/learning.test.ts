import { describe, expect, test } from "vitest";
import { quantise } from "../../compile/index.ts";
import type { LearningRule } from "../../config/index.ts";
import {
  deltaRule,
  type LearningSettings,
  lif,
  longTerm,
  network,
  pairStdp,
  parseNetwork,
  resume,
  rewardStdp,
  sdsp,
  shortTerm,
  writeNetwork,
} from "../../network/index.ts";

const neuron = lif({ threshold: 1 });
const weights = Array.from({ length: 4 }, () => [0.25, 0.5, 0.75]);

/** 4 channels onto 3 neurons, 8-bit weights of 0…255 LSB of 1/256. */
const plain = (weightScale: number | "auto" = 1 / 256) =>
  network("learner", { weightBits: 8, weightSign: "unsigned", membraneBits: 16, weightScale })
    .input("in", 4)
    .input("goal", 3)
    .population("a", { size: 3, neuron });

const learner = (rule: LearningSettings) => plain().project("in", "a", { weights, plastic: true }).learning(rule);

function learned(rule: LearningSettings): LearningRule {
  const { learning } = quantise(learner(rule).build());
  if (learning === undefined) throw new Error("no learning");
  return learning;
}

function pairsOf({ rule }: LearningRule) {
  if (rule.kind !== "pairs") throw new Error(rule.kind);
  return rule;
}

function message(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  return "no error";
}

const stdp = { aPlus: 0.01, aMinus: 0.012, tauPlusMs: 10, tauMinusMs: 20 };

describe("learning in LSB", () => {
  test("exponentials become tables with as large a fraction as their largest entry and their sum allow", () => {
    const rule = learned(pairStdp(stdp));
    const { causal, acausal, window } = pairsOf(rule);
    // 3 τ of 20 ms is more than a history of 64 ticks holds. A− is 3.07 LSB, the sum of its entries 55.8: 32,767 / 55.8 > 2^9.
    expect([window, rule.historyBits, rule.slowPeriod, rule.fraction]).toEqual([55, 64, 8, 9]);
    expect([causal.length, acausal.length]).toEqual([56, 56]);
    for (let tick = 0; tick <= 55; tick++) {
      expect(causal[tick]).toBe(Math.round(0.01 * 256 * 512 * Math.exp(-tick / 10)));
      const minus = tick === 0 ? 0 : -Math.round(0.012 * 256 * 512 * Math.exp(-tick / 20));
      expect(acausal[tick]).toBe(minus);
    }
  });

  test("tables are taken tick by tick, from 0 after and from 1 before the arrival; a given window fills them up", () => {
    const rule = learned(pairStdp({ causal: [0.5, 0.25], acausal: [-0.125], window: 4, pairing: "reduced" }));
    expect(rule).toMatchObject({ historyBits: 32, slowPeriod: 16, fraction: 3 });
    expect(pairsOf(rule)).toEqual({
      kind: "pairs",
      pairing: "reduced",
      posts: "spikes",
      window: 4,
      causal: Int32Array.of(1024, 512, 0, 0, 0),
      acausal: Int32Array.of(0, -256, 0, 0, 0),
      perPost: 0,
    });
  });

  test("the history is the shortest that the window fits, with the slow step as rare as it allows", () => {
    const historyOf = (window: number, slowPeriod?: 8 | 16) => {
      const chosen = slowPeriod === undefined ? {} : { slowPeriod };
      const rule = learned(pairStdp({ ...stdp, window, ...chosen }));
      return [rule.historyBits, rule.slowPeriod];
    };
    expect([15, 16, 23, 24, 47, 48, 55, 56, 111, 112, 119].map((window) => historyOf(window))).toEqual([
      [32, 16],
      [32, 8],
      [32, 8],
      [64, 16],
      [64, 16],
      [64, 8],
      [64, 8],
      [128, 16],
      [128, 16],
      [128, 8],
      [128, 8],
    ]);
    expect([historyOf(16, 16), historyOf(15, 8)]).toEqual([
      [64, 16],
      [32, 8],
    ]);
  });

  test("soft bounds: changes are shares of the range that is left, whatever the scale", () => {
    const rule = learned(
      pairStdp({ causal: [0.5], acausal: [0], nearBounds: "soft", bounds: { low: 0.125, high: 0.875 } }),
    );
    expect(rule).toMatchObject({ soft: true, low: 32, high: 224, fraction: 11 });
    expect(pairsOf(rule).causal[0]).toBe(1024);
  });

  test("modulated changes are as large as they are given at level 64", () => {
    const rule = learned(pairStdp({ causal: [0.25], acausal: [], modulated: true }));
    expect(rule).toMatchObject({ modulated: true, level: 64, fraction: 10 });
    expect(pairsOf(rule).causal[0]).toBe((0.25 * 256 * 2 ** 10) / 64);
    expect(learned(pairStdp({ causal: [0.25], acausal: [], modulated: true, level: -7 })).level).toBe(-7);
  });

  test("reward: a pair, then level 1 until the eligibility is gone, changes the weight by the amplitude", () => {
    const rule = learned(rewardStdp({ causal: [0.03], acausal: [], tauEligibilityMs: 500 }));
    const { second, fraction } = rule;
    if (second.kind !== "eligibility") throw new Error(second.kind);
    expect([second.decayShift, rule.level]).toEqual([5, 0]);
    const eligibility = (pairsOf(rule).causal[0] ?? 0) / 2 ** fraction;
    expect(eligibility).toBeLessThanOrEqual(16);
    let change = 0;
    let left = eligibility;
    for (let step = 0; step < 1000; step++) {
      change += (left * 64) / 2 ** second.rewardShift;
      left -= left / 2 ** second.decayShift;
    }
    expect(change / (0.03 * 256)).toBeCloseTo(1, 2);
  });

  test("long-term weights: shifts of the slow step nearest to the time constants", () => {
    const second = longTerm({ decayMs: 1000, consolidationMs: 250 });
    // Slow steps of 16 ms: 1 − exp(−16/1000) is nearest to 2^−6; 64 / 2^10 per step is a 256 ms time constant.
    expect(learned(pairStdp({ causal: [0.1], acausal: [], second })).second).toEqual({
      kind: "longTerm",
      decayShift: 6,
      consolidateShift: 10,
    });
    const facilitating = learned(shortTerm({ perArrival: 0.25, recoveryMs: 100 }));
    expect(facilitating).toMatchObject({ perPre: { change: 1024, shift: 12 }, level: 0 });
    expect(facilitating.second).toEqual({ kind: "longTerm", decayShift: 3, consolidateShift: 9 });
  });

  test("normalising: as many steps as the target has, and the rate", () => {
    const normaliseOf = (sum: number, rate: number) =>
      learned(pairStdp({ ...stdp, normalise: { everyTicks: 256, sum, rate } })).normalise;
    expect(normaliseOf(1, 1)).toEqual({ period: 256, target: 256, scale: 2, shift: 6 });
    expect(normaliseOf(0.25, 0.5)).toEqual({ period: 256, target: 64, scale: 0, shift: 7 });
    // factor · 2^scale = target − sum, and factor / 2^shift is the share of the weights that is added.
    const { scale, shift, target } = normaliseOf(2.25, 1 / 4);
    expect(Math.abs((target / 2 ** scale / 2 ** shift) * 4 - 1)).toBeLessThan(0.42);
  });

  test("ReSuMe and the delta rule: all pairs with what the teacher asks for less the spikes", () => {
    const build = (rule: LearningSettings) => learner(rule).teach("goal", "a").build();
    const net = quantise(build(resume({ amplitude: 0.0625, tauMs: 5, perPost: 0.015625 })));
    expect(net.teachers).toEqual([{ axonFirst: 4, count: 3, neuronFirst: 0 }]);
    expect(net.axons).toEqual([
      { first: 0, size: 4, source: { kind: "input", name: "in" }, delay: 0 },
      { first: 4, size: 3, source: { kind: "input", name: "goal" }, delay: 0 },
    ]);
    expect(net.learning?.rule).toMatchObject({ pairing: "all", posts: "teacher", window: 15, perPost: (256 * 4) / 4 });
    expect(quantise(build(deltaRule({ amplitude: 0.0625, tauMs: 5 }))).learning?.rule).toMatchObject({ perPost: 0 });
  });

  test("SDSP: changes, membrane threshold and drift in LSB", () => {
    const calcium = { limit: 15, period: 32, up: { low: 2, high: 9 }, down: { low: 3, high: 5 } };
    const rule = learned(
      sdsp({ plus: 0.125, minus: 0.0625, membraneThreshold: 0.5, calcium, drift: { threshold: 0.5, perMs: 1 / 4096 } }),
    );
    expect(rule).toMatchObject({ historyBits: 32, slowPeriod: 16, fraction: 9 });
    expect(rule.rule).toEqual({
      kind: "sdsp",
      plus: 0.125 * 256 * 512,
      minus: 0.0625 * 256 * 512,
      membraneThreshold: 128,
      calciumLimit: 15,
      calciumPeriod: 32,
      up: { low: 2, high: 9 },
      down: { low: 3, high: 5 },
      drift: { threshold: 128, amount: (16 / 4096) * 256 * 512 },
    });
  });

  test('bounds count for weightScale "auto"', () => {
    const rule = pairStdp({ ...stdp, bounds: { low: 0, high: 1 } });
    const net = plain("auto").project("in", "a", { weights, plastic: true }).learning(rule).build();
    expect(quantise(net).learning).toMatchObject({ low: 0, high: 255 });
    expect(quantise(net).synapses[0]?.weights[2]).toBe(191);
  });

  test("projections that learn, learning that is off at first, second values", () => {
    const file = {
      format: "spikeforge-network",
      version: 1,
      name: "learner",
      quantization: { weightBits: 4, membraneBits: 16, weightScale: 0.5 },
      inputs: [{ name: "in", size: 1 }],
      populations: [{ name: "a", size: 2, neuron: { model: "lif", threshold: 3 } }],
      projections: [
        {
          from: "in",
          to: "a",
          weights: { encoding: "dense", rows: [[1, 2]] },
          plastic: { learns: false, second: { encoding: "dense", rows: [[0.5, 3.5]] } },
        },
        { from: "a", to: "a", weights: { encoding: "sparse", synapses: [[0, 1, 1]] } },
      ],
      outputs: [],
      learning: { rule: { kind: "pairs", causal: [1] }, second: longTerm({ decayMs: 100, consolidationMs: 100 }) },
    };
    const parsed = parseNetwork(file, "learner.json");
    expect(parseNetwork(writeNetwork(parsed), "again.json")).toEqual(parsed);
    const { synapses, learning } = quantise(parsed);
    expect(synapses.map(({ plastic }) => plastic)).toEqual([{ learns: false, second: Int32Array.of(1, 7) }, undefined]);
    expect(synapses[1]?.exists).toBeDefined();
    expect(learning).toMatchObject({
      low: -8,
      high: 7,
      seed: 1,
      rounding: "stochastic",
      soft: false,
      modulated: false,
    });
    // Eligibilities are integers of their own.
    const second = { kind: "eligibility", timeConstantMs: 100 };
    const given = { ...file, learning: { rule: { kind: "pairs", causal: [1] }, second } };
    const own = { encoding: "int8-base64" as const, data: Buffer.from(Int8Array.of(-8, 5)).toString("base64") };
    (given.projections[0] as { plastic: unknown }).plastic = { second: own };
    expect(quantise(parseNetwork(given, "e.json")).synapses[0]?.plastic).toEqual({
      learns: true,
      second: Int32Array.of(-8, 5),
    });
  });

  test("a network with learning survives being written and read", () => {
    const built = learner(pairStdp({ ...stdp, second: longTerm({ decayMs: 100, consolidationMs: 100 }) })).build();
    expect(parseNetwork(writeNetwork(built), "again.json")).toEqual(built);
    const taught = learner(resume({ amplitude: 0.1, tauMs: 5 }))
      .teach("goal", "a")
      .teach("a", "a", { delay: 3 })
      .build();
    expect(parseNetwork(writeNetwork(taught), "again.json")).toEqual(taught);
    expect(quantise(taught).teachers).toEqual([
      { axonFirst: 4, count: 3, neuronFirst: 0 },
      { axonFirst: 7, count: 3, neuronFirst: 0 },
    ]);
  });

  test("names that do not exist do not compile", () => {
    const taught = learner(resume({ amplitude: 0.1, tauMs: 5 }));
    // @ts-expect-error no population "b"
    const unknown = taught.teach("goal", "b");
    expect(() => unknown.build()).toThrow("NET010");
    // @ts-expect-error events of an input have no delay
    const delayed = taught.teach("goal", "a", { delay: 1 });
    expect(() => delayed.build()).toThrow("NET012");
  });
});

describe("what cannot learn", () => {
  const fails = (rule: LearningSettings) => message(() => learner(rule).build());

  test("NET060: plastic without a rule, a rule without anything plastic, second values without a use", () => {
    expect(message(() => plain().project("in", "a", { weights, plastic: "off" }).build())).toBe(
      'NET060 projection "in→a": is plastic, but the network has no rule to learn by\n' +
        '    network "learner": projections[0].plastic\n' +
        "    give the network learning, or leave plastic out",
    );
    expect(message(() => plain().project("in", "a", { weights }).learning(pairStdp(stdp)).build())).toBe(
      'NET060 learning: no projection is plastic\n    network "learner": learning\n    set plastic on those that learn',
    );
    const file = JSON.parse(writeNetwork(learner(pairStdp(stdp)).build()));
    file.projections[0].plastic.second = file.projections[0].weights;
    expect(message(() => parseNetwork(file, "f.json"))).toBe(
      'NET060 projection "in→a": second values, but the rule has none\n    f.json: projections[0].plastic.second\n' +
        "    leave them out",
    );
  });

  test("NET061: a sparse projection that learns, unless all pairs are listed", () => {
    const sparse = (count: number) => {
      const synapses = Array.from({ length: 12 }, (_, pair) => [Math.floor(pair / 3), pair % 3, 0.5] as const);
      return plain()
        .project("in", "a", { weights: { synapses: synapses.slice(0, count) }, plastic: true })
        .learning(pairStdp(stdp));
    };
    expect(message(() => sparse(11).build())).toBe(
      'NET061 projection "in→a": is sparse, but learns: a pair that is not listed has no synapse to change\n' +
        '    network "learner": projections[0].weights\n' +
        "    list all pairs, with weight 0 if need be",
    );
    expect(quantise(sparse(12).build()).synapses[0]?.exists).toBeUndefined();
  });

  test("NET062: bounds out of range, weights outside of them, and no bounds for an automatic scale", () => {
    expect(fails(pairStdp({ ...stdp, bounds: { low: 0.3, high: 1 } }))).toBe(
      "NET062 learning: bounds: 0.3..1 is 77..256 LSB, expected low below high, both in 0..255\n" +
        '    network "learner": learning.bounds\n' +
        "    use more weightBits, or another weightScale\n" +
        'NET062 projection "in→a": weight 0.25 at [0][0] is outside 77..256 LSB of learning.bounds, so are 3 more\n' +
        '    network "learner": projections[0].weights\n' +
        "    begin within the range that learning keeps to",
    );
    const auto = plain("auto").project("in", "a", { weights, plastic: true }).learning(pairStdp(stdp));
    expect(message(() => auto.build())).toBe(
      'NET062 learning: weightScale "auto" goes by the weights at first, which learning changes\n' +
        '    network "learner": learning.bounds\n' +
        "    give the bounds of the weights, or weightScale",
    );
    const file = JSON.parse(
      writeNetwork(learner(rewardStdp({ causal: [0.1], acausal: [], tauEligibilityMs: 100 })).build()),
    );
    const values = Float32Array.from({ length: 12 }, (_, index) => (index === 5 ? -129 : -128));
    file.projections[0].plastic.second = {
      encoding: "float32-base64",
      data: Buffer.from(values.buffer).toString("base64"),
    };
    expect(message(() => parseNetwork(file, "f.json"))).toBe(
      'NET062 projection "in→a": eligibility -129 at [1][2] is outside -128..127 LSB of weightBits\n' +
        "    f.json: projections[0].plastic.second\n" +
        "    begin within the range that learning keeps to",
    );
  });

  test("NET063: changes that are too large or get lost", () => {
    expect(fails(pairStdp({ causal: [9], acausal: [1e-9], perPost: 1e-9 }))).toBe(
      "NET063 learning: rule: changes of 2304 weight LSB, expected at most 2047\n" +
        '    network "learner": learning.rule\n' +
        "    use smaller changes, or a larger weightScale\n" +
        "NET063 learning: acausal: a change of 2.56e-7 weight LSB is lost: the finest step is 2^-16 LSB\n" +
        '    network "learner": learning.rule.acausal\n' +
        "    use larger changes, or a smaller weightScale\n" +
        "NET063 learning: perPost: a change of 2.56e-7 weight LSB is lost: the finest step is 2^-16 LSB\n" +
        '    network "learner": learning.rule.perPost\n' +
        "    use larger changes, or a smaller weightScale",
    );
    expect(fails(shortTerm({ perArrival: 1e-6, recoveryMs: 100 }))).toBe(
      "NET063 learning: perArrival: 0.000001 of the weight, expected 0 or a magnitude in 2^-16..2047\n" +
        '    network "learner": learning.perArrival',
    );
  });

  test("NET064: windows that no history holds, and tables longer than the window", () => {
    expect(fails(pairStdp({ ...stdp, window: 120 }))).toBe(
      "NET064 learning: rule: a window of 120 ticks, expected at most 119\n" +
        '    network "learner": learning.rule\n' +
        "    use a shorter window, or longer ticks",
    );
    expect(fails(pairStdp({ causal: [0.1, 0.1, 0.1], acausal: [], window: 1 }))).toBe(
      "NET064 learning: causal: 3 changes in a window of 1 ticks\n" +
        '    network "learner": learning.rule.causal\n' +
        "    give at most 2, or leave the window out",
    );
  });

  test("NET065: time constants that no shift gives", () => {
    expect(fails(rewardStdp({ causal: [0.1], acausal: [], tauEligibilityMs: 30_000 }))).toBe(
      "NET065 learning: second.timeConstantMs: 30000 ms, expected at most 23170 ms with a slow step every 16 ms\n" +
        '    network "learner": learning.second.timeConstantMs\n' +
        "    use a longer timestepMs or slowPeriod",
    );
    const second = longTerm({ decayMs: 100, consolidationMs: 0.1 });
    expect(fails(pairStdp({ causal: [0.1], acausal: [], second }))).toBe(
      "NET065 learning: second.consolidationMs: 0.1 ms, expected 0.25…16384 ms with a slow step every 16 ms\n" +
        '    network "learner": learning.second.consolidationMs',
    );
  });

  test("NET066: teachers that are not one to one, twice the same, missing or of no use", () => {
    const taught = learner(resume({ amplitude: 0.1, tauMs: 5 }));
    expect(message(() => taught.build())).toBe(
      'NET066 teachers: nobody teaches "a", onto which a projection is plastic\n' +
        '    network "learner": teachers\n' +
        "    add a teacher of as many elements as it has neurons",
    );
    expect(message(() => taught.teach("in", "a").build())).toBe(
      'NET066 teacher "in→a": 4 elements teach 3 neurons\n' +
        '    network "learner": teachers[0]\n' +
        "    use as many: element i teaches neuron i",
    );
    expect(message(() => taught.teach("goal", "a").teach("goal", "a").build())).toBe(
      'NET066 teacher "goal→a": is given a second time\n    network "learner": teachers[1]',
    );
    expect(message(() => learner(pairStdp(stdp)).teach("goal", "a").build())).toBe(
      'NET066 teacher "goal→a": teaches, but the network\'s rule has no posts of a "teacher"\n' +
        '    network "learner": teachers[0]\n' +
        '    use a rule with posts "teacher", such as resume',
    );
  });

  test("NET067: SDSP with a calcium or membrane that cannot be", () => {
    const calcium = { limit: 8, period: 24, up: { low: 4, high: 4 }, down: { low: 1, high: 10 } };
    expect(fails(sdsp({ plus: 0.1, minus: 0.1, membraneThreshold: 200, calcium }))).toBe(
      "NET067 learning: membraneThreshold: 200 (51200 LSB) is outside -32768..32767\n" +
        '    network "learner": learning.rule.membraneThreshold\n' +
        "    use more membraneBits, or a larger weightScale\n" +
        "NET067 learning: calcium.period: 24 ticks, expected a power of two in 1..32768\n" +
        '    network "learner": learning.rule.calcium.period\n' +
        "NET067 learning: calcium.up: low 4 is not below high 4\n" +
        '    network "learner": learning.rule.calcium.up\n' +
        "NET067 learning: calcium.down: high 10 is above 9, which no calcium reaches\n" +
        '    network "learner": learning.rule.calcium.down',
    );
  });

  test("NET068: sums that cannot be aimed at", () => {
    expect(fails(pairStdp({ ...stdp, normalise: { everyTicks: 100, sum: -1 } }))).toBe(
      "NET068 learning: normalise.everyTicks: 100 ticks, expected a power of two in 16..32768\n" +
        '    network "learner": learning.normalise.everyTicks\n' +
        "NET068 learning: normalise.sum: -1 (-256 LSB), expected 1..8388607 LSB\n" +
        '    network "learner": learning.normalise.sum',
    );
    expect(fails(pairStdp({ ...stdp, normalise: { everyTicks: 128, sum: 0.25, rate: 0.0001 } }))).toBe(
      "NET068 learning: normalise.rate: 0.0001, expected at least 0.0006905339660024879\n" +
        '    network "learner": learning.normalise.rate',
    );
  });

  test("NET069: what does not go together", () => {
    const reward = rewardStdp({ causal: [0.1], acausal: [], tauEligibilityMs: 100, nearBounds: "soft" });
    expect(fails(reward)).toBe(
      'NET069 learning: nearBounds: "soft", but an eligibility has no bounds to come near to\n' +
        '    network "learner": learning.nearBounds\n' +
        '    use "hard"',
    );
    const calcium = { limit: 8, period: 16, up: { low: 2, high: 9 }, down: { low: 1, high: 4 } };
    const rule = sdsp({ plus: 0.1, minus: 0.1, membraneThreshold: 0.5, calcium });
    expect(fails({ ...rule, second: longTerm({ decayMs: 100, consolidationMs: 100 }) })).toBe(
      'NET069 learning: second: "longTerm" with SDSP, whose changes go to the weight\n' +
        '    network "learner": learning.second\n' +
        '    use "none", or pairs',
    );
  });
});
