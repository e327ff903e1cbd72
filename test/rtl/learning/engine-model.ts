/** Which lanes the learning engine has to visit, in which order and with what: from sets of ticks, not from bits. */
import type { LearningEntry } from "../../../config/index.ts";
import type { EnginePlan, EngineTick } from "./engine-plan.ts";

/** What the lane unit is told. */
export interface LaneVisit {
  readonly now: number;
  readonly axon: number;
  readonly neuron: number;
  readonly slot: number;
  readonly kind: "pending" | "slow" | "arrival" | "normalise";
  readonly weight: number;
  readonly second: number;
  /** Absent where nobody reads them. */
  readonly record?: string;
  readonly pendingAge?: number;
  readonly arrivalAge?: number;
  readonly factor?: number;
}

type Who = Pick<LaneVisit, "now" | "axon" | "neuron">;

/** What the lane unit of these tests does to a value; some stay as they are. */
export const changed = (value: number, { now, axon, neuron }: Who, bits: number): number =>
  (now + axon + neuron) % 3 === 0 ? value : (value * 5 + now + axon + 3 * neuron + 1) % 2 ** bits;
/** The same for a second value, of other ones. */
export const changedSecond = (value: number, { now, axon, neuron }: Who, bits: number): number =>
  (now + axon + neuron) % 4 < 2 ? value : (value * 3 + 7 * neuron + 2) % 2 ** bits;

/** Lanes of the weight memory by word, as unsigned numbers. */
export type Words = number[][];

export class EngineModel {
  readonly plan: EnginePlan;
  readonly words: Words;
  readonly entries: LearningEntry[];
  readonly visits: LaneVisit[] = [];
  readonly taught: number[] = [];
  #tick: number;
  #flushed = Number.NEGATIVE_INFINITY;
  /** Ticks in which an axon arrived and that are still remembered, by entry and axon. */
  readonly #arrivals: Set<number>[][];

  constructor(plan: EnginePlan, words: Words) {
    this.plan = plan;
    this.words = words.map((lanes) => [...lanes]);
    this.entries = [...plan.entries];
    this.#tick = plan.age;
    this.#arrivals = plan.entries.map(({ axons }) => Array.from({ length: axons }, () => new Set<number>()));
  }

