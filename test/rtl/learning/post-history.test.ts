import { describe, expect, it } from "vitest";
import { type CoreShape, type Fabric, fabrics, type LearningShape } from "../../../config/index.ts";
import { PostHistory, postHistoryTiming } from "../../../rtl/learning/post-history.ts";
import { maskBits } from "../../../rtl/learning/post-masks.ts";
import { Random } from "../../support/random.ts";
import { openPins } from "../core/pins.ts";
import { learningCoreShape } from "./learning-shapes.ts";

interface Plan {
  readonly shape: CoreShape;
  readonly fabric: Fabric;
  /** Rows of every group; slots follow each other without gaps. */
  readonly groups: readonly number[];
}

/** What a neuron has, by definition: `posts` and `minus` lowest bit youngest, or flags. */
interface Neuron {
  posts: bigint;
  minus: bigint;
  up: number;
  down: number;
}

class Bench {
  readonly plan: Plan;
  readonly neurons: readonly Neuron[];
  readonly #pins: ReturnType<typeof openPins>;
  readonly #random: Random;
  readonly #taught = new Set<number>();

  constructor(plan: Plan, random: Random, seed: number) {
    this.plan = plan;
    this.#random = random;
    this.#pins = openPins(PostHistory({ shape: plan.shape, fabric: plan.fabric }), seed);
    const slots = plan.groups.reduce((sum, rows) => sum + rows, 0) * plan.shape.updates;
    this.neurons = Array.from({ length: slots }, () => ({ posts: 0n, minus: 0n, up: 0, down: 0 }));
  }

  clear(): void {
    this.#pins.set({ clear: 1 });
    this.#pins.sim.step();
    this.#pins.set({ clear: 0 });
    for (let i = 0; this.#pins.get("clear_done") === 0; i++) {
      if (i > 2000) throw new Error("never cleared");
      this.#pins.sim.step();
    }
    this.#settle();
    for (const neuron of this.neurons) Object.assign(neuron, { posts: 0n, minus: 0n, up: 0, down: 0 });
    this.#taught.clear();
  }

