/**
 * Any delayed axons in any periods, words that pass, output that is taken whenever: any one axon comes out once for each
 * time that it came, as many periods later as it should, and at no other time. Of the memory only its bit is kept; the
 * other bits are any at any time, so that what holds for this axon holds for all.
 */
import {
  type Bool,
  bool,
  cat,
  constant,
  formal,
  input,
  instance,
  lo,
  module,
  output,
  regArray,
  regs,
  stream,
  type UInt,
  uint,
  when,
  wires,
} from "../../../../hdlgen/index.ts";
import { assumeStream } from "../../../../rtl/cells/stream-properties.ts";
import { aerBits, dueWord } from "../../../../rtl/router/import-lookup.ts";
import { WheelControl, wheelWordBits } from "../../../../rtl/router/wheel-control.ts";
import { exposing } from "../../../support/exposing.ts";
import { any, chosen } from "../../core/proofs/choices.ts";

/** A small wheel goes round in few cycles. */
const slots = 4;
const slotBits = Math.log2(slots);
/** AER word of the first delayed axon; words that pass at once do not look like one. */
const base = 0x100;

export const WheelProof = module(
  "wheel_proof",
  (_: { readonly latency: 1 | 2; readonly twice: "never" | "allowed" }) => ({
    due: stream.in(dueWord),
    room: input(bool),
    others: input(uint(wheelWordBits)),
    leaves: output(bool),
  }),
  ({ due, room, others }, { latency, twice }) => {
    const { me, myAhead } = regs({ me: uint(4), myAhead: uint(slotBits) });
    me.next = me;
    myAhead.next = myAhead;
    formal.assume(myAhead.any(), "a delayed axon");
    const { kept } = wires({ kept: uint(wheelWordBits) });
    const accessing = Array.from({ length: latency }, (_, stage) => `accessing${stage}`);
    const control = exposing(WheelControl({ words: 1, slots, latency }), {
      ...{ now: slotBits, scanning: 1, place: slotBits, isSet: 1, setBit: 4 },
      ...{ some: 1, left: wheelWordBits, bitWaits: 1, bitNumber: 4 },
      ...Object.fromEntries(accessing.map((stage) => [stage, 1])),
    });
    const wheel = instance("wheel", control, { due, room, clear: false, kept, base });
    const see = (name: string): Bool => (wheel as unknown as Record<string, UInt>)[`${name}Seen`]?.bit(0) ?? lo;

    // The memory: the bit of the axon that is followed by slot, and anything beside it, but what is being set is new.
    const memory = regArray("memory", slots, bool);
    const read = regArray("read", latency, bool);
    read.forEach((bit, i) => {
      bit.next = read[i - 1] ?? chosen<Bool>(memory, wheel.readFrom);
    });
    const mine = me.toOneHot(wheelWordBits);
    const isNew = see("isSet").mux(wheel.setBitSeen.toOneHot(wheelWordBits), 0);
    kept.value = others.and(mine.or(isNew).not()).or((read.at(-1) ?? lo).mux(mine, 0));
    memory.forEach((own, slot) => {
      when(wheel.writes.and(wheel.writeTo.eq(slot)), () => {
        own.next = wheel.bits.bitAt(me);
      });
    });

    // What comes in: the axon at most once in a period, with one delay.
    const { ahead } = due.payload;
    const marker = due.payload.word.bit(aerBits);
    const word = due.payload.word.trunc(aerBits);
    const isDelayed = ahead.any();
    const isMine = isDelayed.and(word.trunc(4).eq(me));
    const taken = due.valid.and(wheel.due.ready);
    const { came, period } = regs({ came: [bool, false], period: [uint(slotBits), 0] });
    const endsPeriod = taken.and(marker);
    came.next = endsPeriod.not().and(came.or(taken.and(isMine)));
    period.next = period.addw(endsPeriod.asUInt().extend(slotBits));
    formal.assume(marker.implies(due.payload.word.eq(0x8000).and(isDelayed.not())), "a marker is due at once");
    formal.assume(isDelayed.implies(word.lt(16).and(ahead.lt(slots))), "an axon that there is");
    formal.assume(isDelayed.or(marker).or(word.bit(8).not()), "what passes looks like no delayed axon");
    formal.assume(isMine.implies(ahead.eq(myAhead.extend(4))), "an axon has one delay");
    if (twice === "never") formal.assume(due.valid.and(isMine).implies(came.not()), "an axon comes once in a period");
    assumeStream("due", dueWord, { ...due, ready: wheel.due.ready });

    // What is due, by period; markers come out when they go in.
    const isDue = regArray("isDue", slots, [bool, false]);
    const leaves = wheel.gives.valid.and(room);
    const leavesMine = leaves.and(wheel.gives.word.eq(cat(constant(uint(12), base >> 4), me)));
    const leavesMarker = leaves.and(wheel.gives.word.bit(aerBits));
    const periodDue: UInt = period.addw(myAhead);
    isDue.forEach((flag, slot) => {
      const comes = taken.and(isMine).and(periodDue.eq(slot));
      flag.next = comes.or(flag.and(leavesMine.and(period.eq(slot)).not()));
    });
    formal.assert(leavesMarker.eq(endsPeriod), "a marker goes through at once");
    formal.assert(leavesMine.implies(chosen<Bool>(isDue, period)), "an axon comes out when it is due, once");
    formal.assert(leavesMarker.implies(chosen<Bool>(isDue, period).not()), "no axon is lost before a marker");
    const { cameOut } = regs({ cameOut: [bool, false] });
    cameOut.next = cameOut.or(leavesMine);
    formal.cover(leavesMarker.and(cameOut), "an axon has come out, and its period ends");

    // Where what is due is: in the memory, on its way there, or read and on its way out.
    const { sweeping, nowSeen: now, placeSeen: place } = wheel;
    const stages = accessing.map(see);
    const [scanning, some, bitWaits] = [see("scanning"), see("some"), see("bitWaits")];
    const access = any(stages);
    const setting = access.and(see("isSet"));
    const setsMine = setting.and(wheel.setBitSeen.eq(me));
    const scans = access.and(see("isSet").not());
    const lemma = twice === "never" ? formal.assert : () => {};
    const none = any([access, some, bitWaits, see("isSet"), scanning.not(), period.any(), came]).not();
    lemma(sweeping.implies(none.and(any(isDue).not())), "nothing happens while the wheel is emptied");
    lemma(sweeping.or(now.eq(period)), "the wheel is at the period of what comes");
    if (latency === 2) lemma((stages[0] ?? lo).and(stages[1] ?? lo).not(), "one access at a time");
    lemma(scanning.implies(any([some, bitWaits, scans]).not()), "nothing is on its way out before the scan");
    lemma(scans.implies(place.eq(now).and(any([some, bitWaits]).not())), "what is scanned is of this period");
    lemma(setting.implies(place.ne(now)), "what is set is of a later period");
    lemma(setsMine.implies(place.eq(periodDue)), "what is set is of the period in which it is due");
    lemma(some.implies(wheel.leftSeen.any()), "some are left");
    stages.forEach((stage, i) => {
      lemma(stage.implies((read[i] ?? lo).eq(chosen<Bool>(memory, place))), "what has been read is still there");
    });
    const inLeft = some.and(wheel.leftSeen.bitAt(me));
    const inBit = bitWaits.and(wheel.bitNumberSeen.eq(me));
    lemma(inLeft.and(inBit).not(), "the axon is on its way out once");
    for (let slot = 0; slot < slots; slot++) {
      const [kept, wanted] = [memory[slot] ?? lo, isDue[slot] ?? lo];
      const isNow = now.eq(slot);
      const onItsWay = setsMine.and(place.eq(slot));
      lemma(sweeping.and(now.gt(slot)).implies(kept.not()), "what has been swept is empty");
      const before = isNow.not().or(scanning).or(scans);
      const there = before.mux(kept.or(onItsWay), inLeft.or(inBit));
      lemma(sweeping.or(wanted.eq(there)), `what is due in slot ${slot} is there`);
      lemma(sweeping.or(onItsWay.implies(kept.not())), `what is set in slot ${slot} is new`);
      lemma(sweeping.or(before).or(kept.not()), `slot ${slot} is empty when it has been scanned`);
      // Seen from this period: what may be due has come already, but in the last period that can be reached.
      const distance = constant(uint(slotBits), slot).subw(period);
      lemma(distance.gt(myAhead).implies(wanted.not()), "nothing is due so late");
      lemma(distance.eq(myAhead).implies(wanted.eq(came)), "what came in this period is due in one");
    }
    return { due: wheel.due, leaves };
  },
);
