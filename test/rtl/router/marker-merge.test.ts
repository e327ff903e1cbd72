/** The marker merge under random traffic: what comes out period by period, whatever both sides do. */
import { describe, expect, it } from "vitest";
import { elaborate } from "../../../hdlgen/index.ts";
import { MarkerMerge } from "../../../rtl/router/marker-merge.ts";
import { spikeWord } from "../../../rtl/router/spike-word.ts";
import { openEmbedded } from "../../../sim/embedded/index.ts";
import { Random } from "../../support/random.ts";
import { lint } from "../../support/verilator-lint.ts";
import { dueWords, fabricReceiver, fabricSender, randomPeriods, runFabric, withMarkers } from "./fabric-ends.ts";

const indexBits = 6;
const type = spikeWord({ routeBits: 4, indexBits });
const cuts = ["forward", "both"] as const;
const sourcesOf = (count: number): string[] => Array.from({ length: count }, (_, i) => `s${i}`);
const open = (count: number, cut: (typeof cuts)[number], seed: number) => {
  const simulation = openEmbedded(elaborate(MarkerMerge({ type, sources: sourcesOf(count), cut })), { seed });
  simulation.port("clear").value = 0;
  simulation.reset();
  return simulation;
};

describe.each(cuts)("marker merge, cut %s", (cut) => {
  it.each([1, 2, 3, 5, 16])("gives every word of %i sources once, in order, in its period", (count) => {
    for (const [round, chances] of [
      [1, 1],
      [0.3, 1],
      [1, 0.3],
      [0.5, 0.5],
    ].entries()) {
      const random = new Random(100 * count + round);
      const simulation = open(count, cut, random.seed);
      const [source = 1, sink = 1] = chances;
      const periods = sourcesOf(count).map((_, i) =>
        randomPeriods(random, { routes: [i], indexBits, periods: 12, most: 6 }),
      );
      const senders = sourcesOf(count).map((name, i) =>
        fabricSender(simulation, name, withMarkers(periods[i] ?? []), { random, chance: source }),
      );
      const due = dueWords(periods, new Set(periods.keys()));
      runFabric(simulation, [...senders, fabricReceiver(simulation, "deq", due, { random, chance: sink })], 20_000);
    }
  });

  it("gives a word in every cycle while it is asked to", () => {
    const random = new Random(7);
    const simulation = open(4, cut, 7);
    const periods = sourcesOf(4).map((_, i) =>
      Array.from({ length: 10 }, () => Array.from({ length: 5 }, (_, index) => ({ marker: false, route: i, index }))),
    );
    const senders = sourcesOf(4).map((name, i) =>
      fabricSender(simulation, name, withMarkers(periods[i] ?? []), { random, chance: 1 }),
    );
    const due = dueWords(periods, new Set([0, 1, 2, 3]));
    const cycles = runFabric(
      simulation,
      [...senders, fabricReceiver(simulation, "deq", due, { random, chance: 1 })],
      400,
    );
    // 4 sources of 5 words and one marker for all, 10 periods; the last word is taken a cycle after it went in.
    expect(cycles).toBe(10 * (4 * 5 + 1) + (cut === "both" ? 1 : 0));
  });

  it("loses what is inside when it is cleared, takes nothing until then, and begins again", () => {
    const simulation = open(2, cut, 3);
    const pin = (name: string) => simulation.port(name);
    pin("deq_ready").value = 0;
    pin("s0_valid").value = 1;
    pin("s0_payload_marker").value = 0;
    pin("s1_valid").value = 0;
    simulation.step(4);
    expect(pin("deq_valid").value).toBe(1);
    pin("clear").value = 1;
    expect(pin("s0_ready").value).toBe(0);
    simulation.step();
    expect([pin("deq_valid").value, pin("s0_ready").value]).toEqual([0, 0]);
    simulation.step(3);
    pin("s0_valid").value = 0;
    pin("clear").value = 0;
    simulation.step(3);
    expect(pin("deq_valid").value).toBe(0);
    const random = new Random(5);
    const periods = [0, 1].map((route) => randomPeriods(random, { routes: [route], indexBits, periods: 3, most: 4 }));
    const senders = periods.map((own, i) => fabricSender(simulation, `s${i}`, withMarkers(own), { random, chance: 1 }));
    const receiver = fabricReceiver(simulation, "deq", dueWords(periods, new Set([0, 1])), { random, chance: 1 });
    runFabric(simulation, [...senders, receiver], 100);
  });

  it("makes Verilog that Verilator has nothing to say about", async () => {
    for (const count of [1, 2, 5])
      expect(await lint(elaborate(MarkerMerge({ type, sources: sourcesOf(count), cut })))).toBe("");
  });
});

it("refuses two sources of one name", () => {
  expect(() => elaborate(MarkerMerge({ type, sources: ["a", "a"] }))).toThrow("the name a is taken");
});
