import { describe, expect, it } from "vitest";
import type { Fabric, LearningShape, WeightBits, WeightSign } from "../../../config/index.ts";
import { elaborate } from "../../../hdlgen/index.ts";
import { LaneUnit } from "../../../rtl/learning/lane-unit.ts";
import { Random } from "../../support/random.ts";
import { lint } from "../../support/verilator-lint.ts";
import { coreShape } from "../core/core-shape.ts";
import { type LaneCase, openLane, plainLearning, randomCase, randomVisit } from "./lane-bench.ts";
import { type LaneRule, type Visit, visited } from "./lane-reference.ts";

type Weights = { readonly weightBits: WeightBits; readonly weightSign: WeightSign };

function expectTextbook(lane: LaneCase, random: Random, fabric: Fabric, visits: number): void {
  const visit = openLane(lane, fabric, random.seed);
  const hasSecond = lane.rule.second !== "none";
  for (let i = 0; i < visits; i++) {
    const given = randomVisit(random, lane);
    const { weight, second } = visit(given);
    const found = hasSecond ? { weight, second } : { weight };
    const expected = visited(lane.rule, given);
    const told = () => `seed ${random.seed}, visit ${i}: ${JSON.stringify({ ...given, posts: [...given.posts] })}`;
    expect(found, told()).toEqual(hasSecond ? expected : { weight: expected.weight });
  }
}

const shapes: Readonly<Record<string, Partial<LearningShape>>> = {
  "presynaptic pairs": {},
  "symmetric pairs": { pairing: "symmetric" },
  "reduced pairs": { pairing: "reduced", rounding: "nearest" },
  "all pairs": { pairing: "all" },
  "presynaptic pairs of a teacher": { posts: "teacher", perPost: true },
  "symmetric pairs of a teacher": { pairing: "symmetric", posts: "teacher" },
  "reduced pairs of a teacher": { pairing: "reduced", posts: "teacher" },
  "all pairs of a teacher, 16 ticks between slow steps": {
    pairing: "all",
    posts: "teacher",
    slowPeriod: 16,
    perPost: true,
  },
  "soft bounds": { soft: true },
  "modulated pairs": { modulated: true, rounding: "nearest" },
  "modulated pairs with soft bounds": { modulated: true, soft: true, pairing: "symmetric" },
  "an eligibility": { second: "eligibility", perPost: true },
  "a modulated eligibility, soft bounds": { second: "eligibility", modulated: true, soft: true, pairing: "all" },
  "a long-term weight": { second: "longTerm", rounding: "nearest" },
  "a long-term weight, all options": { second: "longTerm", modulated: true, soft: true, perPre: true, normalise: true },
  "short-term plasticity and normalisation": { perPre: true, normalise: true },
  SDSP: { kind: "sdsp" },
  "SDSP with drift": { kind: "sdsp", drift: true, rounding: "nearest" },
  "SDSP with all options": { kind: "sdsp", drift: true, soft: true, modulated: true, perPre: true, normalise: true },
};
const widths = [1, 2, 4, 8, 16] as const;
const signs = ["signed", "unsigned"] as const;
const fabrics = ["ice40up", "ice40hx", "ecp5"] as const;

describe("lane unit", () => {
  it.each(Object.entries(shapes).map(([name, wish], seed) => ({ name, wish, seed })))(
    "$name: equals the textbook for random visits, all weights, bounds and shifts",
    ({ wish, seed }) => {
      const random = new Random(seed + 1);
      for (const [i, weightBits] of widths.entries()) {
        const weightSign = signs[(i + seed) % 2] ?? "signed";
        const lane = randomCase(random, wish, { weightBits, weightSign });
        expectTextbook(lane, random, fabrics[(i + seed) % 3] ?? "ecp5", 120);
      }
    },
  );

  it("SDSP drifts by thresholds above 32,767: equals the textbook", () => {
    const random = new Random(50);
    const weights = { weightBits: 16, weightSign: "unsigned" } as const;
    for (let i = 0; i < 4; i++) {
      expectTextbook(randomCase(random, { kind: "sdsp", drift: true }, weights), random, "ice40up", 40);
    }
  });

  it("is Verilog without a warning in every shape", async () => {
    for (const [i, wish] of Object.values(shapes).entries()) {
      const { shape } = randomCase(new Random(i), wish, eight);
      const design = elaborate(LaneUnit({ shape, fabric: fabrics[i % 3] ?? "ecp5" }));
      expect(await lint(design, i % 2 === 0 ? "simulation" : "synthesis"), JSON.stringify(wish)).toBe("");
    }
  }, 60_000);

  it.each([64, 128] as const)("%i ticks of history, 16 between slow steps: equals the textbook", (historyBits) => {
    for (const [seed, pairing] of (["presynaptic", "symmetric", "reduced", "all"] as const).entries()) {
      const random = new Random(100 + seed);
      const wish: Partial<LearningShape> = {
        pairing,
        historyBits,
        slowPeriod: 16,
        posts: seed < 2 ? "spikes" : "teacher",
      };
      expectTextbook(randomCase(random, wish, eight), random, fabrics[seed % 3] ?? "ecp5", 100);
    }
  });
});

const eight: Weights = { weightBits: 8, weightSign: "unsigned" };

