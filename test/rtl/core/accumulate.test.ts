import { describe, expect, it } from "vitest";
import { Accumulate } from "../../../rtl/core/accumulate.ts";
import { Random } from "../../support/random.ts";
import { openPins } from "./pins.ts";

interface Shape {
  readonly lanes: number;
  readonly weightBits: number;
  readonly accumulatorBits: number;
}

/** A word of weights, or a word that is not valid; the last one of a group ends it. */
type Word = readonly number[] | undefined;

/** Feeds groups word by word, at most `gap` idle cycles between them, and returns the sums of each group, by lane. */
function sums(shape: Shape, groups: readonly (readonly Word[])[], gap: () => number, seed = 1): number[][] {
  const { lanes, weightBits } = shape;
  const { sim, set, get } = openPins(Accumulate(shape), seed);
  const mask = 2n ** BigInt(weightBits) - 1n;
  const packed = (word: Word): bigint =>
    (word ?? []).reduce((bits, weight, lane) => bits | ((BigInt(weight) & mask) << BigInt(lane * weightBits)), 0n);
  const endings: number[] = [];
  const seen: number[] = [];
  let arriving: Word;
  const cycle = (control: Readonly<Record<string, number>>, word: Word): void => {
    set({ valid: 0, first: 0, last: 0, ...control });
    sim.port("weights").big = packed(arriving);
    seen.push(get("sum"));
    sim.step();
    arriving = word;
  };
  for (const group of groups) {
    group.forEach((word, i) => {
      const last = i === group.length - 1;
      if (last) endings.push(seen.length);
      cycle({ valid: Number(word !== undefined), first: Number(i === 0), last: Number(last) }, word);
    });
    // Groups end at least L cycles apart.
    for (let idle = Math.max(gap(), lanes - 1); idle > 0; idle--) cycle({}, undefined);
  }
  for (let i = 0; i < lanes + 4; i++) cycle({}, undefined);
  return endings.map((end) => seen.slice(end + 3, end + 3 + lanes));
}

const none = () => 0;
const two: Shape = { lanes: 2, weightBits: 4, accumulatorBits: 8 };

describe("accumulate", () => {
  it("sums the words of a group in every lane, three cycles after its last control", () => {
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

  it.each([
    { lanes: 2, weightBits: 1, accumulatorBits: 7 },
    { lanes: 2, weightBits: 16, accumulatorBits: 22 },
    { lanes: 4, weightBits: 8, accumulatorBits: 14 },
    { lanes: 16, weightBits: 4, accumulatorBits: 10 },
    { lanes: 32, weightBits: 2, accumulatorBits: 8 },
  ])("equals plain sums over 100 random groups: $lanes × $weightBits bits", (shape) => {
    const random = new Random(shape.lanes * 100 + shape.weightBits);
    const [low, high] = [-(2 ** (shape.weightBits - 1)), 2 ** (shape.weightBits - 1) - 1];
    const word = (): number[] => Array.from({ length: shape.lanes }, () => random.integer(low, high));
    const groups = Array.from({ length: 100 }, () => {
      const words: Word[] = Array.from({ length: random.integer(0, 40) }, word);
      return words.length === 0 || random.chance(0.1) ? [...words, undefined] : words;
    });
    const expected = groups.map((group) =>
      Array.from({ length: shape.lanes }, (_, lane) => group.reduce((sum, each) => sum + (each?.[lane] ?? 0), 0)),
    );
    const found = sums(shape, groups, () => random.integer(0, 3), random.seed);
    expect(found, `seed ${random.seed}`).toEqual(expected);
  });
});
