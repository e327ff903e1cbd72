/** What the world of the event lists promises, and that they never overflow then. */
import {
  type Bool,
  bool,
  bundle,
  cat,
  constant,
  formal,
  hi,
  input,
  instance,
  lo,
  module,
  output,
  regArray,
  regs,
  stream,
  sum,
  type UInt,
  uint,
  when,
} from "../../../../hdlgen/index.ts";
import { EventLists, entryBits, listEntryOf } from "../../../../rtl/core/event-lists.ts";
import { exposing } from "../../../support/exposing.ts";
import { type Goal, lemmas } from "../../cells/proofs/lemmas.ts";

const regions = 3;
const regionBits = 2;
const entries = 8;
const indexBits = 2;
const parameters = { regions, regionBits, entries, indexBits, fabric: "ice40up" } as const;
const numbers = Array.from({ length: regions }, (_, region) => region);

export const any = (conditions: readonly Bool[]): Bool => conditions.reduce((all, each) => all.or(each), lo);
export const all = (conditions: readonly Bool[]): Bool => conditions.reduce((every, each) => every.and(each), hi);
/** The value that an index selects. */
export const chosen = <T extends Bool | UInt>(values: readonly T[], index: UInt): T =>
  values.reduceRight((rest, value, i) => index.eq(i).mux(value as UInt, rest as UInt) as T);
const ones = (bits: UInt): UInt => sum(bits.toBools().map((bit) => bit.asUInt()));

const widths = {
  ...Object.fromEntries(
    numbers.flatMap((r) => [
      [`first${r}`, 3],
      [`isOwn${r}`, 1],
      [`filled${r}`, 4],
      [`length${r}`, 4],
    ]),
  ),
  ...{ appending: 1, appendOwn: 1, appendRegion: regionBits, appendIndex: indexBits },
  ...{ counted: 1, countedFirst: 3, countedBefore: 4, placing: 1, placingAt: 4 },
} as const;

/**
 * Any layout of three regions of either class in a bank of eight. Every source of a region appends at most once between
 * two changes of its class, from whichever port. Any number of cycles, appends, changes and drops.
 */
