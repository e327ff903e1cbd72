import { describe, expect, it } from "vitest";
import { type Fabric, fabrics } from "../../../config/index.ts";
import { exportLatency, SpikeExporter } from "../../../rtl/router/spike-exporter.ts";
import { Random } from "../../support/random.ts";
import { openPins } from "../core/pins.ts";
import { type Leaves, moody, runCycles, runEnds, wordSink, wordSource } from "./word-streams.ts";

const marker = 0x8000;
const markerWord: Leaves = { marker: 1, route: 0, index: 0 };

interface Shape {
  readonly rows: number;
  readonly updates: number;
  readonly fabric: Fabric;
}

function open({ rows, updates, fabric }: Shape, routes: readonly (number | undefined)[], random: Random) {
  const parameters = { routeBits: 5, indexBits: 9, rows, updates, fabric };
  const { sim, set } = openPins(SpikeExporter(parameters), random.seed);
  routes.forEach((route, row) => {
    set({ write: 1, write_address: row, write_data: route === undefined ? random.integer(0, 31) : marker | route });
    sim.step();
  });
  set({ write: 0, clear: 1 });
  sim.step(2);
  set({ clear: 0 });
  return { sim, set, latency: exportLatency(parameters) };
}

const always = (random: Random) => ({ random, chance: () => 1 });

describe.each(fabrics)("spike exporter on %s", (fabric) => {
  it("begins with a marker; spikes leave with route and slot, those of rows without a route do not", () => {
    const random = new Random(1);
    const { sim } = open({ rows: 4, updates: 2, fabric }, [7, undefined, 31, undefined], random);
    const source = wordSource(sim, "spikes", always(random));
    const sink = wordSink(sim, "words", ["marker", "route", "index"], always(random));
    for (const word of [0, 1, 2, 5, marker, 4, 7, marker | 1, marker | 2]) source.queue.push({ "": word });
    runEnds(sim, [source, sink], () => sink.taken.length === 7, 100);
    expect(sink.taken).toEqual([
      markerWord,
      { marker: 0, route: 7, index: 0 },
      { marker: 0, route: 7, index: 1 },
      { marker: 0, route: 31, index: 5 },
      markerWord,
      { marker: 0, route: 31, index: 4 },
      markerWord,
    ]);
  });

  it.each([
    [2, 1],
    [4, 8],
    [16, 4],
    [128, 2],
  ])("%i rows of %i: random words, random pauses: what has a route leaves once, in order", (rows, updates) => {
    for (const seed of [1, 2]) {
      const random = new Random(seed + 10 * rows);
      const routes = Array.from({ length: rows }, () => (random.chance(0.6) ? random.integer(0, 31) : undefined));
      const { sim } = open({ rows, updates, fabric }, routes, random);
      const source = wordSource(sim, "spikes", { random, chance: moody(random) });
      const sink = wordSink(sim, "words", ["marker", "route", "index"], { random, chance: moody(random) });
      const expected: Leaves[] = [markerWord];
      for (let i = 0; i < 600; i++) {
        const slot = random.integer(0, rows * updates - 1);
        const isMarker = random.chance(0.2);
        source.queue.push({ "": isMarker ? marker | i : slot });
        const route = routes[Math.floor(slot / updates)];
        if (isMarker) expected.push(markerWord);
        else if (route !== undefined) expected.push({ marker: 0, route, index: slot });
      }
      source.queue.push({ "": marker });
      expected.push(markerWord);
      runEnds(sim, [source, sink], () => sink.taken.length >= expected.length, 20_000);
      runCycles(sim, [source, sink], 20);
      expect(sink.taken, `seed ${random.seed}`).toEqual(expected);
    }
  });

  it("takes and gives a word per cycle; a word leaves after 1 cycle and those of the memory", () => {
    const random = new Random(3);
    const { sim, latency } = open({ rows: 128, updates: 1, fabric }, Array<number>(128).fill(3), random);
    const source = wordSource(sim, "spikes", always(random));
    const sink = wordSink(sim, "words", ["index"], always(random));
    runEnds(sim, [source, sink], () => sink.taken.length === 1, 20);
    const start = sim.cycle;
    for (let i = 0; i < 50; i++) source.queue.push({ "": i });
    runEnds(sim, [source, sink], () => sink.taken.length === 51, 100);
    expect(sink.at.slice(1)).toEqual(Array.from({ length: 50 }, (_, i) => start + latency + 1 + i));
  });

  it("clear: nothing is taken or given meanwhile, what was inside is gone, a marker comes first again", () => {
    const random = new Random(4);
    const { sim, set } = open({ rows: 4, updates: 1, fabric }, [1, 2, 3, 4], random);
    const source = wordSource(sim, "spikes", always(random));
    const sink = wordSink(sim, "words", ["marker", "index"], { random, chance: () => 0 });
    for (let i = 0; i < 4; i++) source.queue.push({ "": i });
    runCycles(sim, [source], 20);
    set({ clear: 1 });
    expect(sim.port("spikes_ready").value).toBe(0);
    sim.step();
    for (let i = 0; i < 5; i++) {
      expect([sim.port("spikes_ready").value, sim.port("words_valid").value]).toEqual([0, 0]);
      sim.step();
    }
    set({ clear: 0, spikes_valid: 0 });
    const after = wordSink(sim, "words", ["marker", "index"], always(random));
    sim.step(10);
    const fresh = wordSource(sim, "spikes", always(random));
    fresh.queue.push({ "": 3 });
    runEnds(sim, [fresh, after], () => after.taken.length === 2, 30);
    expect(after.taken).toEqual([
      { marker: 1, index: 0 },
      { marker: 0, index: 3 },
    ]);
    expect(sink.taken).toEqual([]);
  });
});
