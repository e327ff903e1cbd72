/** The learning engine with memories, lists, masks and a lane unit of software around it. */
import {
  type LearningEntry,
  type LearningRegister,
  learningAddresses,
  learningProgramFields,
  learningProgramStride,
  learningRegisterAddress,
  sliceStride,
  weightSlices,
} from "../../../config/index.ts";
import { listLatency, listParameters } from "../../../rtl/core/event-lists.ts";
import { weightsAt } from "../../../rtl/learning/chunk-visit.ts";
import { LearnEngine } from "../../../rtl/learning/learn-engine.ts";
import { Random } from "../../support/random.ts";
import { openPins, type Pins } from "../core/pins.ts";
import { changed, changedSecond, type LaneVisit, type Words } from "./engine-model.ts";
import type { EnginePlan, EngineTick } from "./engine-plan.ts";

/** What was, some cycles ago. */
class Line<T> {
  readonly #values: T[];
  constructor(cycles: number, value: T) {
    this.#values = Array.from({ length: cycles }, () => value);
  }
  pass(value: T): T {
    this.#values.push(value);
    return this.#values.shift() as T;
  }
}

export class EngineBench {
  readonly plan: EnginePlan;
  readonly pins: Pins;
  readonly visits: LaneVisit[] = [];
  readonly taught: number[] = [];
  /** By word, slices of 16 bits. */
  readonly memory: number[][];
  posts: ReadonlySet<number> = new Set();
  cycles = 0;
  readonly #random: Random;
  #events: readonly (readonly number[])[] = [];
  readonly #places: Line<number>;
  readonly #words: Line<readonly number[]>;
  readonly #masks: Line<number>;
  readonly #entries: Line<number>;
  #store: { place: number; slice: number } | undefined;
  #slotSince = 0;
  #slot = -1;
  #lane: { left: number; told: LaneVisit; newWeight: number; newSecond: number } | undefined;

  constructor(plan: EnginePlan, words: Words, seed: number) {
    this.plan = plan;
    const { parameters } = plan;
    const { shape, latency } = parameters;
    this.pins = openPins(LearnEngine(parameters), seed);
    this.#random = new Random(seed ^ 0xbe9c);
    this.memory = words.map((lanes) => slicesOf(lanes, shape.weightBits, weightSlices(shape)));
    // The memory is read a cycle behind its address.
    this.#places = new Line(1, 0);
    this.#words = new Line<readonly number[]>(weightsAt(parameters) - 2, this.memory[0] ?? []);
    this.#masks = new Line(latency.mask - 1, 0);
    this.#entries = new Line(listLatency(listParameters(parameters)) - 1, 0);
    for (const [name, value] of Object.entries(this.#registers()))
      this.write(learningRegisterAddress(name as LearningRegister), value);
    for (const [i, entry] of plan.entries.entries()) this.program(i, entry);
    this.write(learningRegisterAddress("programs"), plan.entries.length);
  }

  #registers(): Partial<Record<LearningRegister, number>> {
    const { age, window, period, target, scale } = this.plan;
    return {
      ...{ age, window, normalisePeriod: period === 0 ? 0x8000 : period - 1, normaliseShifts: scale },
      ...{ normaliseTargetLow: target & 0xffff, normaliseTargetHigh: (target >> 16) & 0xffff },
    };
  }

  program(number: number, entry: LearningEntry): void {
    const { enabled, own, teach, region } = entry;
    const values = { ...entry, flags: Number(enabled) + 2 * Number(own) + 4 * Number(teach) + 256 * region };
    learningProgramFields.forEach((field, i) => {
      this.write(learningAddresses.program + learningProgramStride * number + i, values[field]);
    });
  }

  write(address: number, data: number): void {
    this.pins.set({ write: 1, write_address: address & 0x3fff, write_data: data });
    this.cycle();
    this.pins.set({ write: 0 });
    this.cycle();
  }

  /** Runs a tick's learning; returns the cycles from `start` to `walk`. */
  tick({ events, posts, ready }: EngineTick): number {
    this.#events = events;
    this.posts = posts;
    this.pins.set({ start: 1 });
    let waited = 0;
    for (;;) {
      this.cycle();
      this.pins.set({ start: 0, own_ready: Number(waited + 1 >= ready) });
      waited++;
      if (this.pins.get("walk") === 1) break;
      if (this.pins.get("busy") === 0) throw new Error(`not busy ${waited} cycles after the start`);
      if (waited > 100_000) throw new Error("learning never ends");
    }
    this.cycle();
    this.pins.set({ own_ready: 0 });
    if (this.pins.get("busy") === 1) throw new Error("busy behind the walk");
    return waited;
  }

  flush(): void {
    this.write(learningRegisterAddress("command"), 1);
    this.#rest();
  }

  clear(): void {
    this.pins.set({ clear: 1 });
    this.cycle();
    this.pins.set({ clear: 0 });
    let cleared = 0;
    while (this.pins.get("busy") === 1) {
      cleared += this.pins.get("cleared");
      this.cycle();
    }
    if (cleared !== 1) throw new Error(`cleared ${cleared} times`);
  }

  #rest(): void {
    for (let waited = 0; this.pins.get("busy") === 1; waited++) {
      if (waited > 100_000) throw new Error("a flush never ends");
      this.cycle();
    }
  }

