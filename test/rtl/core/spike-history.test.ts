import { describe, expect, it } from "vitest";
import { type CoreShape, delayLayout, type Fabric, fabrics, packWord, sliceStride } from "../../../config/index.ts";
import { SpikeHistory } from "../../../rtl/core/spike-history.ts";
import { Random } from "../../support/random.ts";
import { coreShape } from "./core-shape.ts";
import { openPins } from "./pins.ts";

interface Population {
  readonly rows: number;
  readonly record: boolean;
}
interface Step {
  readonly delay: number;
  readonly region: number;
  readonly word: number;
}
interface Plan {
  readonly shape: CoreShape;
  readonly fabric: Fabric;
  readonly populations: readonly Population[];
  readonly steps: readonly Step[];
  /** Spikes of every row, by tick. */
  readonly ticks: readonly (readonly number[])[];
}

/** What happens when: gaps between rows, and cycles in which an entry is taken. */
interface Timing {
  readonly gap: () => number;
  readonly takes: () => boolean;
}

const soonest: Timing = { gap: () => 0, takes: () => true };

/** Entries that the program appended for each tick from tick 2 on, in order. */
function appended(
  { shape, fabric, populations, steps, ticks }: Plan,
  { gap, takes }: Timing,
  seed: number,
): string[][] {
  const { set, get, sim } = openPins(SpikeHistory({ shape, fabric }), seed);
  const layout = delayLayout(shape);
  const words = [...steps, { delay: 0, region: 0, word: 0 }].map((step) => packWord(layout, { ...step }));
  words.forEach((slices, i) => {
    slices.forEach((data, slice) => {
      set({ write_program: 1, write_address: 0x8000 + i * sliceStride(slices.length) + slice, write_data: data });
      sim.step();
      set({ write_program: 0 });
      sim.step();
    });
  });
  set({ clear: 1 });
  sim.step();
  set({ clear: 0 });
  for (let i = 0; i < 4; i++) sim.step();

  const found: string[][] = [];
  const cycle = (): void => {
    const ready = takes();
    set({ append_ready: Number(ready) });
    if (ready && get("append_valid") === 1) {
      found.at(-1)?.push(`${get("append_payload_region")}:${get("append_payload_index")}`);
    }
    sim.step();
  };
  const giveRows = (masks: readonly number[]): void => {
    let row = 0;
    populations.forEach(({ rows, record }, p) => {
      for (let i = 0; i < rows; i++, row++) {
        for (let idle = gap(); idle > 0; idle--) cycle();
        const last = i === rows - 1;
        set({ rows_valid: 1, rows_spikes: masks[row] ?? 0, rows_record: Number(record) });
        set({ rows_ends_population: Number(last), rows_ends_tick: Number(last && p === populations.length - 1) });
        cycle();
        // What stands there without being valid is noise.
        set({ rows_valid: 0, rows_spikes: 1, rows_record: 1, rows_ends_population: 1, rows_ends_tick: 1 });
      }
    });
  };
  const [firstTick, ...others] = ticks;
  giveRows(firstTick ?? []);
  for (const masks of [...others, undefined]) {
    for (let i = 0; i < 4; i++) cycle();
    set({ start: 1 });
    cycle();
    set({ start: 0 });
    found.push([]);
    // The next tick's rows come while the program runs.
    if (masks !== undefined) giveRows(masks);
    for (let i = 0; get("done") === 0; i++) {
      if (i > 20_000) throw new Error(`seed ${seed}: the program does not end`);
      cycle();
    }
  }
  return found;
}

