import { bool, input, module, nodes, output, regs, stream, uint, when } from "../../../../hdlgen/index.ts";

export interface TickControlParameters {
  readonly indexBits: number;
  readonly regionBits: number;
}

/**
 * Takes AER words from outside: events go to the list of the next tick, a marker starts it.
 *
 * Ports       events: a marker waits until the core is idle and `room` is high; an event waits while `hold` (the core's
 *             own spikes come first) or while lists change over. swap: exchange the lists; walk: one cycle later, go.
 *             clear: taken while idle; `drop` empties the list being filled. tickDone, clearDone: end of either
 * Latency     4 cycles from the marker's arrival to `walk`
 * Hazards     an event that arrives after a marker belongs to the tick after it
 */
export const TickControl = module(
  "tick_control",
  ({ indexBits, regionBits }: TickControlParameters) => ({
    events: stream.in(uint(16)),
    hold: input(bool),
    room: input(bool),
    clear: input(bool),
    tickDone: input(bool),
    clearDone: input(bool),
    eventValid: output(bool),
    eventRegion: output(uint(regionBits)),
    eventIndex: output(uint(indexBits)),
    swap: output(bool),
    walk: output(bool),
    drop: output(bool),
    busy: output(bool),
    /** Number of the tick that runs, or that would run next. */
    tick: output(uint(15)),
  }),
  ({ events, hold, room, clear, tickDone, clearDone }, { indexBits, regionBits }) => {
    const state = regs({
      wordHeld: [bool, false],
      word: uint(16),
      busy: [bool, false],
      canStart: [bool, false],
      starting: [bool, false],
      swap: [bool, false],
      walk: [bool, false],
      drop: [bool, false],
      tick: [uint(15), 0],
    });
    const { isMarker } = nodes({ isMarker: state.word.bit(15) });
    const { startTick } = nodes({ startTick: state.wordHeld.and(isMarker).and(state.canStart) });
    const { changing } = nodes({ changing: state.starting.or(state.swap).or(state.drop) });
    const { takeEvent } = nodes({
      takeEvent: state.wordHeld.and(isMarker.not()).and(hold.not()).and(changing.not()),
    });
    const { accept } = nodes({ accept: state.wordHeld.not().or(takeEvent).or(startTick) });
    state.wordHeld.next = accept.mux(events.valid, true);
    when(accept, () => {
      state.word.next = events.payload;
    });
    // The event before the marker may still be on its way into the list: two cycles until the lists change over.
    state.starting.next = startTick;
    state.swap.next = state.starting;
    state.walk.next = state.swap;
    state.drop.next = clear;
    state.busy.next = startTick.or(clear).or(state.busy.and(tickDone.or(clearDone).not()));
    state.canStart.next = state.busy.or(startTick).or(clear).not().and(room);
    when(clear, () => {
      state.tick.next = 0;
    }).elsewhen(tickDone, () => {
      state.tick.next = state.tick.addw(1);
    });
    return {
      events: { ready: accept },
      eventValid: takeEvent,
      eventRegion: state.word.slice(indexBits + regionBits - 1, indexBits),
      eventIndex: state.word.trunc(indexBits),
      swap: state.swap,
      walk: state.walk,
      drop: state.drop,
      busy: state.busy,
      tick: state.tick,
    };
  },
);
