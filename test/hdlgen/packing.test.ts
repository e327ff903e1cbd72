import { describe, expect, it } from "vitest";
import {
  array,
  bool,
  bundle,
  elaborate,
  enumeration,
  equal,
  fix,
  input,
  module,
  output,
  packed,
  sint,
  uint,
  unpacked,
} from "../../hdlgen/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { Random } from "../support/random.ts";

const Op = enumeration("Op", ["add", "sub", "clear"]);
const Word = bundle({ op: Op, xs: array(sint(3), 2), flag: bool, y: fix(2, 2) });

const Packing = module(
  "packing",
  (_: object) => ({
    bits: input(uint(13)),
    other: input(uint(13)),
    word: output(Word),
    again: output(uint(13)),
    literal: output(uint(13)),
    same: output(bool),
    isStart: output(bool),
  }),
  ({ bits, other }) => {
    const word = unpacked(Word, bits);
    return {
      word,
      again: packed(Word, word),
      literal: packed(Word, { op: "clear", xs: [-1, 1], flag: true, y: -0.25 }),
      same: equal(word, unpacked(Word, other)),
      isStart: equal(word, { op: "add", xs: [0, 0], flag: word.flag, y: 0 }),
    };
  },
);

describe("packing", () => {
  it("the first leaf is most significant, and unpacked is the inverse of packed", () => {
    const sim = openEmbedded(elaborate(Packing({})), { seed: 1 });
    const leaves = ["op", "xs_0", "xs_1", "flag", "y"].map((name) => sim.port(`word_${name}`));
    const widths = [2, 3, 3, 1, 4];
    for (let bits = 0; bits < 2 ** 13; bits += 37) {
      sim.port("bits").value = bits;
      const text = leaves.map((leaf, i) =>
        BigInt.asUintN(widths[i] ?? 0, leaf.big)
          .toString(2)
          .padStart(widths[i] ?? 0, "0"),
      );
      expect([Number.parseInt(text.join(""), 2), sim.port("again").value]).toEqual([bits, bits]);
    }
    expect(sim.port("literal").value).toBe(0b10_111_001_1_1111);
  });
  it("equal compares every leaf", () => {
    const sim = openEmbedded(elaborate(Packing({})), { seed: 1 });
    const random = new Random(3);
    for (let round = 0; round < 200; round++) {
      const bits = random.integer(0, 2 ** 13 - 1);
      const other = random.chance(0.3) ? bits : bits ^ (1 << random.integer(0, 12));
      sim.port("bits").value = bits;
      sim.port("other").value = other;
      expect(sim.port("same").value, `${bits} ${other}`).toBe(Number(bits === other));
      expect(sim.port("is_start").value).toBe(Number((bits & ~0b1_0000) === 0));
    }
  });
  it("HDL102: another number of bits", () => {
    expect(() => unpacked(bool, { width: 2 } as never)).toThrow("HDL102 unpacked: 2 bits for 1");
  });
});
