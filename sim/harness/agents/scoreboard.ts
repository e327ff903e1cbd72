/** Compares what came out with what should have. */
import { isDeepStrictEqual } from "node:util";
import { type Diagnostic, SpikeforgeError } from "../../../diagnostics/index.ts";
import type { Testbench } from "../testbench.ts";
import { itemText } from "./item-text.ts";
import type { Transfers } from "./stream-pins.ts";

export interface ScoreboardOptions<T> {
  /**
   * `"inOrder"`: one after the other. `"any"`: whatever the order. A function gives each item a key, and items of one key
   * keep their order: the events of one source, say. Default `"inOrder"`.
   */
  readonly order?: "inOrder" | "any" | ((item: T) => unknown);
  /** Default: equal in structure. */
  readonly equal?: (expected: T, actual: T) => boolean;
  /** An item in reports. */
  readonly show?: (item: T) => string;
}

/** Expected and actual items of one stream, compared as soon as both are there. */
export interface Scoreboard<T> {
  readonly name: string;
  expect(item: T): void;
  expectAll(items: Iterable<T>): void;
  /** Throws SIM129 when it is not what was expected. */
  actual(item: T): void;
  /** Expects what a model makes of each item that moves there; without a model the item itself. */
  expectFrom(transfers: Transfers<T>): void;
  expectFrom<I>(transfers: Transfers<I>, model: (item: I) => T): void;
  /** The same for a model that makes none, one or several. */
  expectManyFrom<I>(transfers: Transfers<I>, model: (item: I) => Iterable<T>): void;
  /** Compares what moves there: a sink, a monitor. */
  compare(transfers: Transfers<T>): void;
  /** Items that were equal. */
  readonly matched: number;
  /** Items that were expected and have not come. */
  readonly outstanding: number;
  /** Throws SIM130 when something has not come, or came and was not expected. The testbench's `finish` checks it, too. */
  finish(): void;
}

interface Entry<T> {
  readonly item: T;
  /** Among all expected, or all actual ones, from 0 on. */
  readonly position: number;
  readonly cycle: number;
}

/** Items of one key. */
class Lane<T> {
  readonly expected: Entry<T>[] = [];
  readonly actual: Entry<T>[] = [];
  /** The last expected items that have come. */
  readonly before: Entry<T>[] = [];
  /** The last items that came. */
  readonly cameBefore: Entry<T>[] = [];
}

/** Items that a report shows on either side. */
const neighbours = 3;
const shownOutstanding = 5;

/** Most items are plain numbers, for which the general comparison is slow. */
const areEqual = (expected: unknown, actual: unknown): boolean =>
  Object.is(expected, actual) || isDeepStrictEqual(expected, actual);

