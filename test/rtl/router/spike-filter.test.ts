import { describe, expect, it } from "vitest";
import { fabrics } from "../../../config/index.ts";
import { filterLatency, SpikeFilter } from "../../../rtl/router/spike-filter.ts";
import { Random } from "../../support/random.ts";
import { openPins } from "../core/pins.ts";
import { type Leaves, moody, runCycles, runEnds, wordSink, wordSource } from "./word-streams.ts";

const leaves = ["marker", "route", "index"] as const;

describe.each(fabrics)("spike filter on %s", (fabric) => {
  const shape = { routeBits: 7, indexBits: 6, fabric };
  const open = (wanted: readonly boolean[], random: Random) => {
    const { sim, set } = openPins(SpikeFilter(shape), random.seed);
    wanted.forEach((passes, route) => {
      set({ write: 1, write_address: route, write_data: 0xfffe | Number(passes) });
      sim.step();
    });
    set({ write: 0, clear: 1 });
    sim.step();
    set({ clear: 0 });
    return sim;
  };

  it("random words, random pauses: markers and wanted routes pass, once, in order", () => {
    for (const seed of [1, 2]) {
      const random = new Random(seed);
      const wanted = Array.from({ length: 128 }, () => random.chance(0.4));
      const sim = open(wanted, random);
      const source = wordSource(sim, "words", { random, chance: moody(random) });
      const sink = wordSink(sim, "wanted", leaves, { random, chance: moody(random) });
      for (let i = 0; i < 600; i++) {
        const isMarker = random.chance(0.1);
        const route = isMarker ? 0 : random.integer(0, 127);
        source.queue.push({ marker: Number(isMarker), route, index: isMarker ? 0 : random.integer(0, 63) });
      }
      const expected: Leaves[] = source.queue.filter(({ marker, route }) => marker === 1 || wanted[route ?? -1]);
      runEnds(sim, [source, sink], () => source.queue.length === 0 && sink.taken.length === expected.length, 20_000);
      runCycles(sim, [source, sink], 20);
      expect(sink.taken, `seed ${seed}`).toEqual(expected);
    }
  });

  it("takes a word per cycle, dropped or not; one passes after 1 cycle and those of the memory", () => {
    const random = new Random(3);
    const sim = open(
      Array.from({ length: 128 }, (_, route) => route % 2 === 0),
      random,
    );
    const always = { random, chance: () => 1 };
    const [source, sink] = [wordSource(sim, "words", always), wordSink(sim, "wanted", leaves, always)];
    runCycles(sim, [source, sink], 10);
    const first = sim.cycle + 1 + filterLatency(shape);
    for (let route = 0; route < 60; route++) source.queue.push({ marker: 0, route, index: 1 });
    runEnds(sim, [source, sink], () => sink.taken.length === 30, 100);
    expect(sink.at).toEqual(Array.from({ length: 30 }, (_, i) => first + 2 * i));
  });
});
