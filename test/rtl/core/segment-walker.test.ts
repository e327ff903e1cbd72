import { describe, expect, it } from "vitest";
import { SegmentWalker } from "../../../rtl/core/segment-walker.ts";
import { Random } from "../../support/random.ts";
import { openPins } from "./pins.ts";

/** Cycles from the start of a tick to its first issue, and from one short segment to the next. */
const firstIssueAfter = 5;
const shortestSegment = 4;

/** One segment: its list's entries, and what its word says. */
interface Segment {
  readonly first: number;
  readonly length: number;
  readonly endsGroup: boolean;
  readonly wait?: boolean;
}

interface Issue {
  readonly cycle: number;
  readonly tick: number;
  segmentBase: number;
  /** Undefined for the empty word of a group without events. */
  readonly entry: number | undefined;
  readonly first: boolean;
  readonly last: boolean;
}

interface Surroundings {
  readonly ticks?: number;
  /** Cycles that the segment memory takes. */
  readonly memoryLatency?: 1 | 2;
  /** Cycles from the word that ends a group to the release of the next one. */
  readonly releaseAfter?: (group: number) => number;
  readonly ownReady?: (cycle: number) => boolean;
  readonly hold?: (cycle: number) => boolean;
  /** A tick starts when this many cycles have passed since it could. */
  readonly startAfter?: (tick: number) => number;
  readonly resetAt?: number;
}

/** Walks the segments tick after tick; the region of segment i is i, its weight base 100 + i. */
function walk(segments: readonly Segment[], surroundings: Surroundings = {}): Issue[] {
  const { ticks = 1, memoryLatency = 1, releaseAfter = () => 1, startAfter = () => 0 } = surroundings;
  const bits = { weightBaseBits: 8, regionBits: 6, entryBits: 10, segmentAddressBits: 6, idleAfterGroup: 0 as const };
  const { sim, set, get } = openPins(SegmentWalker(bits));
  const addresses: number[] = [0, 0];
  let bounds: Segment | undefined;
  let [started, ended, groups, couldStartFor] = [0, 0, 0, 0];
  let releaseAt: number | undefined;
  const issues: Issue[] = [];
  const groupsPerTick = segments.filter(({ endsGroup }) => endsGroup).length;
  for (let cycle = 0; ended < ticks; cycle++) {
    if (cycle > 50_000) throw new Error("the walk does not end");
    if (cycle === surroundings.resetAt) {
      sim.reset();
      return issues;
    }
    const word = addresses[memoryLatency - 1] ?? 0;
    const segment = segments[word];
    const starts = started < ticks && get("startable") === 1 && couldStartFor >= startAfter(started);
    set({
      start: Number(starts),
      own_ready: Number(surroundings.ownReady?.(cycle) ?? true),
      hold: Number(surroundings.hold?.(cycle) ?? false),
      released: Number(cycle === releaseAt),
      weight_base: 100 + word,
      region: word,
      last_of_group: Number(segment?.endsGroup ?? false),
      last_of_tick: Number(word === segments.length - 1),
      waits: Number(segment?.wait ?? false),
      lookup_first: bounds?.first ?? 0,
      lookup_count: bounds?.length ?? 0,
    });
    couldStartFor = get("startable") === 1 ? couldStartFor + 1 : 0;
    if (starts) [started, couldStartFor] = [started + 1, 0];
    const valid = get("issue_valid") === 1;
    const last = get("issue_last") === 1;
    if (valid || last) {
      const entry = valid ? get("entry") : undefined;
      issues.push({ cycle, tick: ended, segmentBase: 0, entry, first: get("issue_first") === 1, last });
    }
    if (last) {
      releaseAt = cycle + releaseAfter(groups++);
      if (groups % groupsPerTick === 0) ended++;
    }
    // The lists answer one cycle later, and the answer stands until the next lookup.
    if (get("lookup") === 1) {
      bounds = segments[get("lookup_region")];
      expect(get("lookup_own")).toBe(Number(bounds?.wait ?? false));
    }
    addresses.unshift(get("segment_address"));
    sim.step();
    // The base comes a cycle later than its entry.
    const issue = issues.at(-1);
    if (issue?.cycle === cycle) issue.segmentBase = get("entry_base") - 100;
  }
  return issues;
}

type Order = Omit<Issue, "cycle">;

/** What has to be issued, cycles aside: every entry once, one empty word for a group without entries at its end. */
function expected(segments: readonly Segment[], ticks = 1): Order[] {
  return Array.from({ length: ticks }, (_, tick) => {
    const result: Order[] = [];
    let group: Pick<Issue, "segmentBase" | "entry">[] = [];
    segments.forEach(({ first, length, endsGroup }, segmentBase) => {
      for (let i = 0; i < length; i++) group.push({ segmentBase, entry: first + i });
      if (!endsGroup) return;
      if (length === 0) group.push({ segmentBase, entry: undefined });
      group.forEach((word, i) => {
        result.push({ tick, ...word, first: i === 0, last: i === group.length - 1 });
      });
      group = [];
    });
    return result;
  }).flat();
}

