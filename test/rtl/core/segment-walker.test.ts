import { describe, expect, it } from "vitest";
import { SegmentWalker } from "../../../rtl/core/segment-walker.ts";
import { Random } from "../../support/random.ts";
import { openPins } from "./pins.ts";

/** Cycles from the start of a tick to its first issue, and from one short segment to the next. */
const firstIssueAfter = 7;
const shortestSegment = 6;

/** One segment: the region it walks, the region's list entries, and whether it ends its group. */
interface Segment {
  readonly first: number;
  readonly length: number;
  readonly endsGroup: boolean;
}

interface Issue {
  readonly cycle: number;
  readonly segmentBase: number;
  /** Undefined for the empty word of a group without events. */
  readonly entry: number | undefined;
  readonly first: boolean;
  readonly last: boolean;
  readonly lastOfTick: boolean;
}

/** Walks the segments once per tick; the region of segment i is i, its weight base 100 + i. */
function walk(lanes: number, segments: readonly Segment[], ticks = 1, resetAt?: number): Issue[][] {
  const bits = { weightBaseBits: 8, regionBits: 6, pointerBits: 10, segmentAddressBits: 6, lanes };
  const { sim, set, get } = openPins(SegmentWalker(bits));
  let [word, region] = [0, 0];
  const cycle = (start: 0 | 1): Omit<Issue, "cycle"> | undefined => {
    const segment = segments[word];
    const bounds = segments[region];
    set({
      start,
      weight_base: 100 + word,
      region: word,
      last_of_group: Number(segment?.endsGroup ?? false),
      last_of_tick: Number(word === segments.length - 1),
      lookup_first: bounds?.first ?? 0,
      lookup_count: bounds?.length ?? 0,
    });
    const issue = {
      segmentBase: get("entry_base") - 100,
      entry: get("issue_valid") === 1 ? get("entry") : undefined,
      first: get("issue_first") === 1,
      last: get("issue_last") === 1,
      lastOfTick: get("issue_last_of_tick") === 1,
    };
    const isIssued = get("issue") === 1;
    // The segment memory and the lists' registers answer one cycle later.
    const [nextWord, nextRegion] = [get("segment_address"), get("lookup_region")];
    sim.step();
    [word, region] = [nextWord, nextRegion];
    return isIssued ? issue : undefined;
  };
  return Array.from({ length: ticks }, () => {
    const issues: Issue[] = [];
    cycle(1);
    for (let at = 1; at < 20_000; at++) {
      if (at === resetAt) {
        sim.reset();
        return issues;
      }
      const issue = cycle(0);
      if (issue !== undefined) issues.push({ cycle: at, ...issue });
      if (issue?.lastOfTick === true) return issues;
    }
    throw new Error("the walk does not end");
  });
}

/** What has to be issued, cycles aside: every entry once, one empty word for a group without entries. */
function expected(segments: readonly Segment[]): Omit<Issue, "cycle">[] {
  const result: Omit<Issue, "cycle">[] = [];
  let group: Omit<Issue, "cycle" | "first" | "last" | "lastOfTick">[] = [];
  segments.forEach(({ first, length, endsGroup }, segmentBase) => {
    for (let i = 0; i < length; i++) group.push({ segmentBase, entry: first + i });
    if (!endsGroup) return;
    // A group that ends with an empty segment ends with an empty word.
    if (length === 0) group.push({ segmentBase, entry: undefined });
    group.forEach((issue, i) => {
      const last = i === group.length - 1;
      result.push({ ...issue, first: i === 0, last, lastOfTick: last && segmentBase === segments.length - 1 });
    });
    group = [];
  });
  return result;
}

const timeless = (issues: readonly Issue[] = []) => issues.map(({ cycle: _, ...issue }) => issue);
const group = (...lengths: number[]): Segment[] =>
  lengths.map((length, i) => ({ first: 10 * i, length, endsGroup: i === lengths.length - 1 }));

describe("segment walker", () => {
  it.each([[[0]], [[1]], [[2]], [[5]], [[0, 0, 0]], [[1, 2, 5, 0]], [[0, 5]], [[5, 0, 0, 1]], [[2, 1, 1, 2]]])(
    "walks one group of segments with %j entries",
    (lengths) => {
      const segments = group(...lengths);
      const [issues] = walk(2, segments);
      expect(timeless(issues)).toEqual(expected(segments));
      expect(issues?.[0]?.cycle).toBeGreaterThanOrEqual(firstIssueAfter);
    },
  );

  it("issues an entry in every cycle of a long segment", () => {
    const [issues] = walk(2, group(50));
    expect(issues?.map(({ cycle }) => cycle)).toEqual(Array.from({ length: 50 }, (_, i) => firstIssueAfter + i));
  });

  it("goes from a long segment to the next without a bubble", () => {
    const [issues] = walk(2, group(8, 8, 8));
    expect(issues?.map(({ cycle }) => cycle)).toEqual(Array.from({ length: 24 }, (_, i) => firstIssueAfter + i));
  });

  it.each([2, 4, 8, 16, 32])("ends groups at least L cycles apart, and no later than that: L = %i", (lanes) => {
    const segments = Array.from({ length: 6 }, () => group(1)).flat();
    const ends = (walk(lanes, segments)[0] ?? []).filter(({ last }) => last).map(({ cycle }) => cycle);
    const distances = ends.slice(1).map((end, i) => end - (ends[i] ?? 0));
    expect(distances).toEqual(distances.map(() => Math.max(shortestSegment, lanes)));
  });

  it("starts from the first segment in every tick", () => {
    const segments = [...group(3, 0), ...group(0), ...group(2)];
    const ticks = walk(4, segments, 3);
    for (const issues of ticks) expect(timeless(issues)).toEqual(expected(segments));
  });

  it("a reset in mid-walk stops it", () => {
    const [issues] = walk(2, group(50), 1, firstIssueAfter + 14);
    expect(issues?.length).toBe(14);
  });

  it("walks 150 random programs", () => {
    for (let seed = 1; seed <= 150; seed++) {
      const random = new Random(seed);
      const lanes = random.pick([2, 4, 8, 16]);
      const count = random.integer(1, 20);
      const segments = Array.from({ length: count }, (_, i) => ({
        first: random.integer(0, 400),
        length: random.pick([0, 0, 1, 1, 2, 3, 5, 6, 17]),
        endsGroup: i === count - 1 || random.chance(0.4),
      }));
      const [issues, again] = walk(lanes, segments, 2);
      const ends = (issues ?? []).filter(({ last }) => last).map(({ cycle }) => cycle);
      const tooClose = ends.filter((end, i) => i > 0 && end - (ends[i - 1] ?? 0) < lanes);
      expect({ issues: timeless(issues), tooClose }, `seed ${seed}`).toEqual({
        issues: expected(segments),
        tooClose: [],
      });
      expect(timeless(again), `seed ${seed}, second tick`).toEqual(expected(segments));
    }
  });
});