/** Unsigned weights of 8 bits, changes by whole numbers: what comes out can be said by hand. */
function byHand(wish: Partial<LearningShape>, rule: Partial<LaneRule>) {
  const learning: LearningShape = { ...plainLearning, rounding: "nearest", ...wish };
  const { historyBits, slowPeriod } = learning;
  const none = Array.from({ length: historyBits }, () => 0);
  const lane: LaneCase = {
    shape: { ...coreShape(eight), learning },
    rule: {
      ...{
        ...learning,
        ...eight,
        window: historyBits - 1 - slowPeriod,
        causal: none,
        acausal: none,
        low: 0,
        high: 255,
        seed: 1,
      },
      ...{ fraction: 0, secondShift: 7, decayShift: 1, perPost: 0, perPre: 0, perPreShift: 0, normaliseShift: 0 },
      ...{ plus: 0, minus: 0, driftThreshold: 0, drift: 0, ...rule },
    },
  };
  const visit = openLane(lane, "ice40up");
  return (given: Partial<Visit> & { readonly spikes?: readonly number[] }) => {
    const { spikes = [], ...rest } = given;
    return visit({
      ...{
        now: 5,
        arrivals: [],
        posts: new Map(spikes.map((age) => [age, 1])),
        pendingAge: 0,
        arrival: false,
        slow: false,
      },
      ...{
        normalising: false,
        factor: 0,
        axon: 0,
        neuron: 0,
        weight: 100,
        second: 0,
        up: false,
        down: false,
        level: () => 0,
      },
      ...rest,
    });
  };
}

const counted = Array.from({ length: 32 }, (_, i) => i + 1);
const upTo = (window: number): number[] => counted.map((value, i) => (i <= window ? value : 0));

describe("lane unit, by hand", () => {
  it("a post in the tick of the arrival is Δ = 0, one W ticks later the last that counts", () => {
    const visit = byHand({}, { causal: upTo(23) });
    expect(visit({ arrivals: [3], spikes: [3], pendingAge: 3 }).weight).toBe(101);
    expect(visit({ arrivals: [24], spikes: [1], pendingAge: 8 }).weight).toBe(124);
    expect(visit({ arrivals: [25], spikes: [1], pendingAge: 8 }).weight).toBe(100);
    // The oldest arrival that a record can hold, the oldest post that can be pending.
    expect(visit({ arrivals: [31], spikes: [8], pendingAge: 8 }).weight).toBe(124);
  });

  it("an arrival pairs with posts of ages 1 to W", () => {
    const visit = byHand({}, { acausal: upTo(23).map((value, age) => (age === 0 ? 0 : -value)) });
    expect(visit({ arrival: true, spikes: [1] }).weight).toBe(98);
    expect(visit({ arrival: true, spikes: [23] }).weight).toBe(76);
    expect(visit({ arrival: true, spikes: [24] }).weight).toBe(100);
    expect(visit({ arrival: true, spikes: [32] }).weight).toBe(100);
  });

  it("weights stop at their bounds, however large the change", () => {
    const visit = byHand({}, { causal: upTo(23).map((_, i) => (i === 0 ? 2047 : -2048)), low: 20, high: 200 });
    expect(visit({ arrivals: [1], spikes: [1], pendingAge: 1, weight: 200 }).weight).toBe(200);
    expect(visit({ arrivals: [1], spikes: [1], pendingAge: 1, weight: 20 }).weight).toBe(200);
    expect(visit({ arrivals: [2], spikes: [1], pendingAge: 1, weight: 200 }).weight).toBe(20);
  });

  it("a sum of changes is held within 16 bits before it is shifted", () => {
    const visit = byHand({ pairing: "all" }, { causal: counted.map(() => 2047), fraction: 8 });
    const arrivals = Array.from({ length: 23 }, (_, i) => i + 1);
    // 23 × 2047 = 47,081 is held at 32,767: 128 in units of 256.
    expect(visit({ arrivals, spikes: [1], pendingAge: 1 }).weight).toBe(228);
  });

  it("pending posts are done oldest first, each change held within the bounds", () => {
    const visit = byHand({ pairing: "symmetric" }, { causal: counted.map((_, i) => (i === 0 ? 200 : -50)) });
    // The older post adds 200, up to the bound; the younger one takes 50 from there.
    expect(visit({ arrivals: [4], spikes: [4, 1], pendingAge: 4 }).weight).toBe(205);
  });

  it("a positive eligibility decays to 0, a negative one too, and the weight follows level × eligibility", () => {
    const visit = byHand({ second: "eligibility" }, { decayShift: 3 });
    expect(visit({ slow: true, second: 1 })).toMatchObject({ weight: 100, second: 0 });
    expect(visit({ slow: true, second: -1 })).toMatchObject({ weight: 100, second: 0 });
    expect(visit({ slow: true, second: 64, level: () => 64 })).toMatchObject({ weight: 132, second: 56 });
    expect(visit({ slow: true, second: -128, level: () => -128 })).toMatchObject({ weight: 228, second: -112 });
  });

  it("a start without work is done a cycle later, an arrival without posts in range after 9", () => {
    const visit = byHand({}, {});
    expect(visit({}).cycles).toBe(1);
    expect(visit({ slow: true }).cycles).toBe(1);
    expect(visit({ pendingAge: 8 }).cycles).toBe(1);
    expect(visit({ arrival: true }).cycles).toBeLessThanOrEqual(9);
  });
});
