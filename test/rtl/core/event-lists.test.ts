import { describe, expect, it } from "vitest";
import { type Fabric, fabrics, ownRegionBit } from "../../../config/index.ts";
import { EventLists, listLatency } from "../../../rtl/core/event-lists.ts";
import { Random } from "../../support/random.ts";
import { openPins } from "./pins.ts";

type Source = "own" | "delayed" | "outside";

interface Region {
  readonly start: number;
  readonly source: "own" | "outside";
}

interface Shape {
  readonly regions: readonly Region[];
  readonly entries: number;
  readonly indexBits: number;
  readonly fabric?: Fabric;
}

/** The lists with their regions laid out, and what the core does with them. */
class Lists {
  readonly #pins;
  readonly #latency: number;
  readonly #regions: readonly Region[];

  constructor({ regions, entries, indexBits, fabric = "ice40up" }: Shape, seed = 1) {
    const regionBits = Math.max(1, Math.ceil(Math.log2(regions.length)));
    const parameters = { regions: regions.length, regionBits, entries, indexBits, fabric };
    this.#pins = openPins(EventLists(parameters), seed);
    this.#latency = listLatency(parameters);
    this.#regions = regions;
    regions.forEach(({ start, source }, region) => {
      const data = start | (source === "own" ? 1 << ownRegionBit : 0);
      this.#pins.set({ start_write: 1, start_region: region, start_data: data });
      this.#pins.sim.step();
    });
    this.#pins.set({ start_write: 0 });
    this.drop();
  }

