/** Walker, neurons and history as the tick control sees them, and the barrier between ticks. */
import {
  type Bool,
  bool,
  constant,
  formal,
  input,
  instance,
  module,
  nodes,
  output,
  regArray,
  regs,
  stream,
  type UInt,
  uint,
} from "../../../../hdlgen/index.ts";
import { TickControl } from "../../../../rtl/core/tick-control.ts";
import { exposing } from "../../../support/exposing.ts";

/** Cycles from a start to the first word of the tick that ends a group, at the least: the walker's first issue. */
const firstIssue = 4;
/** Ticks are numbered modulo 8; a few are in flight. */
const tickBits = 3;

const seenWidths = { oneTick: 1, twoTicks: 1, drained: 1, eventHeld: 1, markerHeld: 1, clearing: 1 } as const;

export interface BarrierParameters {
  /** Whether groups wait while the tick control holds them. */
  readonly groups: "held" | "free";
}

/**
 * A walk of any length, groups that are updated at any time after they have been issued, spikes at any time after that, a
 * delay program of any length, any traffic: an own spike of tick t, and an entry that the delay program prepares for tick
 * t + 1, comes to the lists between the t-th and the next change of the own lists; lists that are waited for are complete;
 * a marker starts one tick, when all events before it are in the lists.
 */
