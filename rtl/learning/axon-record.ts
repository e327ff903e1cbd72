import { sliceBits } from "../../config/index.ts";
import {
  array,
  bool,
  cat,
  constant,
  fsm,
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
 *             pulse, writes it without what is older than `window`: only slices that change. write: with `slice`, `data` a cycle
 *             later; stored: pulse, after the last one
 * Latency     scan 2 cycles without an arrival, else 3 and one for each slice that has to be looked at; arrives 3, expire 5 cycles
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
    const { record } = regs({ record: array(uint(sliceBits), slices) });
    when(load, () => {
      record.next = word;
    });
    const { any } = nodes({ any: cat(...[...record].map((slice) => slice.any())).any() });

    // One slice at a time: first that of the tick before, then older ones, at last the older part of the first.
    const { last } = nodes({ last: now.subw(1) });
    const { looked, at, steps, youngest } = regs({
      looked: uint(sliceBits),
      at: uint(numberBits),
      steps: uint(numberBits + 1),
      youngest: uint(Math.log2(historyBits) + 1),
    });
    const { write, data } = regs({ write: [bool, false], data: uint(sliceBits) });
    const { oldest } = nodes({ oldest: now.subw(window).subw(slowPeriod) });
    const offset = oldest.trunc(within);
    const { goes } = regs({ goes: uint(2 * sliceBits) });
    goes.next = cat(...Array.from({ length: 2 * sliceBits }, (_, bit) => isIn(offset, bit, slowPeriod)).reverse());

    const upTo = last.trunc(within);
    const recent = cat(...Array.from({ length: sliceBits }, (_, bit) => upTo.ge(bit)).reverse());
    const highest = looked.reverse().priorityEncode();
    const { isBeyond } = nodes({ isBeyond: steps.eq(slices + 1) });

    looked.next = record.at(at);
    write.next = false;
    const phase = fsm(
      "phase",
      {
        idle: (go) => {
          at.next = last.slice(last.width - 1, within);
          steps.next = 0;
          when(arrives, () => {
            at.next = now.slice(now.width - 1, within);
            go("arrival");
          })
            .elsewhen(expire, () => {
              at.next = oldest.slice(oldest.width - 1, within);
              go("expiry");
            })
            .elsewhen(scan, () => {
              youngest.next = historyBits;
              when(any, () => go("first")).otherwise(() => go("done"));
            });
        },
        // `looked` is a cycle behind `at`.
        first: (go) => {
          looked.next = record.at(at).and(recent);
          at.next = at.subw(1);
          steps.next = 1;
          go("scan");
        },
        scan: (go) => {
          at.next = at.subw(1);
          steps.next = steps.addw(1);
          // 16 × step + offset + 1 − bit, where bit = 15 − highest.
          const before = steps.subw(1).trunc(numberBits + 1);
          youngest.next = highest.valid.mux(
            cat(before, upTo)
              .addw(highest.index)
              .subw(sliceBits - 2),
            historyBits,
          );
          when(highest.valid.or(isBeyond), () => go("done"));
        },
        arrival: (go) => go("arrived"),
        arrived: (go) => {
          data.next = looked.or(now.trunc(within).toOneHot(sliceBits));
          write.next = true;
          go("done");
        },
        expiry: (go) => go("expired"),
        expired: (go) => {
          data.next = looked.and(goes.trunc(sliceBits).not());
          write.next = looked.and(goes.trunc(sliceBits)).any();
          go("next");
        },
        next: (go) => {
          at.next = at.addw(1);
          go("nextExpiry");
        },
        nextExpiry: (go) => go("nextExpired"),
        nextExpired: (go) => {
          const mask = goes.slice(2 * sliceBits - 1, sliceBits);
          data.next = looked.and(mask.not());
          write.next = looked.and(mask).any();
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
  },
);

/** Bit `bit` of two slices lies within the `length` bits from `offset` on. */
function isIn(offset: UInt, bit: number, length: number) {
  const places = Array.from({ length: sliceBits }, (_, from) => (from <= bit && bit < from + length ? 1 : 0));
  const table = places.reduce<number>((sum, place, from) => sum + place * 2 ** from, 0);
  return constant(uint(sliceBits), table).bitAt(offset);
}

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
