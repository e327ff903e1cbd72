import { describe, expect, it } from "vitest";
import type { Fabric, LearningShape, WeightBits, WeightSign } from "../../../config/index.ts";
import { Random } from "../../support/random.ts";
import { type LaneCase, openLane, randomCase, randomVisit } from "./lane-bench.ts";
import { visited } from "./lane-reference.ts";

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