export const TickBarrierProof = module(
  "tick_barrier_proof",
  (_: BarrierParameters) => ({
    events: stream.in(uint(16)),
    listsTake: input(bool),
    // Free: the walk ends, a group-ending word is issued, an own spike comes, a tick drains, the delay program goes on.
    walkEnds: input(bool),
    groupEnds: input(bool),
    ownSpike: input(bool),
    drains: input(bool),
    programEnds: input(bool),
    start: output(bool),
  }),
  (io, { groups }) => {
    const { events } = io;
    const world = regs({
      walking: [bool, false],
      historyDone: [bool, true],
      started: [uint(tickBits), 0],
      walked: [uint(tickBits), 0],
      drained: [uint(tickBits), 0],
      swapped: [uint(tickBits), 0],
    });
    const { startable } = nodes({ startable: world.walking.not() });
    const control = instance("control", exposing(TickControl({ indexBits: 8, regionBits: 4 }), seenWidths), {
      events,
      outside: { ready: io.listsTake },
      ...{ startable, tickDrained: io.drains, historyDone: world.historyDone },
      ...{ clear: false, clearDone: false },
    });
    const { start, ownSwap } = control;
    const plus = (tick: UInt, flag: Bool): UInt => tick.addw(flag.asUInt().extend(tickBits));
    const less = (tick: UInt, other: UInt): Bool => {
      const ahead = other.subw(tick);
      return ahead.any().and(ahead.lt(4));
    };

    // The walk: one at a time; what ends groups waits for `firstIssue` and, in a sound world, while it is held.
    const since = regArray("since", firstIssue, [bool, false]);
    since.forEach((own, i) => {
      own.next = world.walking.and(start.not()).and(i === 0 ? world.walking : (since[i - 1] ?? start));
    });
    const issues = io.groupEnds.or(io.walkEnds);
    formal.assume(issues.implies(world.walking.and(since.at(-1) ?? start)), "groups end in the middle of a walk");
    if (groups === "held") formal.assume(issues.implies(control.hold.not()), "groups are held");
    world.walking.next = start.or(world.walking.and(io.walkEnds.not()));
    world.started.next = plus(world.started, start);
    world.walked.next = plus(world.walked, io.walkEnds);
    // A group of the tick that is being walked has been issued: its spikes may follow those of the ticks before.
    const { groupsOf } = regs({ groupsOf: [bool, false] });
    groupsOf.next = io.walkEnds.not().and(groupsOf.or(io.groupEnds));

    // Spikes come tick by tick; a tick drains two cycles after its last one, the next one's follow.
    const { ownBefore } = regs({ ownBefore: [bool, false] });
    ownBefore.next = io.ownSpike;
    const { hasSpikes } = nodes({
      hasSpikes: less(world.drained, world.walked).or(world.drained.eq(world.walked).and(groupsOf)),
    });
    formal.assume(io.ownSpike.implies(hasSpikes), "spikes come from groups that have been issued");
    formal.assume(io.drains.implies(less(world.drained, world.walked)), "a tick drains when it has been walked");
    formal.assume(io.drains.implies(io.ownSpike.or(ownBefore).not()), "a tick drains two cycles after its last spike");
    const { drainsBefore } = regs({ drainsBefore: [bool, false] });
    drainsBefore.next = io.drains;
    formal.assume(io.drains.and(drainsBefore).not(), "no two ticks drain in consecutive cycles");
    world.drained.next = plus(world.drained, io.drains);

    // The delay program: runs once for each change of the own lists.
    world.historyDone.next = ownSwap.not().and(world.historyDone.or(io.programEnds));

    world.swapped.next = plus(world.swapped, ownSwap);
    // An entry that is taken now is counted, and its bank chosen, in the next cycle.
    const taken = regs({ own: [bool, false], ownTick: uint(tickBits) });
    taken.own.next = io.ownSpike;
    taken.ownTick.next = world.drained;
    formal.assert(
      taken.own.implies(taken.ownTick.eq(world.swapped)),
      "a spike comes to the lists of the tick after its own",
    );
    formal.assert(ownSwap.implies(taken.own.not()), "a cycle passes between an own entry and the change");
    formal.assert(ownSwap.implies(world.historyDone), "lists change over when the delay program has ended");
    formal.assert(ownSwap.implies(less(world.swapped, world.drained)), "lists change over when their tick has drained");
    formal.assert(
      control.ownReady.eq(plus(world.swapped, constant(uint(1), 1).bit(0)).eq(world.started)),
      "own lists are ready when those of all ticks but the one that is walked have changed over",
    );
    formal.assert(start.implies(startable), "a tick starts when the one before has been walked");
    formal.assert(start.implies(world.started.subw(world.swapped).lt(2)), "two ticks are in flight at most");

    // Markers: one start each, with all events before it in the lists, and none behind it.
    const words = regs({ marker: [bool, false], held: [bool, false], eventTaken: [bool, false] });
    const comes = events.valid.and(control.events.ready);
    const { isMarker } = nodes({ isMarker: events.payload.bit(15) });
    const outsideTaken = control.outside.valid.and(io.listsTake);
    words.marker.next = comes.and(isMarker).or(words.marker.and(start.not()));
    words.held.next = comes.and(isMarker.not()).or(words.held.and(outsideTaken.not()));
    words.eventTaken.next = outsideTaken;
    formal.assert(start.implies(words.marker), "a tick starts by its marker");
    formal.assert(start.implies(words.held.not()), "a tick starts when all events before its marker are in the lists");
    formal.assert(start.implies(words.eventTaken.not()), "a cycle passes between an event and the change");
    formal.assert(control.outside.valid.eq(words.held), "an event comes to the lists once");
    formal.assert(comes.and(words.marker).implies(start), "nothing passes a marker");
    formal.assert(words.marker.and(words.held).not(), "a word at a time");

    // Ticks do not stand still.
    const { stands } = regs({ stands: [uint(3), 0] });
    const mayStart = words.marker.and(startable).and(world.started.subw(world.swapped).lt(2));
    stands.next = mayStart.and(start.not()).mux(stands.addw(1), 0);
    formal.assert(stands.lt(4), "a marker starts its tick when it may");
    const { ripe } = regs({ ripe: [uint(3), 0] });
    ripe.next = less(world.swapped, world.drained).and(world.historyDone).and(ownSwap.not()).mux(ripe.addw(1), 0);
    formal.assert(ripe.lt(3), "own lists change over when they may");

    // Induction: the order of what has happened.
    const inOrder = [
      world.started.subw(world.walked).eq(world.walking.asUInt().extend(tickBits)),
      world.walked.subw(world.drained).le(2),
      world.drained.subw(world.swapped).le(1),
      world.started.subw(world.swapped).le(2),
    ];
    for (const each of inOrder) formal.assert(each, "a tick starts, is walked, drains and changes the own lists");
    const is = (name: keyof typeof seenWidths): Bool => control[`${name}Seen`].bit(0);
    const inFlight = world.started.subw(world.swapped);
    formal.assert(
      is("oneTick")
        .eq(inFlight.eq(1))
        .and(is("twoTicks").eq(inFlight.eq(2))),
      "ticks in flight are counted",
    );
    formal.assert(
      is("drained").or(ownSwap).eq(less(world.swapped, world.drained)),
      "a tick that has drained changes the own lists, or waits for the delay program",
    );
    formal.assert(is("eventHeld").eq(words.held), "an event is held until the lists have taken it");
    formal.assert(is("markerHeld").or(start).eq(words.marker), "a marker is held until its tick starts");
    formal.assert(is("clearing").not(), "nothing is cleared");
    const ahead = world.walked.subw(world.swapped);
    if (groups === "held") {
      formal.assert(
        world.historyDone.or(ahead.eq(0)).or(ahead.eq(1).and(groupsOf.not())),
        "while the delay program runs, no group is issued but those of the tick whose spikes it goes with",
      );
      formal.assert(
        is("twoTicks")
          .and(world.historyDone.not())
          .and(since[1] ?? start)
          .implies(control.hold),
        "groups are held in time",
      );
    }
    formal.assert(groupsOf.implies(world.walking), "groups are those of a walk");
    return { events: control.events, start };
  },
);