/** The same by definition: the spikes of `delay` ticks before, in every step's order. */
function expected({ shape, populations, steps, ticks }: Plan): string[][] {
  const wordsOf = ticks.map((masks) => {
    const words: number[] = [];
    let row = 0;
    for (const { rows, record } of populations) {
      let bits = 0n;
      for (let i = 0; i < rows; i++, row++) bits |= BigInt(masks[row] ?? 0) << BigInt(i * shape.updates);
      for (let word = 0; record && word < Math.ceil((rows * shape.updates) / 16); word++) {
        words.push(Number((bits >> BigInt(16 * word)) & 0xffffn));
      }
    }
    return words;
  });
  return ticks.map((_, t) =>
    steps.flatMap(({ delay, region, word }) => {
      const bits = wordsOf[t + 2 - delay]?.[word] ?? 0;
      return Array.from({ length: 16 }, (_, bit) => bit)
        .filter((bit) => ((bits >> bit) & 1) === 1)
        .map((bit) => `${region}:${16 * word + bit}`);
    }),
  );
}

function randomPlan(random: Random, shape: CoreShape, fabric: Fabric, tickCount: number): Plan {
  const populations: Population[] = [];
  let words = 0;
  const most = 40 / shape.updates;
  while (populations.length < 5) {
    const rows = random.integer(1, most);
    const record = random.chance(0.7);
    const own = record ? Math.ceil((rows * shape.updates) / 16) : 0;
    if (words + own > shape.historyWords) continue;
    words += own;
    populations.push({ rows, record });
  }
  const steps = Array.from({ length: words === 0 ? 0 : random.integer(0, shape.delayProgram - 1) }, () => ({
    delay: random.integer(2, 15),
    region: random.integer(0, shape.regions - 1),
    word: random.integer(0, words - 1),
  }));
  const rowCount = populations.reduce((sum, { rows }) => sum + rows, 0);
  const ticks = Array.from({ length: tickCount }, () => {
    const rate = random.pick([0, 0.05, 0.5, 1]);
    return Array.from({ length: rowCount }, () => {
      let mask = 0;
      for (let lane = 0; lane < shape.updates; lane++) mask |= Number(random.chance(rate)) << lane;
      return mask;
    });
  });
  return { shape, fabric, populations, steps, ticks };
}

describe.each(fabrics)("spike history on %s", (fabric) => {
  const shapeOf = (updates: number): CoreShape =>
    coreShape({ lanes: 16, updates, historyWords: 8, delayProgram: 16, slots: 256 });

  it("appends what was recorded 2 ticks before, lowest neuron first", () => {
    const plan = {
      ...{ shape: shapeOf(2), fabric },
      populations: [
        { rows: 3, record: true },
        { rows: 1, record: false },
        { rows: 9, record: true },
      ],
      steps: [
        { delay: 2, region: 1, word: 0 },
        { delay: 2, region: 3, word: 1 },
        { delay: 3, region: 2, word: 2 },
      ],
      ticks: [[3, 0, 2, 3, 1, 0, 0, 0, 0, 0, 0, 0, 3], [], [1]],
    };
    expect(appended(plan, soonest, 1)).toEqual([["1:0", "1:1", "1:5", "3:16"], ["2:32", "2:33"], ["1:0"]]);
  });

  it.each([1, 2, 4, 8, 16])("equals the definition over 40 ticks, %i updates per cycle", (updates) => {
    for (const seed of [1, 2]) {
      const random = new Random(100 * updates + seed);
      const plan = randomPlan(random, shapeOf(updates), fabric, 40);
      expect(appended(plan, soonest, random.seed), `seed ${random.seed}`).toEqual(expected(plan));
    }
  });

  it("loses nothing when entries are taken now and then and rows come late", () => {
    const random = new Random(9);
    const plan = randomPlan(random, shapeOf(2), fabric, 40);
    const timing = { gap: () => random.integer(0, 5), takes: () => random.chance(0.3) };
    expect(appended(plan, timing, 9)).toEqual(expected(plan));
  });

  it("keeps words of a single one, and of 32", () => {
    for (const historyWords of [1, 32]) {
      const random = new Random(historyWords);
      const plan = randomPlan(random, { ...shapeOf(4), historyWords }, fabric, 20);
      expect(appended(plan, soonest, random.seed), `${historyWords} words`).toEqual(expected(plan));
    }
  });
});
