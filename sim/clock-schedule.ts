/**
 * When clocks tick. Edges happen one at a time: in the order of their times, those of one time in the order in which
 * the clocks are declared, and everything settles between two of them.
 */
import { type Diagnostic, SpikeforgeError, throwIfAny } from "../diagnostics/index.ts";
import type { SimulatedClock } from "./clock-sources.ts";
import { nearestNames } from "./nearest.ts";
import type { ClockOptions } from "./simulation.ts";

/** Of clocks for which nothing else is said. Read as picoseconds, where a design has an oscillator: 100 MHz. */
const defaultPeriod = 10_000;
const picosecondsPerSecond = 1_000_000_000_000n;

/** Longest period and phase in internal units; times beyond `farthest` are moved into an epoch, so that they stay exact. */
const longest = 2 ** 40;
const farthest = 2 ** 48;
/** Clocks are bytes in the order of edges. */
const mostClocks = 256;
/** Ticks after which they are counted at the latest: a count that stays a small integer is cheap. */
const mostUncounted = 2 ** 20;

/** Where a schedule stands. */
export interface ScheduleState {
  readonly epoch: bigint;
  readonly next: readonly number[];
  readonly edges: readonly number[];
  readonly now: number;
}

export class ClockSchedule {
  readonly names: readonly string[];
  /** Internal units in one of the user's: all periods and phases are whole in it. */
  readonly #scale: number;
  readonly #periods: readonly number[];
  /** Times count from here. */
  #epoch = 0n;
  #next: number[];
  #edges: number[];
  #now = 0;
  /** Edges of the only clock that nobody has asked about yet. */
  #uncounted = 0;