  /** A cycle: what the ports show is answered, then the clock ticks. */
  cycle(): void {
    const { get, set, sim } = this.pins;
    const { shape, fabric } = this.plan.parameters;
    const slices = weightSlices(shape);
    const stride = sliceStride(slices);
    const addressed = get("address");
    const at = { place: Math.floor(addressed / stride), slice: addressed % stride };
    const answers: Record<string, number> = {};
    // A write's data comes a cycle after its address. What is read meanwhile is anything: a word that is written, and in SPRAM any.
    const place = this.#places.pass(at.place);
    let word = [...this.#word(place)];
    if (this.#store !== undefined) {
      this.#word(this.#store.place)[this.#store.slice] = get("data");
      if (fabric === "ice40up" || place === this.#store.place) word = word.map(() => this.#random.integer(0, 0xffff));
    }
    this.#store = get("write_weights") === 1 ? at : undefined;
    if (this.#store !== undefined && this.#store.slice >= slices) throw new Error("a slice that no word has");
    this.#words.pass(word).forEach((slice, i) => {
      answers[`word_${i}`] = slice;
    });
    answers.mask = this.#masks.pass(get("read_mask"));
    answers.mask = this.#maskOf(answers.mask);
    const entry = this.#entries.pass(get("read_entry"));
    answers.index = this.#events[entry >> 6]?.[entry & 63] ?? 0;
    if (get("lookup") === 1) {
      const region = get("lookup_region");
      answers.lookup_first = region << 6;
      answers.lookup_count = this.#events[region]?.length ?? 0;
    }
    if (get("teach_write") === 1) this.taught.push(get("teach_slot"));
    if (get("read_slot") !== this.#slot) [this.#slot, this.#slotSince] = [get("read_slot"), this.cycles];
    Object.assign(answers, this.#laneAnswers());
    sim.step();
    set(answers);
    this.cycles++;
  }

  #laneAnswers(): Record<string, number> {
    const { get } = this.pins;
    const { shape, latency } = this.plan.parameters;
    if (this.#lane !== undefined && !same(this.#told(), this.#lane.told)) {
      throw new Error(
        `what the lane unit is told changes while it works: ${JSON.stringify([this.#lane.told, this.#told()])}`,
      );
    }
    if (get("lane_start") === 1) {
      if (this.#lane !== undefined) throw new Error("a lane starts while another one is under way");
      if (this.cycles - this.#slotSince < latency.posts) throw new Error("a lane starts before its posts are there");
      const told = this.#told();
      this.visits.push(told);
      const newWeight = changed(told.weight, told, shape.weightBits);
      const newSecond = changedSecond(told.second, told, shape.weightBits);
      this.#lane = { left: this.#random.integer(0, 4), told, newWeight, newSecond };
    }
    if (this.#lane === undefined) return { lane_done: 0 };
    const { left, newWeight, newSecond } = this.#lane;
    if (left > 0) {
      this.#lane.left -= 1;
      return { lane_done: 0 };
    }
    this.#lane = undefined;
    return { lane_done: 1, new_weight: newWeight, new_second: newSecond };
  }

  #told(): LaneVisit {
    const { get } = this.pins;
    const { learning } = this.plan;
    const kind =
      get("normalising") === 1
        ? "normalise"
        : get("slow") === 1
          ? "slow"
          : get("arrival") === 1
            ? "arrival"
            : "pending";
    const history = Array.from({ length: learning.historyBits / 16 }, (_, i) =>
      get(`record_${i}`).toString(2).padStart(16, "0"),
    );
    const byKind =
      kind === "normalise"
        ? { factor: get("factor") }
        : learning.kind === "sdsp"
          ? {}
          : { arrivalAge: get("arrival_age"), pendingAge: get("pending_age"), record: history.reverse().join("") };
    return {
      ...{ now: get("now"), axon: get("axon"), neuron: get("neuron"), slot: get("read_slot") },
      ...{ weight: get("weight"), second: learning.second === "none" ? 0 : get("second"), kind, ...byKind },
    };
  }

  /** Any bits of a chunk's lanes that have posts. */
  #maskOf(chunk: number): number {
    const { maskBits } = this.plan.parameters;
    return Array.from({ length: maskBits }, (_, lane) => Number(this.posts.has(chunk * maskBits + lane))).reduce(
      (mask, bit, lane) => mask + bit * 2 ** lane,
      0,
    );
  }

  #word(place: number): number[] {
    const word = this.memory[place % this.memory.length];
    if (word === undefined) throw new Error(`no word ${place}`);
    return word;
  }
}

const same = (a: LaneVisit, b: LaneVisit): boolean =>
  (Object.keys(a) as (keyof LaneVisit)[]).every((key) => a[key] === b[key]);

/** Lanes side by side in slices of 16 bits. */
export function slicesOf(lanes: readonly number[], bits: number, slices: number): number[] {
  const perSlice = 16 / bits;
  return Array.from({ length: slices }, (_, slice) =>
    lanes.slice(slice * perSlice, (slice + 1) * perSlice).reduce((value, lane, i) => value + lane * 2 ** (bits * i), 0),
  );
}
