import { describe, expect, it } from "vitest";
import { type Fabric, fabrics, type ImportEntry } from "../../../config/index.ts";
import { wheelAccess } from "../../../rtl/router/delay-wheel.ts";
import { importLatency } from "../../../rtl/router/import-lookup.ts";
import { SpikeImporter } from "../../../rtl/router/spike-importer.ts";
import { Random } from "../../support/random.ts";
import { openPins } from "../core/pins.ts";
import { type Leaves, moody, runCycles, runEnds, wordSink, wordSource } from "./word-streams.ts";

const marker = 0x8000;
const routeBits = 4;

interface Tables {
  readonly entries: number;
  readonly delayedWords: number;
  readonly imports: readonly (ImportEntry | undefined)[];
  readonly bases: readonly number[];
}

function open(fabric: Fabric, { entries, delayedWords, imports, bases }: Tables, random: Random) {
  const { sim, set } = openPins(SpikeImporter({ routeBits, indexBits: 8, entries, delayedWords, fabric }), random.seed);
  const write = (strobe: string, address: number, data: number): void => {
    set({ [strobe]: 1, write_address: address, write_data: data });
    sim.step();
    set({ [strobe]: 0 });
    sim.step(2);
  };
  for (let i = 0; i < entries; i++) {
    const entry = imports[i];
    write("write_imports", 2 * i, entry === undefined ? random.integer(0, 0x7fff) : marker | entry.base);
    write(
      "write_imports",
      2 * i + 1,
      entry === undefined ? random.integer(0, 0xffff) : ((entry.next ?? 0) << 4) | entry.delay,
    );
  }
  for (const [word, base] of bases.entries()) write("write_delayed", word, base);
  set({ clear: 1 });
  sim.step(3);
  set({ clear: 0 });
  return { sim, set };
}

/** What comes out by definition: the words of each period. */
function expected(periods: readonly (readonly Leaves[])[], { imports, bases }: Tables): number[][] {
  const out: number[][] = periods.map(() => []);
  periods.forEach((words, p) => {
    for (const { route, index } of words) {
      let entry = imports[route ?? 0];
      while (entry !== undefined) {
        const number = (entry.base + (index ?? 0)) & 0x7fff;
        const word = entry.delay === 1 ? number : ((bases[number >> 4] ?? Number.NaN) + (number & 15)) & 0x7fff;
        out[p + entry.delay - 1]?.push(word);
        entry = entry.next === undefined ? undefined : imports[entry.next];
      }
    }
  });
  return out;
}

/** Words taken, cut at their markers. */
function byPeriod(taken: readonly Leaves[]): number[][] {
  const periods: number[][] = [[]];
  for (const { "": word } of taken) {
    if (word === marker) periods.push([]);
    else periods.at(-1)?.push(word ?? Number.NaN);
  }
  return periods.slice(0, -1);
}

const always = (random: Random) => ({ random, chance: () => 1 });
const sorted = (periods: readonly (readonly number[])[]): number[][] =>
  periods.map((p) => [...p].sort((a, b) => a - b));
const inOrder: Tables = {
  entries: 32,
  delayedWords: 0,
  imports: [
    { base: 100, delay: 1 },
    undefined,
    { base: 0x7ff0, delay: 1, next: 20 },
    ...Array<undefined>(17).fill(undefined),
    { base: 7, delay: 1, next: 31 },
    ...Array<undefined>(10).fill(undefined),
    { base: 5000, delay: 1 },
  ],
  bases: [],
};

/** Routes with delays of 1 to 15 and chains, and words in which every axon fires at most once per period. */
function randomTables(random: Random, delayedWords: number): Tables {
  const entries = 64;
  const imports: (ImportEntry | undefined)[] = Array(entries).fill(undefined);
  const spare = Array.from({ length: entries - 16 }, (_, i) => 16 + i);
  let axon = 0;
  const make = (): ImportEntry => {
    const size = 16;
    const delayed = random.chance(0.6) && axon + size <= 16 * delayedWords;
    const base = delayed ? axon : random.integer(0, 0x7fff);
    if (delayed) axon += size;
    return { base, delay: delayed ? random.integer(2, 15) : 1 };
  };
  for (let route = 0; route < 16; route++) {
    if (random.chance(0.2)) continue;
    const chain = Array.from({ length: random.pick([1, 1, 1, 2, 4]) }, make);
    const places = chain.map((_, i) =>
      i === 0 ? route : (spare.splice(random.integer(0, spare.length - 1), 1)[0] ?? 0),
    );
    chain.forEach((entry, i) => {
      const next = places[i + 1];
      imports[places[i] ?? 0] = next === undefined ? entry : { ...entry, next };
    });
  }
  return {
    entries,
    delayedWords,
    imports,
    bases: Array.from({ length: delayedWords }, () => random.integer(0, 0x7fff)),
  };
}

function randomPeriods(random: Random, count: number): Leaves[][] {
  return Array.from({ length: count }, () => {
    const rate = random.pick([0, 0.01, 0.1, 0.5]);
    const words: Leaves[] = [];
    for (let route = 0; route < 16; route++) {
      for (let index = 0; index < 16; index++) if (random.chance(rate)) words.push({ marker: 0, route, index });
    }
    // Any order.
    return words
      .map((word) => ({ word, at: random.next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ word }) => word);
  });
}