  #settle(): void {
    this.#pins.sim.step();
    for (let i = 0; this.#pins.get("settled") === 0; i++) {
      if (i > 20) throw new Error("never settled");
      this.#pins.sim.step();
    }
  }

  teach(slot: number): void {
    this.#pins.set({ teach_write: 1, teach_slot: slot });
    this.#pins.sim.step();
    this.#pins.set({ teach_write: 0, teach_slot: this.#random.integer(0, this.neurons.length - 1) });
    this.#taught.add(slot);
  }

  /** One row pass, with gaps or without. */
  tick(gap: () => number): void {
    const { shape, groups } = this.plan;
    const { updates, learning } = shape;
    const keeps = (1n << BigInt(learning?.historyBits ?? 0)) - 1n;
    let row = 0;
    groups.forEach((rows, group) => {
      for (let i = 0; i < rows; i++, row++) {
        for (let idle = gap(); idle > 0; idle--) this.#pins.sim.step();
        const bits = (chance: number): number =>
          Array.from({ length: updates }, (_, lane) => (this.#random.chance(chance) ? 2 ** lane : 0)).reduce(
            (sum, bit) => sum + bit,
            0,
          );
        const [spikes, up, down] = [bits(0.05), bits(0.3), bits(0.3)];
        const last = i === rows - 1;
        this.#pins.set({ rows_valid: 1, rows_row: row, rows_spikes: spikes, rows_up: up, rows_down: down });
        this.#pins.set({ rows_ends_group: Number(last), rows_ends_tick: Number(last && group === groups.length - 1) });
        this.#pins.sim.step();
        this.#pins.set({ rows_valid: 0, rows_spikes: 1, rows_up: 1, rows_ends_group: 1, rows_ends_tick: 1 });
        for (let lane = 0; lane < updates; lane++) {
          const slot = row * updates + lane;
          const neuron = this.neurons[slot];
          if (neuron === undefined) throw new Error(`slot ${slot}`);
          const bit = (word: number): number => (word >> lane) & 1;
          const teach = learning?.posts === "teacher" ? Number(this.#taught.has(slot)) : bit(spikes) * 2;
          const post = teach - bit(spikes);
          neuron.posts = ((neuron.posts << 1n) | BigInt(post > 0)) & keeps;
          neuron.minus = ((neuron.minus << 1n) | BigInt(post < 0)) & keeps;
          neuron.up = bit(up);
          neuron.down = bit(down);
        }
      }
    });
    this.#taught.clear();
    this.#settle();
  }

  /** Everything that can be read, in any order, an address per cycle. */
  check(): void {
    const { shape, fabric, groups } = this.plan;
    const timing = postHistoryTiming({ shape, fabric });
    const { learning } = shape;
    const isPairs = learning?.kind === "pairs";
    const slices = (learning?.historyBits ?? 0) / 16;
    const plane = (name: string): bigint =>
      Array.from({ length: slices }, (_, i) => BigInt(this.#pins.get(`${name}_${i}`)) << BigInt(16 * i)).reduce(
        (sum, slice) => sum + slice,
        0n,
      );
    const slots = this.neurons.map((_, slot) => slot).sort(() => this.#random.integer(0, 1) - 0.5);
    for (let cycle = 0; cycle < slots.length + timing.posts; cycle++) {
      const slot = slots[cycle - timing.posts];
      if (slot !== undefined) {
        const neuron = this.neurons[slot];
        const found = isPairs
          ? { ...neuron, posts: plane("posts"), minus: plane("minus") }
          : { ...neuron, up: this.#pins.get("up"), down: this.#pins.get("down") };
        expect(found, `slot ${slot}`).toEqual(neuron);
      }
      this.#pins.set({ read_slot: slots[cycle] ?? 0 });
      this.#pins.sim.step();
    }
    // Posts that can still pair: with an arrival within the longest window, or in an axon's slow step.
    const { historyBits = 0, slowPeriod = 0 } = learning ?? {};
    const young = (1n << BigInt(Math.max(slowPeriod, historyBits - slowPeriod - 1))) - 1n;
    const bits = maskBits(shape);
    const chunks = shape.lanes / bits;
    const masks = groups.flatMap((rows, group) => {
      const first = groups.slice(0, group).reduce((sum, own) => sum + own, 0) * shape.updates;
      return Array.from({ length: chunks }, (_, chunk) =>
        Array.from({ length: bits }, (_, lane) => {
          const at = chunk * bits + lane;
          const neuron = at < rows * shape.updates ? this.neurons[first + at] : undefined;
          if (neuron === undefined) return 0;
          const has = isPairs ? ((neuron.posts | neuron.minus) & young) !== 0n : neuron.up + neuron.down > 0;
          return has ? 2 ** lane : 0;
        }).reduce((sum, bit) => sum + bit, 0),
      );
    });
    for (let cycle = 0; cycle < masks.length + timing.mask; cycle++) {
      const read = cycle - timing.mask;
      if (read >= 0) expect(this.#pins.get("mask"), `mask ${read}`).toBe(masks[read]);
      this.#pins.set({ read_mask: cycle < masks.length ? cycle : 0 });
      this.#pins.sim.step();
    }
  }
}

function run(core: Partial<CoreShape>, learning: Partial<LearningShape>, fabric: Fabric, seed: number): void {
  const random = new Random(seed);
  const shape = learningCoreShape(core, learning);
  const all = shape.lanes / shape.updates;
  const groups: number[] = [];
  for (let rows = 0; groups.length < shape.groups && rows + all <= shape.slots / shape.updates; ) {
    groups.push(random.chance(0.6) ? all : random.integer(1, all));
    rows += groups.at(-1) ?? 0;
  }
  const bench = new Bench({ shape, fabric, groups }, random, seed);
  bench.clear();
  bench.check();
  for (let tick = 0; tick < 45; tick++) {
    if (tick === 38) {
      bench.clear();
      bench.check();
    }
    if (learning.posts === "teacher") {
      for (const slot of bench.neurons.keys()) if (random.chance(0.1)) bench.teach(slot);
    }
    bench.tick(tick % 3 === 0 ? () => random.integer(0, 3) : () => 0);
    if (tick % 5 === 0 || tick > 30) bench.check();
  }
}

describe.each(fabrics)("post history on %s", (fabric) => {
  it.each<{ name: string; core: Partial<CoreShape>; learning: Partial<LearningShape> }>([
    { name: "spikes of 32 ticks, one update", core: { lanes: 8, updates: 1 }, learning: {} },
    { name: "spikes of 128 ticks, two updates", core: { lanes: 16, updates: 2 }, learning: { historyBits: 128 } },
    { name: "groups of several chunks", core: { lanes: 64, updates: 2, slots: 256, groups: 8 }, learning: {} },
    { name: "one row in a group", core: { lanes: 4, updates: 4 }, learning: { historyBits: 64 } },
    { name: "a teacher, one update", core: { lanes: 8, updates: 1 }, learning: { posts: "teacher" } },
    { name: "a teacher, four updates", core: { lanes: 16, updates: 4, slots: 256 }, learning: { posts: "teacher" } },
    { name: "flags, one update", core: { lanes: 8, updates: 1 }, learning: { kind: "sdsp" } },
    { name: "flags, four updates", core: { lanes: 32, updates: 4, slots: 128 }, learning: { kind: "sdsp" } },
  ])("$name: keeps what was posted, tick by tick, through a clear", ({ core, learning }) => {
    for (const seed of [1, 2]) run(core, learning, fabric, seed);
  });
});