/** A scoreboard of a testbench. What is outstanding when that is finished or closed is an error. */
export function scoreboard<T>(tb: Testbench, name: string, options: ScoreboardOptions<T> = {}): Scoreboard<T> {
  const { order = "inOrder", equal = areEqual, show = itemText } = options;
  const lanes = new Map<unknown, Lane<T>>();
  const counts = { expected: 0, actual: 0, matched: 0 };
  let hasFailed = false;
  const place = `scoreboard "${name}"`;

  function laneOf(item: T): Lane<T> {
    const key = typeof order === "function" ? order(item) : undefined;
    const known = lanes.get(key);
    if (known !== undefined) return known;
    const lane = new Lane<T>();
    lanes.set(key, lane);
    return lane;
  }

  function settle(lane: Lane<T>): void {
    if (order === "any") settleAny(lane);
    else settleInOrder(lane);
  }

  function settleInOrder(lane: Lane<T>): void {
    for (;;) {
      const expected = lane.expected[0];
      const actual = lane.actual[0];
      if (expected === undefined || actual === undefined) return;
      if (!equal(expected.item, actual.item)) {
        hasFailed = true;
        throw new SpikeforgeError(mismatch(lane, expected, actual));
      }
      lane.expected.shift();
      lane.actual.shift();
      matched(lane, expected, actual);
    }
  }

  /** The newest of either side may be what an older one of the other waited for. */
  function settleAny(lane: Lane<T>): void {
    for (const [newest, others] of [
      [lane.actual, lane.expected],
      [lane.expected, lane.actual],
    ] as const) {
      const last = newest.at(-1);
      if (last === undefined) continue;
      const at = others.findIndex(({ item }) =>
        newest === lane.actual ? equal(item, last.item) : equal(last.item, item),
      );
      if (at < 0) continue;
      newest.pop();
      others.splice(at, 1);
      counts.matched++;
      return;
    }
  }

  function matched(lane: Lane<T>, expected: Entry<T>, actual: Entry<T>): void {
    counts.matched++;
    remember(lane.before, expected);
    remember(lane.cameBefore, actual);
  }

  function remember(list: Entry<T>[], entry: Entry<T>): void {
    list.push(entry);
    if (list.length > neighbours) list.shift();
  }

  const listed = (entries: readonly Entry<T>[]): string =>
    entries.map(({ item, position }) => `#${position} ${show(item)}`).join(", ");

  function mismatch(lane: Lane<T>, expected: Entry<T>, actual: Entry<T>): Diagnostic {
    const following = lane.expected.slice(1, 1 + neighbours);
    const hint = guess(lane, actual, following);
    return {
      code: "SIM129",
      place,
      found: `item ${actual.position}, which came in cycle ${actual.cycle}, is ${show(actual.item)}; expected ${show(expected.item)}`,
      source: [
        `expected: ${listed([...lane.before, expected, ...following])}`,
        `came: ${listed([...lane.cameBefore, ...lane.actual.slice(0, 1 + neighbours)])}`,
      ],
      ...(hint === undefined ? {} : { mend: hint }),
    };
  }

  /** What may have happened, going by the neighbours. */
  function guess(lane: Lane<T>, actual: Entry<T>, following: readonly Entry<T>[]): string | undefined {
    const skipped = following.findIndex(({ item }) => equal(item, actual.item));
    if (skipped >= 0) {
      const missing = lane.expected.slice(0, skipped + 1);
      return `it is what was expected as #${following[skipped]?.position}: ${listed(missing)} may be lost or late`;
    }
    const again = lane.before.at(-1);
    if (again !== undefined && equal(again.item, actual.item)) return `it is #${again.position} once more`;
    return undefined;
  }

  const pick = (side: "expected" | "actual"): Entry<T>[] =>
    [...lanes.values()].flatMap((lane) => lane[side]).sort((a, b) => a.position - b.position);

  function outstanding(): readonly Diagnostic[] {
    // What is left after a mismatch says nothing more.
    if (hasFailed) return [];
    return (["expected", "actual"] as const).flatMap((side) => {
      const left = pick(side);
      if (left.length === 0) return [];
      const more = left.length > shownOutstanding ? `, and ${left.length - shownOutstanding} more` : "";
      const items = `${listed(left.slice(0, shownOutstanding))}${more}`;
      const found = side === "expected" ? `expected and never came: ${items}` : `came and was not expected: ${items}`;
      return [{ code: "SIM130", place, found, source: [`${counts.matched} items were equal`] }];
    });
  }

  tb.atEnd(outstanding);

  function add(side: "expected" | "actual", item: T): void {
    const lane = laneOf(item);
    lane[side].push({ item, position: counts[side]++, cycle: tb.cycle });
    settle(lane);
  }

  const expectItem = (item: T): void => add("expected", item);
  return {
    name,
    expect: expectItem,
    expectAll: (items) => {
      for (const item of items) expectItem(item);
    },
    actual: (item) => add("actual", item),
    expectFrom: <I>(transfers: Transfers<I>, model?: (item: I) => T) =>
      transfers.onTransfer((item) => expectItem(model === undefined ? (item as unknown as T) : model(item))),
    expectManyFrom: (transfers, model) =>
      transfers.onTransfer((item) => {
        for (const each of model(item)) expectItem(each);
      }),
    compare: (transfers) => transfers.onTransfer((item) => add("actual", item)),
    get matched() {
      return counts.matched;
    },
    get outstanding() {
      return pick("expected").length;
    },
    finish: () => {
      const problems = outstanding();
      if (problems.length > 0) throw new SpikeforgeError(problems);
    },
  };
}