describe.each(fabrics)("spike importer on %s", (fabric) => {
  it("gives base + index modulo 2^15 for each entry of a route's chain, in order, and drops what has none", () => {
    const random = new Random(1);
    const { sim } = open(fabric, inOrder, random);
    const source = wordSource(sim, "words", always(random));
    const sink = wordSink(sim, "events", [""], always(random));
    source.queue.push(
      { marker: 0, route: 0, index: 3 },
      { marker: 0, route: 1, index: 9 },
      { marker: 0, route: 2, index: 20 },
      { marker: 0, route: 0, index: 255 },
      { marker: 1, route: 0, index: 0 },
      { marker: 0, route: 2, index: 0 },
      { marker: 1, route: 0, index: 0 },
    );
    runEnds(sim, [source, sink], () => sink.taken.length === 10, 100);
    runCycles(sim, [source, sink], 20);
    expect(sink.taken.map(({ "": word }) => word)).toEqual([103, 4, 27, 5020, 355, marker, 0x7ff0, 7, 5000, marker]);
  });

  it("takes a word per cycle; one comes out after 1 cycle and those of the lookup; dropped ones take no more", () => {
    const random = new Random(2);
    const { sim } = open(fabric, inOrder, random);
    const source = wordSource(sim, "words", always(random));
    const sink = wordSink(sim, "events", [""], always(random));
    runCycles(sim, [source, sink], 10);
    const start = sim.cycle;
    for (let i = 0; i < 60; i++) source.queue.push({ marker: 0, route: i % 2, index: i });
    runEnds(sim, [source, sink], () => sink.taken.length === 30, 100);
    const first = start + 1 + importLatency({ fabric, entries: 32 });
    expect(sink.at).toEqual(Array.from({ length: 30 }, (_, i) => first + 2 * i));
  });

  it("without a wheel: random routes and chains, random pauses: the definition's events in its order", () => {
    for (const seed of [1, 2, 3]) {
      const random = new Random(seed);
      const tables = randomTables(random, 0);
      const { sim } = open(fabric, tables, random);
      const source = wordSource(sim, "words", { random, chance: moody(random) });
      const sink = wordSink(sim, "events", [""], { random, chance: moody(random) });
      const periods = randomPeriods(random, 12);
      for (const words of periods) source.queue.push(...words, { marker: 1, route: 0, index: 0 });
      const wanted = expected(periods, tables);
      const count = wanted.flat().length + periods.length;
      runEnds(sim, [source, sink], () => sink.taken.length >= count, 50_000);
      expect(byPeriod(sink.taken), `seed ${seed}`).toEqual(wanted);
    }
  });

  it.each([1, 2, 16])(
    "with a wheel of %i words: each axon comes once, delay − 1 periods later, before the marker",
    (words) => {
      for (const seed of [1, 2]) {
        const random = new Random(seed + words);
        const tables = randomTables(random, words);
        const { sim } = open(fabric, tables, random);
        const source = wordSource(sim, "words", { random, chance: moody(random) });
        const sink = wordSink(sim, "events", [""], { random, chance: moody(random) });
        const periods = [...randomPeriods(random, 25), ...Array.from({ length: 16 }, () => [])];
        for (const period of periods) source.queue.push(...period, { marker: 1, route: 0, index: 0 });
        const isEnd = () => sink.taken.filter(({ "": word }) => word === marker).length === periods.length;
        runEnds(sim, [source, sink], isEnd, 100_000);
        expect(sorted(byPeriod(sink.taken)), `seed ${random.seed}`).toEqual(sorted(expected(periods, tables)));
      }
    },
  );

  it("clear empties the wheel; sweeping takes 16 cycles for each of its words", () => {
    const random = new Random(5);
    const tables: Tables = { entries: 16, delayedWords: 4, imports: [{ base: 0, delay: 9 }], bases: [0, 16, 32, 48] };
    const { sim, set } = open(fabric, tables, random);
    const source = wordSource(sim, "words", always(random));
    const sink = wordSink(sim, "events", [""], always(random));
    const end = { marker: 1, route: 0, index: 0 };
    for (let index = 0; index < 64; index++) source.queue.push({ marker: 0, route: 0, index });
    source.queue.push(end, end);
    runEnds(sim, [source, sink], () => sink.taken.length === 2, 2000);
    set({ clear: 1 });
    sim.step(2);
    set({ clear: 0 });
    let cycles = 0;
    for (; sim.port("sweeping").value === 1; cycles++) sim.step();
    expect(cycles).toBe(64);
    const after = wordSink(sim, "events", [""], always(random));
    for (let p = 0; p < 17; p++) source.queue.push(end);
    runEnds(sim, [source, after], () => after.taken.length === 17, 2000);
    expect(after.taken).toEqual(Array(17).fill({ "": marker }));
  });

  it("a period without events costs an access for each word of the wheel, a delayed word one", () => {
    const random = new Random(6);
    const tables: Tables = {
      entries: 16,
      delayedWords: 8,
      imports: [{ base: 0, delay: 2 }],
      bases: [0, 16, 32, 48, 64, 80, 96, 112],
    };
    const { sim } = open(fabric, tables, random);
    const source = wordSource(sim, "words", always(random));
    const sink = wordSink(sim, "events", [""], always(random));
    const end = { marker: 1, route: 0, index: 0 };
    source.queue.push(end, end, end, end);
    runEnds(sim, [source, sink], () => sink.taken.length === 4, 2000);
    const access = wheelAccess({ fabric, words: 8 });
    const gaps = sink.at.slice(1).map((cycle, i) => cycle - (sink.at[i] ?? 0));
    expect(gaps).toEqual(Array(3).fill(8 * access + 1));
    const start = sim.cycle;
    for (let index = 0; index < 100; index++) source.queue.push({ marker: 0, route: 0, index });
    runEnds(sim, [source, sink], () => source.queue.length === 0, 2000);
    expect((sim.cycle - start) / 100).toBeCloseTo(access, 0);
  });
});
