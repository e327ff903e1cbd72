import {
  bool,
  cat,
  formal,
  input,
  module,
  node,
  output,
  ram,
  regArray,
  regs,
  type UInt,
  uint,
  when,
} from "../../../../hdlgen/index.ts";

export interface EventListsParameters {
  readonly regions: number;
  readonly regionBits: number;
  /** Entries of a bank, all regions together; a power of two. */
  readonly entries: number;
  readonly indexBits: number;
}

const bitsFor = (entries: number): number => Math.log2(entries);
/** A pointer may stand behind the last entry, hence the extra bit. */
const pointerBits = (entries: number): number => bitsFor(entries) + 1;

/**
 * The two event lists of a core: this tick's, which is being walked, and the next tick's, which is being filled. A list
 * is cut into regions, one per source population or host input, so that a group reads only what is connected to it.
 *
 * Ports       append: one event per cycle into the list being filled; swap: the list being filled becomes the one that
 *             is read, the other starts empty; drop: empties the list being filled; startWrite: loads a region's first
 *             entry; lookup: region → its first entry and its number of entries in the list being read, one cycle
 *             later; read: entry → index, one cycle later
 * Latency     an event is in the list 3 cycles after `append`; swap and drop at least 2 cycles after the last one
 * Hazards     none between reading and appending: they are in different banks
 * Cost        one EBR per 2,048 bits of both banks; per region a pointer and two counts, which start at 0 and not at the
 *             pointer because a counter with a reset is half as large as one that is loaded
 */
export const EventLists = module(
  "event_lists",
  (p: EventListsParameters) => ({
    appendValid: input(bool),
    appendRegion: input(uint(p.regionBits)),
    appendIndex: input(uint(p.indexBits)),
    swap: input(bool),
    drop: input(bool),
    startWrite: input(bool),
    startRegion: input(uint(p.regionBits)),
    startData: input(uint(pointerBits(p.entries))),
    lookupRegion: input(uint(p.regionBits)),
    lookupFirst: output(uint(pointerBits(p.entries))),
    lookupCount: output(uint(pointerBits(p.entries))),
    readEntry: input(uint(bitsFor(p.entries))),
    index: output(uint(p.indexBits)),
  }),
  (io, { regions, entries, indexBits }) => {
    const pointer = uint(pointerBits(entries));
    const { bank, placing, placingIndex, placingAt } = regs({
      bank: [bool, false],
      placing: [bool, false],
      placingIndex: uint(indexBits),
      placingAt: pointer,
    });
    when(io.swap, () => {
      bank.next = bank.not();
    });
    placing.next = io.appendValid;
    placingIndex.next = io.appendIndex;

    const first = regArray("first", regions, pointer);
    const filled = regArray("filled", regions, pointer);
    const length = regArray("length", regions, pointer);
    first.forEach((own, region) => {
      when(io.startWrite.and(io.startRegion.eq(region)), () => {
        own.next = io.startData;
      });
    });
    length.forEach((own, region) => {
      when(io.swap, () => {
        own.next = at(filled, region);
      });
    });
    filled.forEach((own, region) => {
      const taken = node(`taken${region}`, io.appendValid.and(io.appendRegion.eq(region)));
      own.next = io.swap.or(io.drop).mux(0, own.addw(taken.asUInt()));
    });
    placingAt.next = pick(first, io.appendRegion).addw(pick(filled, io.appendRegion));
    const { lookupFirst, lookupCount } = regs({ lookupFirst: pointer, lookupCount: pointer });
    lookupFirst.next = pick(first, io.lookupRegion);
    lookupCount.next = pick(length, io.lookupRegion);

    const list = ram("list", uint(indexBits), { depth: 2 * entries, collision: "dontCare" });
    list.write(cat(bank.not(), placingAt.trunc(bitsFor(entries))), placingIndex, { enable: placing });
    formal.assert(placing.not().or(placingAt.lt(entries)), "an event is placed behind the end of its list");
    return {
      lookupFirst,
      lookupCount,
      index: list.read(cat(bank, io.readEntry)),
    };
  },
);

function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new Error(`index ${index}`);
  return item;
}

/** The value that a region number selects; the first one where there is none of that number. */
function pick(values: readonly UInt[], region: UInt): UInt {
  return values.reduceRight<UInt>((rest, value, i) => (i === 0 ? rest : region.eq(i).mux(value, rest)), at(values, 0));
}
