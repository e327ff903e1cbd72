import type { LearningShape } from "../../config/index.ts";
import {
  type Bool,
  bool,
  cat,
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
import { historyOf } from "./lane-ports.ts";

export interface HistoryScanParameters extends Pick<LearningShape, "historyBits" | "slowPeriod"> {
  /** Some posts are of `minus`. */
  readonly signed: boolean;
  /** Arrivals are looked through too. */
  readonly records: boolean;
  /** So are the posts of the last S ticks, oldest first. */
  readonly backward: boolean;
}

/** Bits that are looked at together. */
export const scannedBits = ({ historyBits }: Pick<LearningShape, "historyBits">): number =>
  Math.min(16, historyBits / 4);

/**
 * Finds the bits that are set in a history, one after the other: arrivals by their bits, posts from the youngest on (bit 0 is
 * age 1), or those of the last S ticks from the oldest on (bit 0 is age S).
 *
 * Ports       load: begin, with the record (`ofRecord`), or with the posts, `backward` from bit `from` on; `posts` and `minus`
 *             together are the posts. valid: a bit was found, `at` its number, `isBelow` that this is below `limit`, which stands,
 *             `negative` that the bit is one of `minus`. ended: there
 *             are no more; passed: no more of the last S ticks, from the youngest on. All are low from `load` on
 *             until it is known. hold: stand still
 * Latency     3 cycles from `load` to the first bit
 * Throughput  a bit per cycle, and a cycle more for each word of `scannedBits`
 */
export const HistoryScan = module(
  "history_scan",
  (p: HistoryScanParameters) => ({
    load: input(bool),
    ofRecord: input(bool),
    backward: input(bool),
    from: input(uint(Math.log2(p.historyBits))),
    limit: input(uint(Math.log2(p.historyBits) + 1)),
    hold: input(bool),
    posts: input(historyOf(p)),
    minus: input(historyOf(p)),
    record: input(historyOf(p)),
    valid: output(bool),
    at: output(uint(Math.log2(p.historyBits))),
    isBelow: output(bool),
    negative: output(bool),
    passed: output(bool),
    ended: output(bool),
  }),
  (io, { historyBits, slowPeriod, signed, records, backward }) => {
    const width = scannedBits({ historyBits });
    const count = historyBits / width;
    const low = Math.log2(width);
    const scansRecord = records ? remembered("scansRecord", io.ofRecord) : lo;
    const scansBackward = backward ? remembered("scansBackward", io.backward) : lo;
    const scan = regs({
      active: [bool, false],
      next: uint(Math.log2(count) + 1),
      base: uint(Math.log2(count)),
      few: uint(width),
      valid: [bool, false],
      isBelow: bool,
      at: uint(low + Math.log2(count)),
    });
    const chunksOf = (history: readonly UInt[]): UInt[] => {
      const bits = history.flatMap((slice) => slice.toBools());
      return Array.from({ length: count }, (_, i) => cat(...bits.slice(i * width, (i + 1) * width).reverse()));
    };
    const backwardOf = (history: readonly UInt[]): UInt[] => {
      const bits = history
        .flatMap((slice) => slice.toBools())
        .slice(0, slowPeriod)
        .reverse();
      while (bits.length < width) bits.push(lo);
      return Array.from({ length: bits.length / width }, (_, i) =>
        cat(...bits.slice(i * width, (i + 1) * width).reverse()),
      );
    };
    const chosen = (chunks: readonly UInt[]): UInt => {
      const [first] = chunks;
      if (first === undefined) throw new Error("no chunks");
      if (chunks.length === 1) return first;
      const half = chunks.length / 2;
      return scan.next.bit(Math.log2(half)).mux(chosen(chunks.slice(half)), chosen(chunks.slice(0, half)));
    };
    const { slowIsOver } = nodes({ slowIsOver: scan.next.ge(Math.max(1, slowPeriod / width)) });
    const { isOver } = nodes({ isOver: scan.next.bit(Math.log2(count)).or(scansBackward.and(slowIsOver)) });
    const posts = signed ? io.posts.map((slice, i) => slice.or(io.minus.at(i))) : [...io.posts];
    const of = (history: readonly UInt[]): UInt =>
      scansBackward.mux(chosen(backwardOf(history)), chosen(chunksOf(history)));
    const { fetched } = nodes({
      fetched: records ? scansRecord.mux(chosen(chunksOf([...io.record])), of(posts)) : of(posts),
    });
    const { others } = nodes({ others: withoutLowest(scan.few) });
    const { found } = nodes({ found: scan.few.any() });
    const { lowest } = nodes({ lowest: cat(scan.base, scan.few.priorityEncode().index) });

    const kept = backward ? withoutSkipped(fetched) : fetched;

    when(io.load, () => {
      scan.active.next = true;
      scan.few.next = 0;
      scan.valid.next = false;
      scan.next.next = backward ? io.from.slice(io.from.width - 1, low).extend(scan.next.width) : 0;
    }).elsewhen(io.hold.not(), () => {
      scan.valid.next = found;
      scan.at.next = lowest;
      scan.isBelow.next = lowest.lt(io.limit);
      when(found, () => {
        scan.few.next = others;
      })
        .elsewhen(isOver, () => {
          scan.active.next = false;
        })
        .otherwise(() => {
          scan.few.next = kept;
          scan.base.next = scan.next.trunc(Math.log2(count));
          scan.next.next = scan.next.addw(1);
        });
    });
    let negative = lo;
    if (signed) {
      const sign = regs({ fewNegative: uint(width), negative: bool });
      when(io.hold.not(), () => {
        sign.negative.next = sign.fewNegative.and(scan.few).and(others.not()).any();
        when(found.not(), () => {
          sign.fewNegative.next = of([...io.minus]);
        });
      });
      negative = sign.negative;
    }
    return {
      valid: scan.valid,
      at: scan.at,
      isBelow: scan.isBelow,
      negative,
      passed: slowIsOver.and(found.or(scan.valid).not()),
      ended: scan.active.or(scan.valid).not(),
    };

    function remembered(name: string, flag: Bool): Bool {
      const own = regs({ [name]: bool })[name];
      if (own === undefined) throw new Error(name);
      when(io.load, () => {
        own.next = flag;
      });
      return own;
    }

    function withoutSkipped(bits: UInt): UInt {
      const { skipped } = regs({ skipped: uint(low) });
      when(io.load, () => {
        skipped.next = io.from.trunc(low);
      }).elsewhen(io.hold.or(found).not(), () => {
        skipped.next = 0;
      });
      return cat(
        ...bits
          .toBools()
          .map((bit, i) => bit.and(skipped.le(i)))
          .reverse(),
      );
    }
  },
);

/** All but the lowest bit that is set. */
function withoutLowest(bits: UInt): UInt {
  let below: Bool = lo;
  const kept = bits.toBools().map((bit) => {
    const stays = bit.and(below);
    below = below.or(bit);
    return stays;
  });
  return cat(...kept.reverse());
}
