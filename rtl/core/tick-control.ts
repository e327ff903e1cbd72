import { bool, bundle, formal, input, module, nodes, output, regs, stream, uint, when } from "../../hdlgen/index.ts";

export interface TickControlParameters {
  readonly indexBits: number;
  readonly regionBits: number;
}

/**
 * Takes AER words from outside, events for the lists and markers that start ticks, and says when the lists change over.
 * At most two ticks are in flight: the later one is walked while the neurons of the earlier one are still updated.
 *
 * Ports       events: a marker waits until the walk is `startable` and only one tick is in flight; an event waits for the
 *             lists. start: the outside lists change over, the walk begins. tickDrained: all spikes of the earlier tick
 *             have been appended; historyDone: so have those of earlier ticks that are due with them. ownSwap: both came,
 *             the own lists change over. ownReady: those of the tick that is walked are complete. hold: no more groups may
 *             be handed on, their spikes would come into the earlier tick's lists. clear: taken while idle; drop, then
 *             clearSwap empty the lists. clearDone: the state is zero
 * Latency     2 cycles from a marker's arrival to `start`
 * Hazards     an event that arrives after a marker belongs to the tick after it
 */
export const TickControl = module(
  "tick_control",
  ({ indexBits, regionBits }: TickControlParameters) => ({
    events: stream.in(uint(16)),
    outside: stream.out(bundle({ region: uint(regionBits), index: uint(indexBits) })),
    startable: input(bool),
    start: output(bool),
    tickDrained: input(bool),
    historyDone: input(bool),
    ownSwap: output(bool),
    /** All spikes of a tick have come, but not yet all that are due with them. */
    ownWaits: output(bool),
    ownReady: output(bool),
    hold: output(bool),
    clear: input(bool),
    clearDone: input(bool),
    drop: output(bool),
    clearSwap: output(bool),
    busy: output(bool),
  }),
  ({ events, outside, startable, tickDrained, historyDone, clear, clearDone }, { indexBits, regionBits }) => {
    // What is held is an event, or a marker that waits for its start, or nothing.
    const taken = regs({ eventHeld: [bool, false], markerHeld: [bool, false], word: uint(15), start: [bool, false] });
    const flight = regs({ oneTick: [bool, false], twoTicks: [bool, false] });
    const drain = regs({ drained: [bool, false], ownSwap: [bool, false], hold: [bool, false] });
    const sweep = regs({ clearing: [bool, false], drop: [bool, false], clearSwap: [bool, false] });

    const { blocked } = nodes({ blocked: taken.eventHeld.and(outside.ready.not()) });
    const { accept } = nodes({ accept: taken.markerHeld.or(blocked).not() });
    const { mayStart } = nodes({
      mayStart: startable.and(flight.twoTicks.or(sweep.clearing).or(clear).or(taken.start).not()),
    });
    const isMarker = events.payload.bit(15);
    // Chosen by gates: `outside.ready` comes late, and an enable would come later still.
    taken.eventHeld.next = blocked.or(accept.and(events.valid).and(isMarker.not()));
    taken.markerHeld.next = taken.markerHeld.and(mayStart.not()).or(accept.and(events.valid).and(isMarker));
    when(accept, () => {
      taken.word.next = events.payload.trunc(15);
    });
    // Held for a cycle at least, so that the event before the marker has been counted when the lists change over.
    taken.start.next = taken.markerHeld.and(mayStart);

    const { isComplete } = nodes({ isComplete: drain.drained.or(tickDrained).and(historyDone) });
    drain.drained.next = drain.drained.or(tickDrained).and(historyDone.not());
    drain.ownSwap.next = isComplete;
    const { begins, ends } = nodes({
      begins: taken.start.and(drain.ownSwap.not()),
      ends: drain.ownSwap.and(taken.start.not()),
    });
    flight.oneTick.next = begins.mux(
      flight.oneTick.or(flight.twoTicks).not(),
      ends.mux(flight.twoTicks, flight.oneTick),
    );
    flight.twoTicks.next = begins.mux(flight.oneTick, flight.twoTicks.and(ends.not()));
    drain.hold.next = flight.twoTicks.and(historyDone.not());

    sweep.clearing.next = clear.or(sweep.clearing.and(clearDone.not()));
    sweep.drop.next = clear;
    sweep.clearSwap.next = sweep.drop;

    // A register, for paths outside: it rises with what it tells, and falls a cycle later.
    const { busy } = regs({ busy: [bool, false] });
    busy.next = taken.start.or(flight.oneTick).or(flight.twoTicks).or(clear).or(sweep.clearing).or(historyDone.not());
    formal.assert(flight.oneTick.and(flight.twoTicks).not(), "a number of ticks is one or two");
    formal.assert(taken.start.implies(flight.twoTicks.not()), "a third tick starts");
    formal.assert(
      drain.ownSwap.implies(flight.oneTick.or(flight.twoTicks)),
      "own lists change over without a tick in flight",
    );
    formal.assert(clear.implies(busy.not()), "state is cleared while a tick runs");
    formal.assert(tickDrained.and(drain.drained).not(), "a tick ends before the lists of the last one changed over");
    return {
      events: { ready: accept },
      outside: {
        valid: taken.eventHeld,
        payload: {
          region: taken.word.slice(indexBits + regionBits - 1, indexBits),
          index: taken.word.trunc(indexBits),
        },
      },
      start: taken.start,
      ownSwap: drain.ownSwap,
      ownWaits: drain.drained,
      ownReady: flight.oneTick,
      hold: drain.hold,
      drop: sweep.drop,
      clearSwap: sweep.clearSwap,
      busy,
    };
  },
);
