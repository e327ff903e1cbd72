import {
  type Bool,
  bool,
  bundle,
  cat,
  formal,
  hi,
  input,
  lo,
  module,
  nodes,
  output,
  regArray,
  regs,
  reset,
  stream,
  type UInt,
  uint,
  when,
  withReset,
} from "../../hdlgen/index.ts";
import { addressBits } from "../core/sliced-memory.ts";
import { aerBits, dueWord } from "./import-lookup.ts";

/** Axons of a word of the wheel. */
export const wheelWordBits = 16;

export interface WheelControlParameters {
  /** Words of 16 delayed axons: a power of two, at least 1. */
  readonly words: number;
  /** Periods in which the wheel goes round: a power of two, more than `ahead` ever is. */
  readonly slots: number;
  /** Cycles from an address to what is kept there. */
  readonly latency: number;
}

/**
 * The delay wheel without its memories and the buffer behind it: sets bits for later periods, and scans those of the
 * present one, a word at a time.
 *
 * Ports       as `DelayWheel`. gives: a word, taken if there is `room`; if not, another one may be given next. readFrom:
 *             address of `kept`, `latency` cycles later; writes: `bits` go to `writeTo`. base: the AER word of axon 0 of word
 *             `baseWord`, at most 1 + `latency` cycles later
 * Proof       k-induction: any one axon is given once for each time that it came, in its period, and at no other time
 */
export const WheelControl = module(
  "wheel_control",
  ({ words, slots }: WheelControlParameters) => {
    const place = uint(addressBits(slots * words));
    return {
      due: stream.in(dueWord),
      gives: output(bundle({ valid: bool, word: uint(aerBits + 1) })),
      room: input(bool),
      clear: input(bool),
      sweeping: output(bool),
      readFrom: output(place),
      kept: input(uint(wheelWordBits)),
      writes: output(bool),
      writeTo: output(place),
      bits: output(uint(wheelWordBits)),
      baseWord: output(uint(addressBits(words))),
      base: input(uint(aerBits)),
    };
  },
  ({ due, room, clear, kept, base }, { words, slots, latency }) => {
    const wordBits = addressBits(words);
    const slotBits = Math.log2(slots);
    const placeBits = addressBits(slots * words);
    const place = (slot: UInt, word: UInt): UInt => (words === 1 ? slot : cat(slot, word));

    return withReset(reset().or(clear), () => {
      const period = regs({
        sweeping: [bool, true],
        now: [uint(slotBits), 0],
        nextWord: [uint(wordBits), 0],
        scanning: [bool, true],
      });
      // An access: one word is read, and written back with a bit more, or empty.
      const stages = regArray("accessing", latency, [bool, false]);
      const at = regs({ place: uint(placeBits), setBit: uint(4), isSet: [bool, false], scannedWord: uint(wordBits) });
      // What has been read and is not yet out: bits, and the number of one of them.
      const out = regs({ some: [bool, false], left: uint(wheelWordBits), bitWaits: [bool, false], bitNumber: uint(4) });

      const isMarker = due.payload.word.bit(aerBits);
      const axon = due.payload.word.trunc(aerBits);
      const { isDelayed } = nodes({ isDelayed: due.payload.ahead.any() });
      const { free } = nodes({ free: stages.reduce<Bool>((any, stage) => any.or(stage), period.sweeping).not() });
      const { sets } = nodes({ sets: free.and(due.valid).and(isDelayed) });
      const { emitted } = nodes({ emitted: out.some.or(out.bitWaits).not() });
      const { scans } = nodes({ scans: free.and(sets.not()).and(period.scanning).and(emitted) });
      const ends = stages[latency - 1] ?? lo;
      stages.forEach((stage, i) => {
        stage.next = stages[i - 1] ?? sets.or(scans);
      });
      const readFrom = place(
        sets.mux(period.now.addw(due.payload.ahead.trunc(slotBits)), period.now),
        sets.mux(axon.slice(3 + wordBits, 4), period.nextWord),
      );
      when(free, () => {
        at.place.next = readFrom;
        at.setBit.next = axon.trunc(4);
        at.isSet.next = sets;
      });
      when(scans, () => {
        at.scannedWord.next = period.nextWord;
      });

      const { drained } = nodes({ drained: free.and(period.scanning.not()).and(emitted) });
      const { passes } = nodes({ passes: due.valid.and(isDelayed.not()).and(isMarker.not().or(drained)) });
      const { nextPeriod } = nodes({ nextPeriod: passes.and(isMarker).and(room) });
      const bitLeaves = out.bitWaits.and(passes.not()).and(room);
      const { moves } = nodes({ moves: out.some.and(out.bitWaits.not().or(bitLeaves)) });
      const others = out.left.and(out.left.subw(1));
      when(ends.and(at.isSet.not()), () => {
        out.some.next = kept.any();
        out.left.next = kept;
      }).elsewhen(moves, () => {
        out.some.next = others.any();
        out.left.next = others;
      });
      out.bitWaits.next = moves.or(out.bitWaits.and(bitLeaves.not()));
      when(moves, () => {
        out.bitNumber.next = out.left.priorityEncode().index;
      });

      const { isLastWord } = nodes({ isLastWord: words === 1 ? hi : period.nextWord.all() });
      when(period.sweeping.or(scans), () => {
        period.nextWord.next = words === 1 ? 0 : period.nextWord.addw(1);
      });
      when(nextPeriod.or(period.sweeping.and(isLastWord)), () => {
        period.now.next = period.now.addw(1);
      });
      period.scanning.next = nextPeriod.or(period.scanning.and(scans.and(isLastWord).not()));
      period.sweeping.next = period.sweeping.and(isLastWord.and(period.now.all()).not());

      formal.assert(
        sets.implies(
          axon
            .shr(4 + Math.log2(words))
            .any()
            .not(),
        ),
        "a delayed axon of no word of the wheel",
      );
      formal.assert(
        ends.and(at.isSet).implies(kept.bitAt(at.setBit).not()),
        "a delayed axon comes a second time in a period",
      );
      formal.assert(isMarker.and(due.valid).implies(isDelayed.not()), "a marker is not delayed");
      return {
        due: { ready: isDelayed.mux(free, room.and(isMarker.not().or(drained))).and(clear.not()) },
        gives: {
          valid: passes.or(out.bitWaits),
          word: passes.mux(due.payload.word, cat(lo, base.addw(out.bitNumber))),
        },
        sweeping: period.sweeping,
        readFrom,
        writes: period.sweeping.or(ends),
        writeTo: period.sweeping.mux(place(period.now, period.nextWord), at.place),
        bits: at.isSet.mux(kept.or(at.setBit.toOneHot(wheelWordBits)), 0),
        baseWord: at.scannedWord,
      };
    });
  },
);