  #pulse(name: string): void {
    this.#pins.sim.step(1);
    this.#pins.set({ [name]: 1 });
    this.#pins.sim.step();
    this.#pins.set({ [name]: 0 });
  }

  /** Offers one entry from each of some sources, and says which have been taken. */
  offer(entries: Partial<Record<Source, readonly [region: number, index: number]>>): Source[] {
    const { set, get, sim } = this.#pins;
    set({ own_valid: 0, delayed_valid: 0, outside_valid: 0 });
    for (const source of ["own", "delayed", "outside"] as const) {
      const entry = entries[source];
      if (entry === undefined) continue;
      const payload = source === "own" ? "own" : `${source}_payload`;
      set({ [`${source}_valid`]: 1, [`${payload}_region`]: entry[0], [`${payload}_index`]: entry[1] });
    }
    const taken = (["own", "delayed", "outside"] as const).filter(
      (source) => entries[source] !== undefined && (source === "own" || get(`${source}_ready`) === 1),
    );
    sim.step();
    set({ own_valid: 0, delayed_valid: 0, outside_valid: 0 });
    return taken;
  }

  append(region: number, index: number): void {
    this.offer({ [this.#regions[region]?.source ?? "outside"]: [region, index] });
  }

  idle(cycles: number): void {
    this.#pins.sim.step(cycles);
  }

  swap(source: "own" | "outside"): void {
    this.#pulse(source === "own" ? "swap_own" : "swap_outside");
  }

  drop(): void {
    this.#pulse("drop");
  }

  reset(): void {
    this.#pins.sim.reset();
  }

  /** What a walker would read of a region. */
  contents(region: number): number[] {
    const { sim, set, get } = this.#pins;
    const own = this.#regions[region]?.source === "own";
    set({ lookup: 1, lookup_region: region, lookup_own: Number(own) });
    sim.step();
    set({ lookup: 0, lookup_region: 0 });
    const [first, length] = [get("lookup_first"), get("lookup_count")];
    sim.step(2);
    expect([get("lookup_first"), get("lookup_count")], "the answer stands").toEqual([first, length]);
    return Array.from({ length }, (_, i) => {
      set({ read_entry: first + i });
      sim.step(this.#latency);
      return get("index");
    });
  }
}

const outside = (start: number): Region => ({ start, source: "outside" });
const own = (start: number): Region => ({ start, source: "own" });
const small: Shape = { regions: [outside(0), outside(3)], entries: 8, indexBits: 5 };
const mixed: Shape = { regions: [outside(0), own(3)], entries: 8, indexBits: 5 };

describe("event lists: one class", () => {
  it.each(fabrics)("what was appended before a swap is read after it, region by region, in order: %s", (fabric) => {
    const lists = new Lists({ ...small, fabric });
    for (const [region, index] of [
      [1, 17],
      [0, 4],
      [1, 31],
      [0, 0],
    ] as const)
      lists.append(region, index);
    lists.swap("outside");
    lists.idle(2);
    expect([lists.contents(0), lists.contents(1)]).toEqual([
      [4, 0],
      [17, 31],
    ]);
  });

  it("an entry that was taken two cycles before a swap is in the list that is read", () => {
    const lists = new Lists(small);
    lists.append(0, 9);
    lists.swap("outside");
    lists.append(0, 8);
    expect(lists.contents(0)).toEqual([9]);
  });

  it("a list that nothing was appended to is empty, and the old list does not come back", () => {
    const lists = new Lists(small);
    lists.append(0, 9);
    lists.swap("outside");
    expect(lists.contents(0)).toEqual([9]);
    lists.swap("outside");
    expect([lists.contents(0), lists.contents(1)]).toEqual([[], []]);
    lists.swap("outside");
    expect(lists.contents(0)).toEqual([]);
  });

  it("the list being read stays while the other is filled", () => {
    const lists = new Lists(small);
    lists.append(1, 1);
    lists.append(1, 2);
    lists.swap("outside");
    lists.append(1, 30);
    lists.append(0, 29);
    lists.idle(3);
    expect(lists.contents(1)).toEqual([1, 2]);
    lists.swap("outside");
    expect([lists.contents(0), lists.contents(1)]).toEqual([[29], [30]]);
  });

  it("drop empties the list being filled and leaves the one being read", () => {
    const lists = new Lists(small);
    lists.append(0, 1);
    lists.swap("outside");
    lists.append(0, 2);
    lists.drop();
    expect(lists.contents(0)).toEqual([1]);
    lists.swap("outside");
    expect(lists.contents(0)).toEqual([]);
  });

  it("every region can be full, up to the last entry of the bank", () => {
    const lists = new Lists(small);
    for (let i = 0; i < 3; i++) lists.append(0, i);
    for (let i = 0; i < 5; i++) lists.append(1, 10 + i);
    lists.swap("outside");
    lists.idle(2);
    expect([lists.contents(0), lists.contents(1)]).toEqual([
      [0, 1, 2],
      [10, 11, 12, 13, 14],
    ]);
  });

  it("an event behind the end of the bank is an error in simulation", () => {
    const lists = new Lists(small);
    for (let i = 0; i < 5; i++) lists.append(1, i);
    expect(() => {
      lists.append(1, 5);
      lists.idle(4);
    }).toThrow("an event is placed behind the end of its list");
  });

  it("an event in the place of the next region is an error in simulation", () => {
    const lists = new Lists(small);
    for (let i = 0; i < 3; i++) lists.append(0, i);
    expect(() => {
      lists.append(0, 3);
      lists.idle(4);
    }).toThrow("an event is placed where another region begins");
  });

  it("a reset in mid-stream keeps the layout; the next drop starts afresh", () => {
    const lists = new Lists(small);
    lists.append(1, 7);
    lists.reset();
    lists.drop();
    lists.append(1, 8);
    lists.swap("outside");
    lists.idle(2);
    expect([lists.contents(0), lists.contents(1)]).toEqual([[], [8]]);
  });
});

describe("event lists: own spikes and events from outside", () => {
  it("change over by themselves, each class at its own time", () => {
    const lists = new Lists(mixed);
    lists.append(0, 1);
    lists.append(1, 21);
    lists.swap("outside");
    lists.append(0, 2);
    lists.append(1, 22);
    lists.idle(3);
    expect(lists.contents(0)).toEqual([1]);
    lists.swap("own");
    expect([lists.contents(0), lists.contents(1)]).toEqual([[1], [21, 22]]);
    lists.append(1, 23);
    lists.swap("outside");
    lists.idle(3);
    expect([lists.contents(0), lists.contents(1)]).toEqual([[2], [21, 22]]);
    lists.swap("own");
    expect([lists.contents(0), lists.contents(1)]).toEqual([[2], [23]]);
  });

  it("own spikes are always taken, then delayed ones, then events from outside", () => {
    const lists = new Lists(mixed);
    expect(lists.offer({ own: [1, 1], delayed: [1, 2], outside: [0, 3] })).toEqual(["own"]);
    expect(lists.offer({ delayed: [1, 2], outside: [0, 3] })).toEqual(["delayed"]);
    expect(lists.offer({ outside: [0, 3] })).toEqual(["outside"]);
    expect(lists.offer({ own: [1, 4] })).toEqual(["own"]);
    lists.swap("outside");
    lists.swap("own");
    lists.idle(2);
    expect([lists.contents(0), lists.contents(1)]).toEqual([[3], [1, 2, 4]]);
  });

  it("an entry in a region of the other class is an error in simulation", () => {
    const lists = new Lists(mixed);
    expect(() => {
      lists.offer({ own: [0, 1] });
      lists.idle(2);
    }).toThrow("an entry comes to a region of the other class");
  });

  it("equals a model in 60 random runs over all sizes", () => {
    for (let seed = 1; seed <= 60; seed++) randomRun(seed);
  });
});

/** Random entries, swaps and reads against lists of JavaScript. */
function randomRun(seed: number): void {
  const random = new Random(seed);
  const count = random.pick([1, 2, 3, 4, 8]);
  const room = Array.from({ length: count }, () => random.integer(1, 12));
  let start = 0;
  const regions = room.map((entries): Region => {
    const region = { start, source: random.pick(["own", "outside"] as const) };
    start += entries;
    return region;
  });
  const entries = 2 ** Math.max(1, Math.ceil(Math.log2(start)));
  const indexBits = random.integer(1, 12);
  const lists = new Lists({ regions, entries, indexBits, fabric: random.pick([...fabrics]) }, seed);
  const filling: number[][] = regions.map(() => []);
  const reading: number[][] = regions.map(() => []);
  // The first swap of each class makes what is read known.
  for (const source of ["own", "outside"] as const) lists.swap(source);
  for (let step = 0; step < 60; step++) {
    const action = random.next();
    if (action < 0.1) {
      const source = random.pick(["own", "outside"] as const);
      lists.swap(source);
      regions.forEach((region, i) => {
        if (region.source === source) [reading[i], filling[i]] = [filling[i] ?? [], []];
      });
    } else if (action < 0.2) {
      // As long as it takes from a swap to a walker's first read.
      lists.idle(3);
      const region = random.integer(0, count - 1);
      expect(lists.contents(region), `seed ${seed}, step ${step}`).toEqual(reading[region]);
    } else {
      const offered: Partial<Record<Source, readonly [number, number]>> = {};
      for (const source of ["own", "delayed", "outside"] as const) {
        const mine = regions.flatMap((region, i) =>
          (region.source === "outside") === (source === "outside") && (filling[i]?.length ?? 0) < (room[i] ?? 0)
            ? [i]
            : [],
        );
        if (mine.length > 0 && random.chance(0.5)) {
          offered[source] = [random.pick(mine), random.integer(0, 2 ** indexBits - 1)];
        }
      }
      for (const source of lists.offer(offered)) {
        const [region, index] = offered[source] ?? [0, 0];
        filling[region]?.push(index);
      }
    }
  }
}
