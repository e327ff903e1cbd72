import { sliceBits } from "../../config/index.ts";
import {
  array,
  bool,
  cat,
  constant,
  fsm,
  hi,
  input,
  lo,
  module,
  nodes,
  output,
  regs,
  type UInt,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { ageBits, historyOf, learningOf } from "./lane-ports.ts";
import type { LearnParameters } from "./learn-ports.ts";

/** Bits of the number of a slice of a record. */
export const recordSliceBits = ({ shape }: Pick<LearnParameters, "shape">): number =>
  Math.log2(learningOf(shape).historyBits / sliceBits);

/**
 * The record of one axon: bit (tick mod N) says that it arrived then.
 *
 * Ports       load: takes the low slices of `word`. any: of its bits. scan: pulse, then `scanned` with `youngest`, the age of
 *             the last arrival before `now`, N without any. arrives: pulse, writes it with the bit of `now` set; expire:
 *             pulse, writes both slices with ticks of the S before the window, without these. write: with `slice`, `data` a cycle
 *             later; stored: pulse, after the last one
 * Latency     scan 2 cycles without an arrival, else 3 and one for each slice that has to be looked at; arrives 2, expire 4 cycles
 * Hazards     `now` and `window` must stand still; no bit is older than window + S
 */
export const AxonRecord = module(
  "axon_record",
  ({ shape }: Pick<LearnParameters, "shape">) => {
    const learning = learningOf(shape);
    return {
      load: input(bool),
      word: input(historyOf(learning)),
      now: input(uint(Math.log2(learning.historyBits))),
      window: input(uint(Math.log2(learning.historyBits))),
      any: output(bool),
      record: output(historyOf(learning)),
      scan: input(bool),
      scanned: output(bool),
      youngest: output(uint(ageBits(learning))),
      arrives: input(bool),
      expire: input(bool),
      write: output(bool),
      slice: output(uint(recordSliceBits({ shape }))),
      data: output(uint(sliceBits)),
      stored: output(bool),
    };
  },
  ({ load, word, now, window, scan, arrives, expire }, { shape }) => {
    const { historyBits, slowPeriod } = learningOf(shape);
    const slices = historyBits / sliceBits;
    const numberBits = Math.log2(slices);
    const within = Math.log2(sliceBits);
    const { record, any } = regs({ record: array(uint(sliceBits), slices), any: bool });
    when(load, () => {
      record.next = word;
      any.next = cat(...[...word].map((slice) => slice.any())).any();
    });

    // One slice at a time: first that of the tick before, then older ones, at last the older part of the first.
    const { at, steps, youngest } = regs({
      at: uint(numberBits),
      steps: uint(numberBits + 1),
      youngest: uint(Math.log2(historyBits) + 1),
    });
    const { write, data } = regs({ write: [bool, false], data: uint(sliceBits) });
    const { last } = nodes({ last: now.subw(1) });
    /** The youngest tick of interest: the one before, or the first one before the window. */
    const { newest } = nodes({ newest: last.subw(expire.mux(window, 0)) });
    const upTo = last.trunc(within);
    // A bit for every place of a slice that is not above the place of the youngest tick; all of them behind `first`.
    const { places, looked } = regs({ places: uint(sliceBits), looked: uint(sliceBits) });
    const own = record.at(at);
    looked.next = own.and(places);
    const highest = looked.reverse().priorityEncode();
    const { isBeyond } = nodes({ isBeyond: steps.eq(slices + 1) });

    write.next = false;
    const phase = fsm(
      "phase",
      {
        idle: (go) => {
          at.next = arrives.mux(sliceOf(now), sliceOf(newest));
          places.next = cat(...Array.from({ length: sliceBits }, (_, bit) => newest.trunc(within).ge(bit)).reverse());
          steps.next = 0;
          when(arrives, () => go("arrival"))
            .elsewhen(expire, () => go("expiry"))
            .elsewhen(scan, () => {
              youngest.next = historyBits;
              when(any, () => go("first")).otherwise(() => go("done"));
            });
        },
        // `looked` is a cycle behind `at`.
        first: (go) => {
          places.next = 2 ** sliceBits - 1;
          at.next = at.subw(1);
          steps.next = 1;
          go("scan");
        },
        scan: (go) => {
          at.next = at.subw(1);
          steps.next = steps.addw(1);
          // 16 × step + offset + 1 − bit, where bit = 15 − highest.
          const earlier = steps.subw(1).trunc(numberBits + 1);
          youngest.next = highest.valid.mux(
            cat(earlier, upTo)
              .addw(highest.index)
              .subw(sliceBits - 2),
            historyBits,
          );
          when(highest.valid.or(isBeyond), () => go("done"));
        },
        // The place above those of `places`; the first one where they are all.
        arrival: (go) => {
          data.next = own.or(places.rotateLeft(1).and(cat(places.slice(sliceBits - 1, 1).not(), hi)));
          write.next = true;
          go("done");
        },
        expiry: (go) => {
          data.next = own.and(goes().not());
          write.next = true;
          go("written");
        },
        written: (go) => {
          at.next = at.subw(1);
          go("older");
        },
        older: (go) => {
          data.next = own.and(stays());
          write.next = true;
          go("done");
        },
        done: (go) => go("idle"),
      },
      { init: "idle" },
    );
    const { scanning } = regs({ scanning: [bool, false] });
    scanning.next = scan.or(scanning.and(phase.is("done").not()));
    const { ends } = nodes({ ends: phase.is("done") });
    return {
      ...{ any, record, youngest, write, slice: at, data },
      scanned: ends.and(scanning),
      stored: ends.and(scanning.not()),
    };

    /** The S places up to the youngest tick, as far as they lie in its slice. */
    function goes(): UInt {
      if (slowPeriod === sliceBits) return places;
      return places.and(
        places
          .slice(sliceBits - 1, slowPeriod)
          .extend(sliceBits)
          .not(),
      );
    }

    /** What stays of the slice below: all but the rest of them. */
    function stays(): UInt {
      const shift = sliceBits - slowPeriod;
      return shift === 0 ? places : cat(places.trunc(slowPeriod), constant(uint(shift), 2 ** shift - 1));
    }
  },
);

const sliceOf = (tick: UInt): UInt => tick.slice(tick.width - 1, Math.log2(sliceBits));

/** What stands for a record where a rule has none: nothing ever arrived. */
export const withoutRecord = (historyBits: number) => ({
  any: lo,
  record: Array.from({ length: historyBits / sliceBits }, () => constant(uint(sliceBits), 0)),
  scanned: lo,
  youngest: constant(uint(Math.log2(historyBits) + 1), historyBits),
  write: lo,
  slice: constant(uint(1), 0),
  data: constant(uint(sliceBits), 0),
  stored: lo,
});