export const EventListsProof = module(
  "event_lists_proof",
  (_: Goal & { readonly oncePerTick: "assumed" | "not assumed" }) => {
    const entry = listEntryOf(uint(regionBits), uint(indexBits));
    return {
      own: input(bundle({ valid: bool, region: uint(regionBits), index: uint(indexBits) })),
      delayed: stream.in(entry),
      outside: stream.in(entry),
      swapOwn: input(bool),
      swapOutside: input(bool),
      drop: input(bool),
      lookup: input(bool),
      lookupRegion: input(uint(regionBits)),
      lookupOwn: input(bool),
      readEntry: input(uint(entryBits(parameters))),
      index: output(uint(indexBits)),
    };
  },
  (io, { oncePerTick, goal }) => {
    const lemma = lemmas({ goal });
    const lists = instance("lists", exposing(EventLists(parameters), widths), {
      ...io,
      ...{ startWrite: lo, startRegion: 0, startData: 0 },
    });
    const seen = lists as unknown as Readonly<Record<string, UInt>>;
    const of = (name: string): UInt => seen[`${name}Seen`] ?? constant(uint(1), 0);
    const flag = (name: string): Bool => of(name).bit(0);
    const first = numbers.map((r) => of(`first${r}`));
    const isOwn = numbers.map((r) => flag(`isOwn${r}`));

    // The layout, as a loader leaves it: regions one behind the other, none longer than there are indices.
    const size = regArray("size", regions, uint(indexBits + 1));
    size.forEach((own) => {
      own.next = own;
      formal.assume(own.le(2 ** indexBits), "a region has no more sources than indices");
    });
    numbers.forEach((r) => {
      const end = (first[r] ?? size0()).extend(5).addw((size[r] ?? size0()).extend(5));
      const next = first[r + 1]?.extend(5);
      formal.assume(next === undefined ? end.le(entries) : end.le(next), "regions follow each other");
    });

    // What is offered: regions that there are, of the port's class.
    const isOwnRegion = (region: UInt): Bool => any(numbers.map((r) => region.eq(r).and(isOwn[r] ?? lo)));
    const isRegion = ({ region }: { region: UInt }): Bool => region.lt(regions);
    formal.assume(io.own.valid.implies(isRegion(io.own).and(isOwnRegion(io.own.region))), "own spikes to own regions");
    formal.assume(
      io.delayed.valid.implies(isRegion(io.delayed.payload).and(isOwnRegion(io.delayed.payload.region))),
      "delayed spikes to own regions",
    );
    formal.assume(
      io.outside.valid.implies(isRegion(io.outside.payload).and(isOwnRegion(io.outside.payload.region).not())),
      "events to regions of the outside",
    );
    const taken = [
      { yes: io.own.valid, ...pickOf(io.own) },
      { yes: io.delayed.valid.and(lists.delayed.ready), ...pickOf(io.delayed.payload) },
      { yes: io.outside.valid.and(lists.outside.ready), ...pickOf(io.outside.payload) },
    ];
    formal.assert(ones(cat(...taken.map(({ yes }) => yes))).le(1), "one entry at a time");

    // Counts start at anything: a clear empties the lists before the first entry.
    const { dropped } = regs({ dropped: [bool, false] });
    dropped.next = dropped.or(io.drop);
    formal.assume(dropped.or(any(taken.map(({ yes }) => yes)).not()), "lists are emptied before they are used");

    // Who has appended since its class changed over.
    const appended = regArray("appended", regions, [uint(2 ** indexBits), 0]);
    const { ownBefore, outsideBefore } = regs({ ownBefore: [bool, false], outsideBefore: [bool, false] });
    ownBefore.next = any(taken.slice(0, 2).map(({ yes }) => yes));
    outsideBefore.next = any(taken.slice(2).map(({ yes }) => yes));
    formal.assume(io.swapOwn.implies(ownBefore.not()), "a cycle passes between an own entry and the change");
    formal.assume(io.swapOutside.implies(outsideBefore.not()), "a cycle passes between an event and the change");
    formal.assume(io.drop.implies(ownBefore.or(outsideBefore).not()), "a cycle passes between an entry and a drop");
    // What a lookup must answer: the number at the last change.
    const ready = regArray("ready", regions, uint(4));
    const known = regArray("known", regions, [bool, false]);
    numbers.forEach((r) => {
      const mine = appended[r];
      const length = size[r];
      if (mine === undefined || length === undefined) return;
      const bits = taken.map(({ yes, region, index }) =>
        yes.and(region.eq(r)).mux(index.toOneHot(2 ** indexBits), constant(uint(2 ** indexBits), 0)),
      );
      const more = bits.reduce((or, each) => or.or(each));
      const swaps = (isOwn[r] ?? lo).mux(io.swapOwn, io.swapOutside);
      const [count, isKnown] = [ready[r], known[r]];
      if (count === undefined || isKnown === undefined) return;
      when(swaps, () => {
        count.next = ones(mine).extend(4);
        isKnown.next = isKnown.or(dropped);
      });
      lemma(isKnown.implies(of(`length${r}`).eq(count)), "the length of a list is kept");
      lemma(isKnown.implies(dropped), "a length is known from the first change on");
      const ends = io.drop.or(swaps);
      const before = ends.mux(0, mine);
      mine.next = before.or(more);
      taken.forEach(({ yes, region, index }) => {
        const ofMine = yes.and(region.eq(r));
        formal.assume(ofMine.implies(index.extend(indexBits + 1).lt(length)), "an index within the region");
        if (oncePerTick === "assumed") {
          formal.assume(
            ofMine.implies(
              before
                .and(index.toOneHot(2 ** indexBits))
                .any()
                .not(),
            ),
            "once per tick",
          );
        }
      });
      // Induction: how many have been counted, and where those on their way will stand.
      const onTheWay = flag("appending").and(of("appendRegion").eq(r));
      const number = of(`filled${r}`).addw(onTheWay.asUInt());
      lemma(dropped.implies(number.eq(ones(mine).extend(4))), "as many are counted as have appended");
      const outsideOfRegion = mine.toBools().map((bit, i) => bit.and(length.le(i)));
      lemma(any(outsideOfRegion).not(), "nobody appended who is not of the region");
    });
    const looked = regs({ looked: [bool, false], expectedFirst: uint(3), expectedCount: uint(4) });
    looked.looked.next = io.lookup.mux(io.lookupRegion.lt(regions).and(chosen(known, io.lookupRegion)), looked.looked);
    when(io.lookup, () => {
      looked.expectedFirst.next = chosen(first, io.lookupRegion);
      looked.expectedCount.next = chosen(ready, io.lookupRegion);
    });
    formal.assert(
      looked.looked.implies(lists.lookupCount.eq(looked.expectedCount)),
      "a lookup tells how many appended before the lists changed over",
    );
    formal.assert(
      looked.looked.implies(lists.lookupFirst.trunc(3).eq(looked.expectedFirst)),
      "a lookup tells where the list begins",
    );
    lemma(flag("appending").implies(of("appendRegion").lt(regions)), "an entry of some region");
    const within = (place: UInt): Bool =>
      any(
        numbers.map((r) => {
          const [from, length] = [(first[r] ?? size0()).extend(5), (size[r] ?? size0()).extend(5)];
          return from.le(place).and(place.lt(from.addw(length)));
        }),
      );
    lemma(
      flag("counted").implies(within(of("countedFirst").extend(5).addw(of("countedBefore").extend(5)))),
      "an entry has its place in a region",
    );
    lemma(flag("placing").implies(within(of("placingAt").extend(5))), "an entry is placed in a region");
    return { delayed: lists.delayed, outside: lists.outside, index: lists.index };
  },
);

const size0 = (): UInt => constant(uint(3), 0);
const pickOf = ({ region, index }: { region: UInt; index: UInt }) => ({ region, index });
