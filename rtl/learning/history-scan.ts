import type { LearningShape } from "../../config/index.ts";
import { bool, cat, input, lo, module, nodes, output, regs, type UInt, uint, when } from "../../hdlgen/index.ts";
import { historyOf } from "./lane-ports.ts";

/** What is looked through: posts from the youngest or, of the last S ticks, from the oldest on; arrivals by their bits. */
export interface HistoryScanParameters extends Pick<LearningShape, "historyBits" | "slowPeriod"> {
  readonly signed: boolean;
  readonly records: boolean;
}

/** Bits that are looked at together. */
export const scannedBits = ({ historyBits }: Pick<LearningShape, "historyBits">): number =>
  Math.min(16, historyBits / 4);

/**
 * Finds the bits that are set in a history, one after the other.
 *
 * Ports       load: from bit `from` on, of the record (`ofRecord`), of the posts of the last S ticks, oldest first
 *             (`backward`: bit 0 is age S), or of all posts (bit 0 is age 1); `posts` and `minus` together are the posts.
 *             valid: a bit was found, `at` its number, `negative` that it is one of `minus`. ended: there are no more. Both are low from `load` until
 *             the first one is known. hold: stand still
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
    hold: input(bool),
    posts: input(historyOf(p)),
    minus: input(historyOf(p)),
    record: input(historyOf(p)),
    valid: output(bool),
    at: output(uint(Math.log2(p.historyBits))),
    negative: output(bool),
    ended: output(bool),
  }),
  (io, { historyBits, slowPeriod, signed, records }) => {
    const width = scannedBits({ historyBits });
    const count = historyBits / width;
    const low = Math.log2(width);
    const source = regs({ scansRecord: bool, scansBackward: bool });
    const scan = regs({
      active: [bool, false],
      next: uint(Math.log2(count) + 1),
      skipped: uint(low),
      base: uint(Math.log2(count)),
      few: uint(width),
      valid: [bool, false],
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
    const lastBackward = Math.max(1, slowPeriod / width);
    const { isOver } = nodes({
      isOver: scan.next.bit(Math.log2(count)).or(source.scansBackward.and(scan.next.ge(lastBackward))),
    });
    const posts = signed ? io.posts.map((slice, i) => slice.or(io.minus.at(i))) : [...io.posts];
    const of = (history: readonly UInt[]): UInt =>
      source.scansBackward.mux(chosen(backwardOf(history)), chosen(chunksOf(history)));
    const { fetched } = nodes({
      fetched: records ? source.scansRecord.mux(chosen(chunksOf([...io.record])), of(posts)) : of(posts),
    });
    const { first } = nodes({ first: scan.few.lowestSet() });
    const { found } = nodes({ found: scan.few.any() });

    when(io.load, () => {
      scan.active.next = true;
      scan.few.next = 0;
      scan.valid.next = false;
      scan.skipped.next = io.from.trunc(low);
      scan.next.next = io.from.slice(io.from.width - 1, low).extend(scan.next.width);
      source.scansRecord.next = io.ofRecord;
      source.scansBackward.next = io.backward;
    }).elsewhen(io.hold.not(), () => {
      scan.valid.next = found;
      scan.at.next = cat(scan.base, scan.few.priorityEncode().index);
      when(found, () => {
        scan.few.next = scan.few.xor(first);
      })
        .elsewhen(isOver, () => {
          scan.active.next = false;
        })
        .otherwise(() => {
          const kept = fetched.toBools().map((bit, i) => bit.and(scan.skipped.le(i)));
          scan.few.next = cat(...kept.reverse());
          scan.base.next = scan.next.trunc(Math.log2(count));
          scan.next.next = scan.next.addw(1);
          scan.skipped.next = 0;
        });
    });
    let negative = lo;
    if (signed) {
      const sign = regs({ fewNegative: uint(width), negative: bool });
      when(io.hold.not(), () => {
        sign.negative.next = sign.fewNegative.and(first).any();
        when(found.not(), () => {
          sign.fewNegative.next = of([...io.minus]);
        });
      });
      negative = sign.negative;
    }
    return { valid: scan.valid, at: scan.at, negative, ended: scan.active.not().and(scan.valid.not()) };
  },
);
