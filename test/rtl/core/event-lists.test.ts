import { describe, expect, it } from "vitest";
import { EventLists } from "../../../rtl/core/event-lists.ts";
import { Random } from "../../support/random.ts";
import { openPins } from "./pins.ts";

interface Shape {
  readonly regions: number;
  readonly entries: number;
  readonly indexBits: number;
  /** First entry of every region. */
  readonly starts: readonly number[];
}

/** The lists with their regions laid out, and what the core does with them. */
class Lists {
  readonly #pins;

  constructor({ regions, entries, indexBits, starts }: Shape, seed = 1) {
    const regionBits = Math.max(1, Math.log2(regions));
    this.#pins = openPins(EventLists({ regions, regionBits, entries, indexBits }), seed);
    starts.forEach((start, region) => {
      this.#pins.set({ start_write: 1, start_region: region, start_data: start });
      this.#pins.sim.step();
    });
    this.#pins.set({ start_write: 0 });
    this.#pulse("drop");
  }

  #pulse(name: "swap" | "drop"): void {
    this.#pins.sim.step(2);
    this.#pins.set({ [name]: 1 });
    this.#pins.sim.step();
    this.#pins.set({ [name]: 0 });
  }

  append(region: number, index: number): void {
    this.#pins.set({ append_valid: 1, append_region: region, append_index: index });
    this.#pins.sim.step();
    this.#pins.set({ append_valid: 0 });
  }

  idle(cycles: number): void {
    this.#pins.sim.step(cycles);
  }

  swap(): void {
    this.#pulse("swap");
  }

  drop(): void {
    this.#pulse("drop");
  }

  reset(): void {
    this.#pins.sim.reset();
  }

  /** What a walker would read of a region. */
  contents(region: number): number[] {
    const { sim } = this.#pins;
    this.#pins.set({ lookup_region: region });
    sim.step();
    const [first, length] = [this.#pins.get("lookup_first"), this.#pins.get("lookup_count")];
    return Array.from({ length }, (_, i) => {
      this.#pins.set({ read_entry: first + i });
      sim.step();
      return this.#pins.get("index");
    });
  }
}

const small: Shape = { regions: 2, entries: 8, indexBits: 5, starts: [0, 3] };

describe("event lists", () => {
  it("what was appended before a swap is read after it, region by region, in order", () => {
    const lists = new Lists(small);
    for (const [region, index] of [
      [1, 17],
      [0, 4],
      [1, 31],
      [0, 0],
    ] as const)
      lists.append(region, index);
    lists.swap();
    expect([lists.contents(0), lists.contents(1)]).toEqual([
      [4, 0],
      [17, 31],
    ]);
  });

  it("a list that nothing was appended to is empty, and the old list does not come back", () => {
    const lists = new Lists(small);
    lists.append(0, 9);
    lists.swap();
    expect(lists.contents(0)).toEqual([9]);
    lists.swap();
    expect([lists.contents(0), lists.contents(1)]).toEqual([[], []]);
    lists.swap();
    expect(lists.contents(0)).toEqual([]);
  });

  it("the list being read stays while the other is filled", () => {
    const lists = new Lists(small);
    lists.append(1, 1);
    lists.append(1, 2);
    lists.swap();
    lists.append(1, 30);
    lists.append(0, 29);
    expect(lists.contents(1)).toEqual([1, 2]);
    lists.swap();
    expect([lists.contents(0), lists.contents(1)]).toEqual([[29], [30]]);
  });

  it("drop empties the list being filled and leaves the one being read", () => {
    const lists = new Lists(small);
    lists.append(0, 1);
    lists.swap();
    lists.append(0, 2);
    lists.drop();
    expect(lists.contents(0)).toEqual([1]);
    lists.swap();
    expect(lists.contents(0)).toEqual([]);
  });

  it("every region can be full, up to the last entry of the bank", () => {
    const lists = new Lists(small);
    for (let i = 0; i < 3; i++) lists.append(0, i);
    for (let i = 0; i < 5; i++) lists.append(1, 10 + i);
    lists.swap();
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
      lists.idle(3);
    }).toThrow("an event is placed behind the end of its list");
  });

  it("a reset in mid-stream keeps the layout; the next drop starts afresh", () => {
    const lists = new Lists(small);
    lists.append(1, 7);
    lists.reset();
    lists.drop();
    lists.append(1, 8);
    lists.swap();
    expect([lists.contents(0), lists.contents(1)]).toEqual([[], [8]]);
  });

  it.each([
    { regions: 1, entries: 2, indexBits: 1, starts: [0] },
    { regions: 4, entries: 16, indexBits: 7, starts: [0, 1, 1, 9] },
    { regions: 16, entries: 64, indexBits: 10, starts: Array.from({ length: 16 }, (_, i) => 4 * i) },
  ])("equals a queue per region over 60 random ticks: $regions regions, $entries entries", (shape) => {
    const random = new Random(shape.entries);
    const lists = new Lists(shape, random.seed);
    const room = shape.starts.map((start, i) => (shape.starts[i + 1] ?? shape.entries) - start);
    for (let tick = 0; tick < 60; tick++) {
      const expected: number[][] = room.map(() => []);
      for (let i = random.integer(0, 2 * shape.entries); i > 0; i--) {
        const region = random.integer(0, shape.regions - 1);
        const own = expected[region];
        if (own === undefined || own.length === room[region]) continue;
        own.push(random.integer(0, 2 ** shape.indexBits - 1));
        lists.append(region, own.at(-1) ?? 0);
        if (random.chance(0.2)) lists.idle(random.integer(1, 3));
      }
      if (random.chance(0.1)) {
        lists.drop();
        expected.fill([]);
      }
      lists.swap();
      expect(
        expected.map((_, region) => lists.contents(region)),
        `seed ${random.seed}, tick ${tick}`,
      ).toEqual(expected);
    }
  });
});