  /** Throws SIM016 for a clock that there is not, SIM017 for a period or phase that is none. */
  constructor(clocks: readonly SimulatedClock[], options?: ClockOptions) {
    this.names = clocks.map(({ name }) => name);
    if (clocks.length > mostClocks) throw new Error(`${clocks.length} clocks, at most ${mostClocks} can be simulated`);
    const times = timesOf(clocks, options === undefined ? new Map() : this.#settings(options));
    const scale = times.reduce((all, { period, phase }) => lcm(all, lcm(period.under, phase.under)), 1n);
    const whole = ({ over, under }: Fraction): number => Number((over * scale) / under);
    const tooFine = times.findIndex(({ period, phase }) => whole(period) > longest || whole(phase) > longest);
    if (tooFine >= 0) throw new SpikeforgeError(this.#tooFine(tooFine, scale));
    this.#scale = Number(scale);
    this.#periods = times.map(({ period }) => whole(period));
    this.#next = times.map(({ phase }) => whole(phase));
    this.#edges = times.map(() => 0);
  }

  /** Time of the last edge that the schedule brought, in the unit of the periods. */
  get time(): number {
    this.#count();
    return this.#inUnits(this.#now);
  }

  /** Index of the clock that ticks next; 0 without clocks. */
  get nextClock(): number {
    this.#count();
    return earliest(this.#next);
  }

  /** Time of its edge, in the unit of the periods. */
  get nextTime(): number {
    const clock = this.nextClock;
    return this.#inUnits(this.#next[clock] ?? 0);
  }

  /** Edges of the main clock. */
  get cycle(): number {
    this.#count();
    return this.#edges[0] ?? 0;
  }

  get state(): ScheduleState {
    this.#count();
    return { epoch: this.#epoch, next: [...this.#next], edges: [...this.#edges], now: this.#now };
  }

  set state({ epoch, next, edges, now }: ScheduleState) {
    this.#uncounted = 0;
    this.#epoch = epoch;
    this.#next = [...next];
    this.#edges = [...edges];
    this.#now = now;
  }

  edgesOf(clock: string): number {
    return this.#edgesAt(this.indexOf(clock));
  }

  /** `cycle 7`, or `cycle 7, edge 3 of rd_clk`: the edge of a clock that comes next, as messages count it. */
  moment(clock: number, cycle = this.cycle, edge = this.#edgesAt(clock)): string {
    return clock === 0 ? `cycle ${cycle}` : `cycle ${cycle}, edge ${edge} of ${this.names[clock]}`;
  }

  /** Throws SIM016, with the clocks that there are. */
  indexOf(clock: string): number {
    const index = this.#find(clock);
    if (index === undefined) throw new SpikeforgeError(this.#unknown(clock));
    return index;
  }

  /**
   * Writes the clocks of the edges to come into `order`, as many as fit: up to `cycles` edges of the main clock, with
   * the others that fall between them and at the time of the last one. Returns how many.
   */
  plan(order: Uint8Array, cycles: number): number {
    this.#count();
    this.#rebase();
    const next = [...this.#next];
    let left = cycles;
    let last = Number.NaN;
    for (let at = 0; at < order.length; at++) {
      const clock = earliest(next);
      const time = next[clock] ?? 0;
      if (left === 0 && time !== last) return at;
      // What ticks with the last edge of the main clock has to fit as well.
      if (clock === 0 && at + next.length > order.length) return at;
      order[at] = clock;
      next[clock] = time + (this.#periods[clock] ?? 0);
      if (clock === 0 && left > 0) {
        left--;
        last = time;
      }
    }
    return order.length;
  }

  /** Says that the first `count` edges of a plan have happened. */
  advance(order: Uint8Array, count: number): void {
    for (let at = 0; at < count; at++) {
      const clock = order[at] ?? 0;
      this.#now = this.#next[clock] ?? 0;
      this.#next[clock] = this.#now + (this.#periods[clock] ?? 0);
      this.took(clock);
    }
  }

  /** Says that the only clock had one edge: the cheapest way. */
  tick(): void {
    if (++this.#uncounted === mostUncounted) this.#count();
  }

  /** Says that the only clock had so many edges; without a clock, that so many steps were asked for. */
  skip(cycles: number): void {
    const [next, period] = [this.#next[0], this.#periods[0]];
    if (cycles > 0 && next !== undefined && period !== undefined) {
      const span = (cycles - 1) * period;
      const isFar = span > farthest;
      if (isFar) this.#epoch += BigInt(cycles - 1) * BigInt(period);
      this.#now = isFar ? next : next + span;
      this.#next[0] = this.#now + period;
      this.#rebase();
    }
    this.#edges[0] = (this.#edges[0] ?? 0) + cycles;
  }

  #count(): void {
    const uncounted = this.#uncounted;
    if (uncounted === 0) return;
    this.#uncounted = 0;
    this.skip(uncounted);
  }

  #edgesAt(clock: number): number {
    this.#count();
    return this.#edges[clock] ?? 0;
  }

  #inUnits(time: number): number {
    return (this.#epoch === 0n ? time : Number(this.#epoch + BigInt(time))) / this.#scale;
  }

  #rebase(): void {
    const now = this.#now;
    if (now < farthest) return;
    this.#epoch += BigInt(now);
    this.#next = this.#next.map((time) => time - now);
    this.#now = 0;
  }

  /** Says that a clock had an edge, in or beside the schedule. */
  took(clock: number): void {
    this.#edges[clock] = (this.#edges[clock] ?? 0) + 1;
  }

  #find(clock: string): number | undefined {
    const exact = this.names.indexOf(clock);
    if (exact >= 0) return exact;
    const alike = this.names.filter((name) => bare(name) === bare(clock));
    return alike[0] === undefined || alike.length > 1 ? undefined : this.names.indexOf(alike[0]);
  }

  #tooFine(clock: number, scale: bigint): Diagnostic {
    return {
      code: "SIM017",
      place: this.names[clock] ?? "",
      found: `its period or phase is more than 2^40 units, of which the clocks need ${scale} in one of yours`,
      mend: "take shorter or rounder periods",
    };
  }

  #unknown(clock: string): Diagnostic {
    const nearest = nearestNames(clock, this.names, 3);
    return {
      code: "SIM016",
      place: clock,
      found: "the design has no such clock",
      mend: nearest.length === 0 ? "it has no clock at all" : `its clocks are ${this.names.join(", ")}`,
    };
  }

  #settings(options: ClockOptions): ReadonlyMap<number, ClockOptions[string]> {
    const problems: Diagnostic[] = [];
    const settings = new Map<number, ClockOptions[string]>();
    for (const [clock, setting] of Object.entries(options)) {
      const index = this.#find(clock);
      if (index === undefined) problems.push(this.#unknown(clock));
      else if (settings.has(index)) {
        const found = `${this.names[index]} is set twice`;
        problems.push({ code: "SIM017", place: clock, found, mend: "set it once, under one of its names" });
      } else settings.set(index, setting);
      for (const [key, least] of [
        ["period", 1],
        ["phase", 0],
      ] as const) {
        const value = setting[key];
        if (value === undefined || (Number.isSafeInteger(value) && value >= least)) continue;
        problems.push({
          code: "SIM017",
          place: clock,
          found: `${key} ${value}`,
          mend: `a whole number from ${least} on`,
        });
      }
    }
    throwIfAny(problems);
    return settings;
  }
}

function earliest(next: readonly number[]): number {
  let best = 0;
  for (let clock = 1; clock < next.length; clock++) if ((next[clock] ?? 0) < (next[best] ?? 0)) best = clock;
  return best;
}

/** `rdClk`, `rd_clk` → `rdclk`. */
const bare = (name: string): string => name.replaceAll("_", "").toLowerCase();

interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

interface Times {
  readonly period: Fraction;
  readonly phase: Fraction;
}

/** A made clock follows its reference, phase included, unless it is set itself. */
function timesOf(clocks: readonly SimulatedClock[], settings: ReadonlyMap<number, ClockOptions[string]>): Times[] {
  const known = new Map<number, Times>();
  const whole = (value: number): Fraction => ({ over: BigInt(value), under: 1n });
  const timeOf = (index: number): Times => {
    const before = known.get(index);
    if (before !== undefined) return before;
    const { source } = clocks[index] ?? {};
    const { period, phase } = settings.get(index) ?? {};
    const reference = source?.reference === undefined ? undefined : timeOf(source.reference);
    const times = {
      period: period === undefined ? periodOf(source, reference) : whole(period),
      phase: phase === undefined ? (reference?.phase ?? whole(0)) : whole(phase),
    };
    known.set(index, times);
    return times;
  };
  return clocks.map((_, index) => timeOf(index));
}

function periodOf(source: SimulatedClock["source"], reference: Times | undefined): Fraction {
  if (source === undefined) return { over: BigInt(defaultPeriod), under: 1n };
  const [multiply, divide] = [BigInt(source.multiply), BigInt(source.divide)];
  const { over, under } = reference?.period ?? { over: picosecondsPerSecond, under: 1n };
  return reduced(over * divide, under * multiply);
}

function reduced(over: bigint, under: bigint): Fraction {
  const common = gcd(over, under);
  return { over: over / common, under: under / common };
}

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));
const lcm = (a: bigint, b: bigint): bigint => (a / gcd(a, b)) * b;