const timeless = (issues: readonly Issue[]): Order[] => issues.map(({ cycle: _, ...issue }) => issue);
const cycles = (issues: readonly Issue[]): number[] => issues.map(({ cycle }) => cycle);
const group = (...lengths: number[]): Segment[] =>
  lengths.map((length, i) => ({ first: 10 * i, length, endsGroup: i === lengths.length - 1 }));
const upFrom = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i);
const waiting = (segments: readonly Segment[]): Segment[] => segments.map((segment) => ({ ...segment, wait: true }));

describe("segment walker: what is issued", () => {
  it.each([[[0]], [[1]], [[2]], [[5]], [[0, 0, 0]], [[1, 2, 5, 0]], [[0, 5]], [[5, 0, 0, 1]], [[2, 1, 1, 2]]])(
    "walks one group of segments with %j entries",
    (lengths) => {
      const segments = group(...lengths);
      expect(timeless(walk(segments))).toEqual(expected(segments));
    },
  );

  it("starts from the first segment in every tick", () => {
    const segments = [...group(3, 0), ...group(0), ...group(2)];
    expect(timeless(walk(segments, { ticks: 3 }))).toEqual(expected(segments, 3));
  });

  it("a reset in mid-walk stops it", () => {
    expect(walk(group(50), { resetAt: firstIssueAfter + 14 }).length).toBe(14);
  });

  it("walks 80 random programs with random surroundings", () => {
    for (let seed = 1; seed <= 80; seed++) {
      const random = new Random(seed);
      const count = random.integer(1, 20);
      const segments = Array.from({ length: count }, (_, i) => ({
        first: random.integer(0, 400),
        length: random.pick([0, 0, 1, 1, 2, 3, 5, 6, 17]),
        endsGroup: i === count - 1 || random.chance(0.4),
        wait: random.chance(0.4),
      }));
      const spacing = random.integer(1, 20);
      const stillness = random.pick([0, 0.3, 0.8]);
      const issues = walk(segments, {
        ticks: 3,
        memoryLatency: random.pick([1, 2]),
        releaseAfter: () => random.integer(1, spacing),
        startAfter: () => random.integer(0, 3),
        ownReady: () => !random.chance(stillness),
        hold: () => random.chance(stillness / 2),
      });
      expect(timeless(issues), `seed ${seed}`).toEqual(expected(segments, 3));
    }
  });
});

describe("segment walker: cycles", () => {
  it.each([1, 2] as const)(
    "issues an entry in every cycle of a long segment, %i cycles to the word",
    (memoryLatency) => {
      expect(cycles(walk(group(50), { memoryLatency }))).toEqual(upFrom(firstIssueAfter, 50));
    },
  );

  it("goes from a long segment to the next without a bubble, and from group to group", () => {
    const segments = [...group(4, 8, 8), ...group(5, 4)];
    for (const memoryLatency of [1, 2] as const) {
      expect(cycles(walk(segments, { memoryLatency }))).toEqual(upFrom(firstIssueAfter, 29));
    }
  });

  it("issues the entries of short segments as far apart as fetching takes", () => {
    expect(cycles(walk(group(1, 1, 1)))).toEqual([0, 1, 2].map((i) => firstIssueAfter + i * shortestSegment));
  });

  it("goes from tick to tick without a bubble when the last segment reads the core's own spikes", () => {
    const segments = [...group(6), ...waiting(group(6))];
    expect(cycles(walk(segments, { ticks: 3 }))).toEqual(upFrom(firstIssueAfter, 36));
  });

  it("begins a tick only when the outside list of the one before has been read to its end", () => {
    const [ends, begins] = cycles(walk(group(20), { ticks: 2 })).slice(19, 21);
    expect((begins ?? 0) - (ends ?? 0)).toBe(firstIssueAfter + 1);
  });

  it.each([6, 8, 25])("the word that ends a group comes in the cycle after the release: %i cycles", (after) => {
    const issues = walk([...group(2), ...group(3), ...group(1)], { releaseAfter: () => after });
    const ends = cycles(issues.filter(({ last }) => last));
    expect(ends.slice(1).map((end, i) => end - (ends[i] ?? 0))).toEqual([after + 1, after + 1]);
  });

  it("other words go on while a group waits for its release", () => {
    const issues = walk([...group(1), ...group(9)], { releaseAfter: () => 40 });
    const second = cycles(issues).slice(1);
    expect(second.slice(0, 8)).toEqual(upFrom(firstIssueAfter + shortestSegment, 8));
    expect(second[8]).toBe(firstIssueAfter + 41);
  });

  it("segments that wait stand still until the own lists are complete, those before them go on", () => {
    const segments = [...group(5).map((segment) => ({ ...segment, endsGroup: false })), ...waiting(group(4))];
    const issues = walk(segments, { ownReady: (cycle) => cycle >= 30 });
    expect(cycles(issues)).toEqual([...upFrom(firstIssueAfter, 5), ...upFrom(34, 4)]);
  });

  it("words that end groups wait while they are held", () => {
    const issues = walk(group(5), { hold: (cycle) => cycle < 30 });
    expect(cycles(issues)).toEqual([...upFrom(firstIssueAfter, 4), 30]);
  });
});