  /** Entries that are on, but those that teach. */
  #plastic(): { entry: LearningEntry; arrivals: Set<number>[] }[] {
    return this.entries.flatMap((entry, i) =>
      entry.enabled && !entry.teach ? [{ entry, arrivals: this.#arrivals[i] ?? [] }] : [],
    );
  }

  flush(posts: ReadonlySet<number>): void {
    const { slowPeriod, kind } = this.plan.learning;
    // Behind another flush nothing is pending.
    if (kind === "pairs" && this.#flushed !== this.#tick) {
      for (const { entry, arrivals } of this.#plastic()) {
        arrivals.forEach((ticks, axon) => {
          const since = modulo(this.#tick - axon, slowPeriod);
          if (ticks.size > 0) this.#visit(entry, axon, ticks, "pending", since === 0 ? slowPeriod : since, posts);
        });
      }
    }
    this.#flushed = this.#tick;
  }

  clear(posts: ReadonlySet<number>): void {
    this.flush(posts);
    for (const { arrivals } of this.#plastic()) for (const ticks of arrivals) ticks.clear();
  }

  switch(number: number, posts: ReadonlySet<number>): void {
    this.flush(posts);
    const entry = this.entries[number];
    if (entry === undefined) throw new Error(`no entry ${number}`);
    this.entries[number] = { ...entry, enabled: !entry.enabled };
    for (const ticks of this.#arrivals[number] ?? []) ticks.clear();
  }

  tick({ posts, events }: EngineTick): void {
    const { learning, period, window } = this.plan;
    const { slowPeriod, kind, second, drift, perPost } = learning;
    const t = this.#tick;
    if (period > 0 && t > 0 && t % period === 0 && this.entries.some(({ enabled }) => enabled)) {
      this.flush(posts);
      for (const { entry } of this.#plastic()) this.#normalise(entry);
    }
    this.entries.forEach((entry, i) => {
      if (!entry.enabled) return;
      const all = this.#arrivals[i] ?? [];
      const touches = second !== "none" || drift;
      if (!entry.teach) {
        for (let axon = t % slowPeriod; axon < entry.axons; axon += slowPeriod) {
          const ticks = all[axon] ?? new Set();
          const wanted = touches || (kind === "pairs" && (ticks.size > 0 || perPost));
          if (wanted) this.#visit(entry, axon, ticks, "slow", slowPeriod, posts);
          for (const arrived of ticks) if (t - arrived > window) ticks.delete(arrived);
        }
      }
      for (const index of events[entry.region] ?? []) {
        const axon = index - entry.firstEntry;
        if (axon < 0 || axon >= entry.axons) continue;
        if (entry.teach) this.taught.push(entry.firstSlot + axon);
        else {
          this.#visit(entry, axon, all[axon] ?? new Set(), "arrival", modulo(t - axon, slowPeriod), posts);
          if (kind === "pairs") all[axon]?.add(t);
        }
      }
    });
    this.#tick += 1;
  }

  #visit(
    entry: LearningEntry,
    axon: number,
    ticks: ReadonlySet<number>,
    kind: LaneVisit["kind"],
    since: number,
    posts: ReadonlySet<number>,
  ): void {
    const { second, drift, perPre, historyBits, kind: rule } = this.plan.learning;
    const everything = kind === "slow" ? second !== "none" || drift : kind === "arrival" && perPre;
    const arrivalAge = Math.min(historyBits, ...[...ticks].map((arrived) => this.#tick - arrived));
    const record = Array.from({ length: historyBits }, () => "0");
    for (const arrived of ticks) record[historyBits - 1 - (arrived % historyBits)] = "1";
    const told =
      rule === "sdsp"
        ? {}
        : { arrivalAge, pendingAge: Math.min(arrivalAge, since, this.#tick - this.#flushed), record: record.join("") };
    for (let n = 0; n < entry.neurons; n++) {
      if (everything || posts.has(entry.firstSlot + n)) this.#lane(entry, axon, n, { kind, ...told });
    }
  }

  #lane(entry: LearningEntry, axon: number, n: number, told: Pick<LaneVisit, "kind"> & Partial<LaneVisit>): void {
    const { lanes, weightBits } = this.plan.parameters.shape;
    const place = entry.weightBase + axon + Math.floor(n / lanes) * entry.groupStride;
    const who = {
      ...{ now: this.#tick % 65_536, axon: (entry.axonFirst + axon) % 65_536 },
      neuron: (entry.neuronFirst + n) % 65_536,
    };
    const own = this.#word(place);
    const hasSecond = this.plan.learning.second !== "none";
    const other = hasSecond ? this.#word(place + entry.planeOffset) : [];
    const lane = n % lanes;
    const [weight, second] = [own[lane] ?? 0, other[lane] ?? 0];
    this.visits.push({ ...who, slot: entry.firstSlot + n, weight, second, ...told });
    own[lane] = changed(weight, who, weightBits);
    if (hasSecond) other[lane] = changedSecond(second, who, weightBits);
  }

  #normalise(entry: LearningEntry): void {
    const { target, scale, parameters } = this.plan;
    const { lanes, weightBits, weightSign } = parameters.shape;
    for (let n = 0; n < entry.neurons; n++) {
      let sum = 0;
      for (let axon = 0; axon < entry.axons; axon++) {
        const value = this.#word(entry.weightBase + axon + Math.floor(n / lanes) * entry.groupStride)[n % lanes] ?? 0;
        sum += weightSign === "signed" && value >= 2 ** (weightBits - 1) ? value - 2 ** weightBits : value;
      }
      const factor = Math.max(-128, Math.min(127, Math.floor((target - sum) / 2 ** scale)));
      if (factor === 0) continue;
      for (let axon = 0; axon < entry.axons; axon++) this.#lane(entry, axon, n, { kind: "normalise", factor });
    }
  }

  #word(place: number): number[] {
    const word = this.words[place % this.words.length];
    if (word === undefined) throw new Error(`no word ${place}`);
    return word;
  }

  /** What the records have to be, by word: N bits, the highest first. */
  records(): Map<number, string> {
    const { historyBits } = this.plan.learning;
    const found = new Map<number, string>();
    this.plan.entries.forEach((entry, i) => {
      if (entry.teach) return;
      (this.#arrivals[i] ?? []).forEach((ticks, axon) => {
        const bits = Array.from({ length: historyBits }, () => "0");
        for (const arrived of ticks) bits[historyBits - 1 - (arrived % historyBits)] = "1";
        found.set(entry.recordBase + axon, bits.join(""));
      });
    });
    return found;
  }
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by;
