import type { Fabric } from "../../config/index.ts";
import {
  type Bool,
  bool,
  cat,
  formal,
  hi,
  input,
  instance,
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
  wires,
  withReset,
} from "../../hdlgen/index.ts";
import { SkidBuffer } from "../cells/skid-buffer.ts";
import { type MemoryChoice, memoryFor } from "../core/memory-choice.ts";
import { addressBits, WordMemory } from "../core/sliced-memory.ts";
import { aerBits, dueWord } from "./import-lookup.ts";

/** Periods that the wheel goes round in, and axons of one of its words. */
export const wheelSlots = 16;
export const wheelWordBits = 16;

export interface DelayWheelParameters {
  /** Words of 16 delayed axons: a power of two, at least 1. */
  readonly words: number;
  readonly fabric: Fabric;
}

/** What is read is written back: through a DP16KD as a cell that would look like a loop, so its register is left to logic. */
function wheelMemory({ fabric, words }: DelayWheelParameters): MemoryChoice {
  const choice = memoryFor(fabric, "history", wheelSlots * words);
  return choice.kind === "dp16kd" ? { ...choice, kind: "block" } : choice;
}

/** Cycles of an access to the wheel: a word is read and written back. */
export const wheelAccess = (parameters: DelayWheelParameters): number => wheelMemory(parameters).latency + 1;

/**
 * Keeps events that are due in a later period: a bit for each delayed axon in each of the next 16 periods. When a period
 * begins, the bits that have come for it become events among the others of the period, before its marker.
 *
 * Ports       due: AER words, at once (`ahead` 0) or as the number of a delayed axon, `ahead` 1 to 14 periods later; an
 *             axon has one delay, so that it comes once. events: AER words of the core. clear: level; sweeping: the wheel is
 *             being emptied, after reset and clear; no marker passes then. write: the AER word of axon 16 w, `writeAddress` = w
 * Latency     1 cycle for words that are not delayed; those behind a delayed one wait for it
 * Throughput  1 word per cycle; `wheelAccess` cycles for a delayed word, for each word of the wheel in a period, and one
 *             for each event that comes out
 * Hazards     the table is written while nothing comes
 * Proof       each delayed axon comes out once, in its period
 */
export const DelayWheel = module(
  "delay_wheel",
  (_: DelayWheelParameters) => ({
    due: stream.in(dueWord),
    events: stream.out(uint(aerBits + 1)),
    clear: input(bool),
    sweeping: output(bool),
    write: input(bool),
    writeAddress: input(uint(16)),
    writeData: input(uint(16)),
  }),
  ({ due, events, clear, write, writeAddress, writeData }, { words, fabric }) => {
    const depth = wheelSlots * words;
    const choice = wheelMemory({ words, fabric });
    const wordBits = addressBits(words);
    const place = (slot: UInt, word: UInt): UInt => (words === 1 ? slot : cat(slot, word));
    const placeBits = addressBits(depth);
    const access = wires({ from: uint(placeBits), writes: bool, to: uint(placeBits), bits: uint(wheelWordBits) });
    const scanned = wires({ baseWord: uint(wordBits) });
    const { word: kept } = instance("wheel", WordMemory({ bits: wheelWordBits, depth, ...choice }), {
      address: access.from,
      write: access.writes,
      writeAddress: access.to,
      writeData: access.bits,
    });
    const bases = memoryFor(fabric, "program", Math.max(2, words));
    const { word: base } = instance("bases", WordMemory({ bits: aerBits, depth: Math.max(2, words), ...bases }), {
      address: scanned.baseWord,
      write,
      writeAddress: writeAddress.trunc(wordBits),
      writeData: writeData.trunc(aerBits),
    });

    return withReset(reset().or(clear), () => {
      const period = regs({
        sweeping: [bool, true],
        now: [uint(4), 0],
        nextWord: [uint(wordBits), 0],
        scanning: [bool, true],
      });
      // An access: one word is read, and written back with a bit more, or empty.
      const stages = regArray("accessing", choice.latency, [bool, false]);
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
      const ends = stages[choice.latency - 1] ?? lo;
      stages.forEach((stage, i) => {
        stage.next = stages[i - 1] ?? sets.or(scans);
      });
      const { readFrom } = nodes({
        readFrom: place(
          sets.mux(period.now.addw(due.payload.ahead), period.now),
          sets.mux(axon.slice(3 + wordBits, 4), period.nextWord),
        ),
      });
      when(free, () => {
        at.place.next = readFrom;
        at.setBit.next = axon.trunc(4);
        at.isSet.next = sets;
      });
      when(scans, () => {
        at.scannedWord.next = period.nextWord;
      });
      access.from.value = readFrom;
      access.writes.value = period.sweeping.or(ends);
      access.to.value = period.sweeping.mux(place(period.now, period.nextWord), at.place);
      access.bits.value = at.isSet.mux(kept.or(at.setBit.toOneHot(wheelWordBits)), 0);
      scanned.baseWord.value = at.scannedWord;

      const { drained } = nodes({ drained: free.and(period.scanning.not()).and(emitted) });
      const { passes } = nodes({ passes: due.valid.and(isDelayed.not()).and(isMarker.not().or(drained)) });
      const buffer = instance("buffer", SkidBuffer({ type: uint(aerBits + 1) }), {
        enq: {
          valid: passes.or(out.bitWaits),
          payload: passes.mux(due.payload.word, cat(lo, base.addw(out.bitNumber))),
        },
        deq: events,
      });
      const { nextPeriod } = nodes({ nextPeriod: passes.and(isMarker).and(buffer.enq.ready) });
      const bitLeaves = out.bitWaits.and(passes.not()).and(buffer.enq.ready);
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
        due: { ready: isDelayed.mux(free, buffer.enq.ready.and(isMarker.not().or(drained))).and(clear.not()) },
        events: buffer.deq,
        sweeping: period.sweeping,
      };
    });
  },
);
