import { bool, cat, formal, hi, input, module, nodes, output, regs, stream, uint, when } from "../../hdlgen/index.ts";

/**
 * Hands AER words to the core and keeps the count of ticks: which tick a marker means, when the timer's next tick
 * starts, which events are late.
 *
 * Ports       freeRunning, expired: mode and timer; word: the host's word under consideration, two cycles before its
 *             comparison stands: isNow: it is the marker of the next tick to start; isNext: of the one that has just
 *             started; isAhead: of a later one. putEvent: `word` to the core, the cycle after `canPut`; putMarker: starts a
 *             tick, the cycle after `calm`; passMarker: `word` is consumed and starts nothing; hold: the timer's tick waits; reset…
 *             and clear…: pulses. busy, room, events: the core. calm: for three cycles neither the core nor this
 *             module had anything to do
 * Latency     2 cycles from a put to the core
 * Source      docs/host-link.md §5
 */
export const AerGate = module(
  "aer_gate",
  (_: object) => ({
    freeRunning: input(bool),
    expired: input(bool),
    word: input(uint(16)),
    putEvent: input(bool),
    putMarker: input(bool),
    passMarker: input(bool),
    hold: input(bool),
    clearTicks: input(bool),
    clearFlags: input(bool),
    changeMode: input(bool),
    busy: input(bool),
    room: input(bool),
    events: stream.out(uint(16)),
    canPut: output(bool),
    calm: output(bool),
    isNow: output(bool),
    isNext: output(bool),
    isAhead: output(bool),
    ticks: output(uint(16)),
    late: output(bool),
    overrun: output(bool),
  }),
  (io) => {
    const { held, heldWord } = regs({ held: [bool, false], heldWord: uint(16) });
    const { ticks, behind } = regs({ ticks: [uint(16), 0], behind: uint(15) });
    const { due, inTime } = regs({ due: [bool, false], inTime: [bool, true] });
    const { late, overrun } = regs({ late: [bool, false], overrun: [bool, false] });
    behind.next = ticks.trunc(15).subw(io.word.trunc(15));

    const { timerStarts } = nodes({ timerStarts: due.and(held.or(io.hold).or(io.putEvent).or(io.putMarker).not()) });
    const { tickStarts } = nodes({ tickStarts: timerStarts.or(io.putMarker) });
    // What a start changes changes a cycle late; no word notices, since the tick's marker still waits.
    const { started } = regs({ started: [bool, false] });
    started.next = tickStarts;
    const { put } = nodes({ put: tickStarts.or(io.putEvent) });
    held.next = put.or(held.and(io.events.ready.not()));
    when(put, () => {
      heldWord.next = tickStarts.mux(cat(hi, ticks.trunc(15)), io.word);
    });
    when(io.clearTicks, () => {
      ticks.next = 0;
    }).elsewhen(started, () => {
      ticks.next = ticks.addw(1);
    });

    const { isNow, isNext, isAhead } = regs({ isNow: bool, isNext: bool, isAhead: bool });
    isNow.next = behind.eq(0);
    isNext.next = behind.eq(1);
    isAhead.next = behind.bit(14);
    // Events are in time from the marker before their tick until the tick starts.
    when(started, () => {
      inTime.next = io.freeRunning.not();
    })
      .elsewhen(io.changeMode.or(io.clearTicks), () => {
        inTime.next = true;
      })
      .elsewhen(io.passMarker, () => {
        inTime.next = isNext.or(io.freeRunning.not());
      });
    due.next = io.expired.and(io.busy.not()).and(io.room).or(due.and(timerStarts.not()));
    when(io.clearFlags, () => {
      late.next = false;
      overrun.next = false;
    }).otherwise(() => {
      when(io.putEvent.and(inTime.not()).or(io.passMarker.and(io.freeRunning.not())), () => {
        late.next = true;
      });
      when(io.expired.and(io.busy.or(io.room.not()).or(due)), () => {
        overrun.next = true;
      });
    });

    const { quiet1, quiet2, calm } = regs({ quiet1: [bool, false], quiet2: [bool, false], calm: [bool, false] });
    const { quiet } = nodes({ quiet: io.busy.or(held).or(due).or(put).or(io.clearTicks).not() });
    quiet1.next = quiet;
    quiet2.next = quiet.and(quiet1);
    calm.next = quiet.and(quiet2);

    const { canPut } = nodes({ canPut: held.or(due).not() });
    formal.assert(put.and(held).not(), "a word is put where another still waits");
    return {
      events: { valid: held, payload: heldWord },
      canPut,
      calm,
      isNow,
      isNext,
      isAhead,
      ticks,
      late,
      overrun,
    };
  },
);
