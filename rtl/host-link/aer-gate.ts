import { bool, cat, formal, input, module, nodes, output, regs, stream, uint, when } from "../../hdlgen/index.ts";

/**
 * Hands AER words to the core and keeps the count of ticks: which tick a marker means, when the timer's next tick
 * starts, which events are late.
 *
 * Ports       freeRunning, expired: mode and timer; word: the host's word under consideration, steady from two cycles
 *             before `put`: it goes to the core, a marker starts a tick; passMarker: it is consumed and starts nothing; taken:
 *             the core has it. isNow: it is the marker of the next tick to start; isAhead: of a later one. clear… and
 *             changeMode: pulses. busy, room, events: the core; of a marker it sees bit 15 alone. calm: for three cycles neither
 *             the core nor this module had anything to do
 * Latency     2 cycles from a put to the core; the timer's tick comes first. isNow and isAhead stand 2 cycles after the word
 * Source      docs/host-link.md §5
 */
export const AerGate = module(
  "aer_gate",
  (_: object) => ({
    freeRunning: input(bool),
    expired: input(bool),
    word: input(uint(16)),
    put: input(bool),
    passMarker: input(bool),
    clearTicks: input(bool),
    clearFlags: input(bool),
    changeMode: input(bool),
    busy: input(bool),
    room: input(bool),
    events: stream.out(uint(16)),
    taken: output(bool),
    calm: output(bool),
    isNow: output(bool),
    isAhead: output(bool),
    ticks: output(uint(16)),
    late: output(bool),
    overrun: output(bool),
  }),
  (io) => {
    // The core is shown `word` itself: it stands until it is taken.
    const { waits, shown, ofTimer } = regs({ waits: [bool, false], shown: [bool, false], ofTimer: [bool, false] });
    // Kept as complements, so that no bit of the difference needs an inverter before its carry.
    const { ticksLeft, ahead } = regs({ ticksLeft: uint(16), ahead: uint(15) });
    const { ticks } = nodes({ ticks: ticksLeft.not() });
    const { due, inTime } = regs({ due: [bool, false], inTime: [bool, true] });
    const { late, overrun } = regs({ late: bool, overrun: bool });
    const isMarker = io.word.bit(15);
    const pulses = regs({
      passed: [bool, false],
      // A reset begins with these two, so that the count and the flags need none of their own.
      cleared: [bool, true],
      flagsCleared: [bool, true],
      modeChanged: [bool, false],
    });
    pulses.passed.next = io.passMarker;
    pulses.cleared.next = io.clearTicks;
    pulses.flagsCleared.next = io.clearFlags;
    pulses.modeChanged.next = io.changeMode;
    ahead.next = ticksLeft.trunc(15).addw(io.word.trunc(15));
    const { behind } = nodes({ behind: ahead.not() });

    const { timerStarts } = nodes({ timerStarts: due.and(shown.not()) });
    const { showsWord } = nodes({ showsWord: waits.and(shown.not()).and(due.not()) });
    waits.next = io.put.or(waits.and(showsWord.not()));
    shown.next = shown.mux(io.events.ready.not(), due.or(waits));
    when(shown.not(), () => {
      ofTimer.next = due;
    });
    // What a start changes changes a cycle late; no word notices, since the tick's marker still waits.
    const { started, startedBefore, startedLately } = regs({
      started: [bool, false],
      startedBefore: bool,
      startedLately: bool,
    });
    started.next = timerStarts.or(showsWord.and(isMarker));
    startedBefore.next = started;
    startedLately.next = started.or(startedBefore);
    when(pulses.cleared, () => {
      ticksLeft.next = 0xffff;
    }).elsewhen(started, () => {
      ticksLeft.next = ticksLeft.subw(1);
    });

    const { isNow, isNext } = regs({ isNow: bool, isNext: bool });
    const { isNear } = nodes({ isNear: behind.slice(14, 1).any().not() });
    isNow.next = isNear.and(behind.bit(0).not());
    isNext.next = isNear.and(behind.bit(0));
    // Events are in time from the marker before their tick until the tick starts; `isNext` is 3 cycles behind a start.
    when(started, () => {
      inTime.next = io.freeRunning.not();
    })
      .elsewhen(pulses.modeChanged.or(pulses.cleared), () => {
        inTime.next = true;
      })
      .elsewhen(pulses.passed, () => {
        inTime.next = isNext.and(startedLately.not()).or(io.freeRunning.not());
      });
    due.next = io.expired.and(io.busy.not()).and(io.room).or(due.and(timerStarts.not()));
    // Both a cycle late: `busy` and `room` come from far away, and whether a word is too late is known late.
    const { missed, tooLate } = regs({ missed: [bool, false], tooLate: [bool, false] });
    missed.next = io.expired.and(io.busy.or(io.room.not()).or(due));
    tooLate.next = showsWord.and(isMarker.not()).and(inTime.not()).or(pulses.passed.and(io.freeRunning.not()));
    late.next = late.or(tooLate).and(pulses.flagsCleared.not());
    overrun.next = overrun.or(missed).and(pulses.flagsCleared.not());

    const { quiet1, quiet2, calm } = regs({ quiet1: [bool, false], quiet2: [bool, false], calm: [bool, false] });
    const { quiet } = nodes({ quiet: io.busy.or(shown).or(due).or(waits).or(pulses.cleared).not() });
    quiet1.next = quiet;
    quiet2.next = quiet.and(quiet1);
    calm.next = quiet.and(quiet2);
    formal.assert(io.put.and(waits).not(), "a word is put where another still waits");
    return {
      events: { valid: shown, payload: cat(ofTimer.or(isMarker), io.word.trunc(15)) },
      taken: waits.or(shown).not(),
      calm,
      isNow,
      isAhead: behind.bit(14),
      ticks,
      late,
      overrun,
    };
  },
);
