import {
  type CoreShape,
  type Fabric,
  listIndexBits,
  ownRegionBit,
  regionBits,
  savesCells,
} from "../../config/index.ts";
import {
  type Bool,
  bool,
  bundle,
  cat,
  formal,
  input,
  instance,
  lo,
  module,
  node,
  nodes,
  output,
  regArray,
  regs,
  stream,
  type Type,
  type UInt,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { memoryFor } from "./memory-choice.ts";
import { WordMemory } from "./sliced-memory.ts";

export interface EventListsParameters {
  readonly regions: number;
  readonly regionBits: number;
  /** Entries of a bank, all regions together; a power of two. */
  readonly entries: number;
  readonly indexBits: number;
  readonly fabric: Fabric;
}

/** The lists of a core. */
export const listParameters = ({ shape, fabric }: { shape: CoreShape; fabric: Fabric }): EventListsParameters => ({
  regions: shape.regions,
  regionBits: regionBits(shape),
  entries: shape.listEntries,
  indexBits: listIndexBits(shape),
  fabric,
});

/** An entry on its way into its region's list. */
export const listEntryOf = (region: Type<UInt>, index: Type<UInt>) => bundle({ region, index });

const bitsFor = (entries: number): number => Math.log2(entries);
/** A count may be that of a whole bank; an entry needs as many bits with its bank on top. */
export const entryBits = ({ entries }: Pick<EventListsParameters, "entries">): number => bitsFor(entries) + 1;

/** Cycles from an entry to its index. */
export const listLatency = ({ fabric, entries }: EventListsParameters): number =>
  memoryFor(fabric, "eventList", 2 * entries).latency;

/**
 * The event lists of a core, each in two banks: one is being walked, the other filled. A list is cut into regions, one
 * for each source, so that a group reads only what is connected to it. Regions are of two classes, each with banks of its
 * own: `outside` for host inputs, `own` for the core's spikes, because the next tick's events may begin while the last
 * one's spikes are still on their way.
 *
 * Ports       own: one entry per cycle, always taken; delayed, outside: wait for it, in this order. swapOwn, swapOutside:
 *             what is being filled becomes what is read, the other bank starts empty; drop: empties what is being filled.
 *             startWrite: loads a region's first entry, and its class in bit 15. lookup: a region's first entry, with its
 *             bank, and its number of entries, one cycle later, and until the next lookup. readEntry → index
 * Latency     an entry can be read 4 cycles after it was taken, swap and drop at least 2 cycles after the last one;
 *             `listLatency` from readEntry to index
 * Hazards     none between reading and appending: they are in different banks
 * Cost        for each region a first entry and two counts, which start at 0 and not at the first entry because a counter
 *             with a reset is half as large as one that is loaded
 */
export const EventLists = module(
  "event_lists",
  (p: EventListsParameters) => {
    const entry = listEntryOf(uint(p.regionBits), uint(p.indexBits));
    return {
      own: input(bundle({ valid: bool, region: uint(p.regionBits), index: uint(p.indexBits) })),
      delayed: stream.in(entry),
      outside: stream.in(entry),
      swapOwn: input(bool),
      swapOutside: input(bool),
      drop: input(bool),
      startWrite: input(bool),
      startRegion: input(uint(p.regionBits)),
      startData: input(uint(16)),
      lookup: input(bool),
      lookupRegion: input(uint(p.regionBits)),
      lookupOwn: input(bool),
      lookupFirst: output(uint(entryBits(p))),
      lookupCount: output(uint(entryBits(p))),
      readEntry: input(uint(entryBits(p))),
      index: output(uint(p.indexBits)),
    };
  },
  ({ own, delayed, outside, ...io }, parameters) => {
    const { regions, entries, indexBits, fabric } = parameters;
    const place = uint(bitsFor(entries));
    const count = uint(bitsFor(entries) + 1);

    // Who may append; then the counts of the entry's region, then their sum.
    const { delayedReady } = nodes({ delayedReady: own.valid.not() });
    const { outsideReady } = nodes({ outsideReady: own.valid.or(delayed.valid).not() });
    const append = regs({
      appending: [bool, false],
      appendOwn: bool,
      appendRegion: uint(parameters.regionBits),
      appendIndex: uint(indexBits),
    });
    append.appending.next = own.valid.or(delayed.valid).or(outside.valid);
    append.appendOwn.next = outsideReady.not();
    const choose = (field: "region" | "index"): UInt =>
      own.valid.mux(own[field], delayed.valid.mux(delayed.payload[field], outside.payload[field]));
    append.appendRegion.next = choose("region");
    append.appendIndex.next = choose("index");

    const fill = regs({ fillOwn: [bool, false], fillOutside: [bool, false] });
    when(io.swapOwn, () => {
      fill.fillOwn.next = fill.fillOwn.not();
    });
    when(io.swapOutside, () => {
      fill.fillOutside.next = fill.fillOutside.not();
    });

    const first = regArray("first", regions, place);
    const isOwn = regArray("isOwn", regions, bool);
    const filled = regArray("filled", regions, count);
    const length = regArray("length", regions, count);
    for (let region = 0; region < regions; region++) {
      when(io.startWrite.and(io.startRegion.eq(region)), () => {
        at(first, region).next = io.startData.trunc(place.width);
        at(isOwn, region).next = io.startData.bit(ownRegionBit);
      });
      const swap = node(`swap${region}`, at(isOwn, region).mux(io.swapOwn, io.swapOutside));
      const taken = node(`taken${region}`, append.appending.and(append.appendRegion.eq(region)));
      at(filled, region).next = swap.or(io.drop).mux(0, at(filled, region).addw(taken.asUInt()));
      when(swap, () => {
        at(length, region).next = at(filled, region);
      });
    }

    const counted = regs({
      counted: [bool, false],
      countedBank: bool,
      countedIndex: uint(indexBits),
      countedFirst: place,
      countedBefore: count,
    });
    counted.counted.next = append.appending;
    counted.countedBank.next = append.appendOwn.mux(fill.fillOwn, fill.fillOutside);
    counted.countedIndex.next = append.appendIndex;
    counted.countedFirst.next = pick(first, append.appendRegion);
    counted.countedBefore.next = pick(filled, append.appendRegion);

    const placing = placingOf(counted, parameters);

    const { lookupFirst, lookupCount } = regs({ lookupFirst: uint(entryBits(parameters)), lookupCount: count });
    when(io.lookup, () => {
      const bank = io.lookupOwn.mux(fill.fillOwn, fill.fillOutside).not();
      lookupFirst.next = cat(bank, pick(first, io.lookupRegion));
      lookupCount.next = pick(length, io.lookupRegion);
    });

    const depth = 2 * entries;
    const { word: index } = instance(
      "list",
      WordMemory({ bits: indexBits, depth, ...memoryFor(fabric, "eventList", depth) }),
      {
        address: io.readEntry,
        write: placing.placing,
        writeAddress: cat(placing.placingBank, placing.placingAt.trunc(place.width)),
        writeData: placing.placingIndex,
      },
    );

    formal.assert(
      placing.placing.implies(placing.placingAt.lt(entries)),
      "an event is placed behind the end of its list",
    );
    formal.assert(
      counted.counted.and(intrudes(first, counted)).not(),
      "an event is placed where another region begins",
    );
    formal.assert(
      append.appending.implies(pick(isOwn, append.appendRegion).eq(append.appendOwn)),
      "an entry comes to a region of the other class",
    );
    return {
      delayed: { ready: delayedReady },
      outside: { ready: outsideReady },
      lookupFirst,
      lookupCount,
      index,
    };
  },
);

interface Counted {
  readonly counted: Bool;
  readonly countedBank: Bool;
  readonly countedIndex: UInt;
  readonly countedFirst: UInt;
  readonly countedBefore: UInt;
}

/** An entry and its place: in registers, or, where the clock allows it, in the same cycle. */
function placingOf(counted: Counted, parameters: EventListsParameters) {
  const sum = counted.countedFirst.extend(entryBits(parameters)).addw(counted.countedBefore);
  if (savesCells(parameters.fabric)) {
    return {
      ...nodes({ placing: counted.counted, placingAt: sum }),
      placingBank: counted.countedBank,
      placingIndex: counted.countedIndex,
    };
  }
  const placing = regs({
    placing: [bool, false],
    placingBank: bool,
    placingIndex: uint(parameters.indexBits),
    placingAt: uint(entryBits(parameters)),
  });
  placing.placing.next = counted.counted;
  placing.placingBank.next = counted.countedBank;
  placing.placingIndex.next = counted.countedIndex;
  placing.placingAt.next = sum;
  return placing;
}

/** A region has grown into the next one: its entry, not the first one of it, is the first of a region. */
function intrudes(first: readonly UInt[], counted: { countedFirst: UInt; countedBefore: UInt }): Bool {
  const place = counted.countedFirst.extend(counted.countedBefore.width).addw(counted.countedBefore);
  const onFirst = first.reduce<Bool>((any, own) => any.or(own.extend(place.width).eq(place)), lo);
  return counted.countedBefore.any().and(onFirst);
}

function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new Error(`index ${index}`);
  return item;
}

/** The value that a region number selects; the first one where there is none of that number. */
function pick<T extends Bool | UInt>(values: readonly T[], region: UInt): T {
  return values.reduceRight<T>(
    (rest, value, i) => (i === 0 ? rest : (region.eq(i).mux(value as UInt, rest as UInt) as T)),
    at(values, 0),
  );
}
