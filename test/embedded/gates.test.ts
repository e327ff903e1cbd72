import { describe, expect, it } from "vitest";
import { bool, elaborate, input, module, output, ram, regs, uint, when } from "../../hdlgen/index.ts";
import { compileEmbedded } from "../../sim/embedded/index.ts";

/** Every register in a cluster of its own that rests when it can. */
const gated = { clusterCost: 1, restless: () => false } as const;

const Wide = module(
  "wide",
  () => ({ count: output(uint(40)), follower: output(uint(40)) }),
  () => {
    const { high, follower } = regs({ high: [uint(40), 0], follower: [uint(40), 0] });
    high.next = high.addw(2 ** 33);
    follower.next = high;
    return { count: high, follower };
  },
);

const Kept = module(
  "kept",
  () => ({ at: input(uint(2)), write: input(bool), data: input(uint(8)), word: output(uint(8)) }),
  ({ at, write, data }) => {
    const words = ram("words", uint(8), { depth: 4, collision: "readFirst", init: [1, 2, 3, 4] });
    words.write(at, data, { enable: write });
    const { held, seen } = regs({ held: [uint(8), 0], seen: [uint(8), 0] });
    held.next = words.read(at);
    when(held.ne(seen), () => {
      seen.next = held;
    });
    return { word: seen };
  },
);

describe("clusters that rest", () => {
  it("wake when only the upper half of a wide register has changed", () => {
    const sim = compileEmbedded(elaborate(Wide({})), gated).open();
    sim.reset();
    sim.step(5);
    expect([sim.port("count").value, sim.port("follower").value]).toEqual([5 * 2 ** 33, 4 * 2 ** 33]);
  });

  it("wake when a word is loaded from outside, and when one is written by a port", () => {
    const sim = compileEmbedded(elaborate(Kept({})), gated).open();
    sim.port("at").value = 2;
    sim.reset();
    sim.step(10);
    expect(sim.port("word").value).toBe(3);
    sim.memory("words").set(2, 77);
    sim.step(3);
    expect(sim.port("word").value).toBe(77);
    sim.port("data").value = 9;
    sim.port("write").value = 1;
    sim.step();
    sim.port("write").value = 0;
    sim.step(3);
    expect(sim.port("word").value).toBe(9);
  });

  it("wake when a snapshot is restored", () => {
    const sim = compileEmbedded(elaborate(Kept({})), gated).open();
    sim.port("at").value = 2;
    sim.reset();
    const start = sim.snapshot();
    sim.memory("words").set(2, 77);
    sim.step(10);
    sim.restore(start);
    sim.step(10);
    expect(sim.port("word").value).toBe(3);
  });
});
