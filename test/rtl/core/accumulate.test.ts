import { describe, expect, it } from "vitest";
import type { Fabric, WeightBits, WeightSign } from "../../../config/index.ts";
import { Accumulate, accumulateLatency, idleAfterGroup } from "../../../rtl/core/accumulate.ts";
import { Random } from "../../support/random.ts";
import { coreShape } from "./core-shape.ts";
import { openPins } from "./pins.ts";

interface Shape {
  readonly lanes: number;
  readonly updates: number;
  readonly weightBits: WeightBits;
  readonly weightSign: WeightSign;
  readonly accumulatorBits: number;
}

/** A word of weights, or a word that is not valid; the last one of a group ends it. */
type Word = readonly number[] | undefined;

/** Feeds groups word by word, at most `gap` idle cycles between them, and returns the sums of each group, by lane. */
function sums(
  shape: Shape,
  groups: readonly (readonly Word[])[],
  gap: () => number,
  { seed = 1, fabric = "ice40up" as Fabric } = {},
): number[][] {
  const { lanes, updates, weightBits } = shape;
  const { sim, set, get } = openPins(Accumulate({ shape: coreShape(shape), fabric }), seed);
  const mask = 2n ** BigInt(weightBits) - 1n;
  const packed = (word: Word): bigint =>
    (word ?? []).reduce((bits, weight, lane) => bits | ((BigInt(weight) & mask) << BigInt(lane * weightBits)), 0n);
  const rows = lanes / updates;
  const latency = accumulateLatency(fabric);
  const endings: number[] = [];
  const seen: number[][] = [];
  let arriving: Word;
  const cycle = (control: Readonly<Record<string, number>>, word: Word): void => {
    set({ valid: 0, first: 0, last: 0, ...control });
    const bits = packed(arriving);
    for (let slice = 0; slice < Math.ceil((lanes * weightBits) / 16); slice++) {
      set({ [`weights_${slice}`]: Number((bits >> BigInt(16 * slice)) & 0xffffn) });
    }
    seen.push(Array.from({ length: updates }, (_, i) => get(`sums_${i}`)));
    sim.step();
    arriving = word;
  };
  for (const group of groups) {
    group.forEach((word, i) => {
      const last = i === group.length - 1;
      if (last) endings.push(seen.length);
      cycle({ valid: Number(word !== undefined), first: Number(i === 0), last: Number(last) }, word);
    });
    // Groups end as far apart as their rows take to leave.
    for (let idle = Math.max(gap(), rows - 1, idleAfterGroup(fabric)); idle > 0; idle--) cycle({}, undefined);
  }
  for (let i = 0; i < rows + latency; i++) cycle({}, undefined);
  return endings.map((end) => seen.slice(end + latency, end + latency + rows).flat());
}

const none = () => 0;
const two: Shape = { lanes: 2, updates: 1, weightBits: 4, weightSign: "signed", accumulatorBits: 8 };

describe("accumulate", () => {
  it("sums the words of a group in every lane", () => {
    expect(
      sums(
        two,
        [
          [
            [1, -8],
            [2, -8],
            [7, 7],
          ],
        ],
        none,
      ),
    ).toEqual([[10, -9]]);
  });

  it("groups of one word follow each other without what came before", () => {
    expect(sums(two, [[[1, 2]], [[3, 4]], [[-5, -6]]], none)).toEqual([
      [1, 2],
      [3, 4],
      [-5, -6],
    ]);
  });

  it("an empty group sums to zero, between others too", () => {
    expect(
      sums(
        two,
        [
          [undefined],
          [[3, 4]],
          [undefined],
          [
            [1, 1],
            [1, 1],
          ],
        ],
        none,
      ),
    ).toEqual([
      [0, 0],
      [3, 4],
      [0, 0],
      [2, 2],
    ]);
  });

  it("a group may end with a word that is not valid", () => {
    expect(sums(two, [[[1, 2], [3, 4], undefined], [[7, 7]]], none)).toEqual([
      [4, 6],
      [7, 7],
    ]);
  });

  it("holds the extreme sum of its width", () => {
    const words = Array.from({ length: 16 }, () => [-8, 7]);
    expect(sums(two, [words], none)).toEqual([[-128, 112]]);
  });

  it.each<Shape & { fabric: Fabric }>([
    { lanes: 2, updates: 1, weightBits: 1, weightSign: "unsigned", accumulatorBits: 7, fabric: "ice40up" },
    { lanes: 2, updates: 2, weightBits: 16, weightSign: "signed", accumulatorBits: 22, fabric: "ice40hx" },
    { lanes: 4, updates: 1, weightBits: 8, weightSign: "unsigned", accumulatorBits: 15, fabric: "ice40up" },
    { lanes: 16, updates: 1, weightBits: 4, weightSign: "signed", accumulatorBits: 10, fabric: "ice40up" },
    { lanes: 16, updates: 2, weightBits: 1, weightSign: "signed", accumulatorBits: 7, fabric: "ice40hx" },
    { lanes: 32, updates: 4, weightBits: 2, weightSign: "unsigned", accumulatorBits: 9, fabric: "ecp5" },
    { lanes: 8, updates: 4, weightBits: 8, weightSign: "signed", accumulatorBits: 15, fabric: "ecp5" },
  ])(
    "equals plain sums over 100 random groups: $lanes × $weightBits bits $weightSign, $updates at a time on $fabric",
    (shape) => {
      const random = new Random(shape.lanes * 100 + shape.weightBits);
      const { low, high } = weightRange(shape);
      const word = (): number[] => Array.from({ length: shape.lanes }, () => random.integer(low, high));
      const groups = Array.from({ length: 100 }, () => {
        const words: Word[] = Array.from({ length: random.integer(0, 40) }, word);
        return words.length === 0 || random.chance(0.1) ? [...words, undefined] : words;
      });
      const expected = groups.map((group) =>
        Array.from({ length: shape.lanes }, (_, lane) => group.reduce((sum, each) => sum + (each?.[lane] ?? 0), 0)),
      );
      const found = sums(shape, groups, () => random.integer(0, 3), { seed: random.seed, fabric: shape.fabric });
      expect(found, `seed ${random.seed}`).toEqual(expected);
    },
  );
});

function weightRange({ weightBits, weightSign }: Shape): { low: number; high: number } {
  if (weightSign === "unsigned") return { low: 0, high: 2 ** weightBits - 1 };
  return { low: -(2 ** (weightBits - 1)), high: 2 ** (weightBits - 1) - 1 };
}
