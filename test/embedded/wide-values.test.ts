import { describe, expect, it } from "vitest";
import { elaborate, input, module, output, ram, sint, uint } from "../../hdlgen/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";

const Wires = module(
  "wires",
  (p: { width: number }) => ({
    a: input(uint(p.width)),
    s: input(sint(p.width)),
    x: output(uint(p.width)),
    y: output(sint(p.width)),
  }),
  ({ a, s }, { width }) => {
    const words = ram("words", sint(width), { depth: 2, collision: "readFirst" });
    words.write(a.slice(0, 0), s, { enable: a.bit(0) });
    return { x: a, y: s };
  },
);

describe("values of more than 32 bits", () => {
  it.each([33, 40, 52, 53])("of %i bits come back as numbers, at the ends of their range", (width) => {
    const sim = openEmbedded(elaborate(Wires({ width })));
    const [a, s, x, y] = ["a", "s", "x", "y"].map((name) => sim.port(name));
    if (a === undefined || s === undefined) throw new Error("no ports");
    for (const value of [0, 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** (width - 1), 2 ** width - 1]) {
      a.value = value;
      expect([x?.value, x?.big]).toEqual([value, BigInt(value)]);
    }
    for (const value of [0, -1, -(2 ** 31) - 1, -(2 ** 32), -(2 ** (width - 1)), 2 ** (width - 1) - 1]) {
      s.value = value;
      expect([y?.value, y?.big]).toEqual([value, BigInt(value)]);
      a.big = 1n;
      sim.step();
      expect(sim.memory("words").get(1)).toBe(value);
    }
    expect(() => {
      a.value = 2 ** width;
    }).toThrow(/SIM005/);
    expect(() => {
      s.value = -(2 ** (width - 1)) - 1;
    }).toThrow(/SIM005/);
  });
});
