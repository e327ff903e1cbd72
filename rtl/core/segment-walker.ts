import { bool, formal, input, module, nodes, output, regs, uint, when } from "../../hdlgen/index.ts";

export interface SegmentWalkerParameters {
  readonly weightBaseBits: number;
  readonly regionBits: number;
  /** Bits of a list entry with its bank, and of a number of entries. */
  readonly entryBits: number;
  readonly segmentAddressBits: number;
  /** Cycles without an entry behind the last one of a group, which accumulators need to begin afresh. */
  readonly idleAfterGroup: 0 | 1;
}

/** Cycles that the segment memory may take at most to answer. */
export const longestSegmentRead = 2;

/**
 * Walks the segments of a tick: for every segment, one list entry per cycle, with the next segment's descriptor fetched
 * meanwhile.
 *
 * Ports       start: walk from segment 0, allowed while `startable`: the last segment of the tick before is under way, and
 *             reads no list of the class `outside`. Segment word: at most `longestSegmentRead` cycles after
 *             `segmentAddress`. Segments that wait stand still until `ownReady`. lookup: the lists answer one cycle
 *             later, and hold the answer. issue: one list entry is read this cycle; `issueValid` is low for the single
 *             empty word of a group without events. released: the next word that ends a group may be issued; the first one
 *             after a reset needs none. hold: words that end groups wait
 * Latency     first issue 5 cycles after start
 * Throughput  1 entry per cycle; a segment takes at least 4 cycles when it is shorter than that
 * Hazards     what a waiting segment reads must not change before its last entry is issued
 */
export const SegmentWalker = module(
  "segment_walker",
  (p: SegmentWalkerParameters) => ({
    start: input(bool),
    startable: output(bool),
    ownReady: input(bool),
    released: input(bool),
    hold: input(bool),
    segmentAddress: output(uint(p.segmentAddressBits)),
    weightBase: input(uint(p.weightBaseBits)),
    region: input(uint(p.regionBits)),
    lastOfGroup: input(bool),
    lastOfTick: input(bool),
    waits: input(bool),
    lookup: output(bool),
    lookupRegion: output(uint(p.regionBits)),
    lookupOwn: output(bool),
    lookupFirst: input(uint(p.entryBits)),
    lookupCount: input(uint(p.entryBits)),
    /** This cycle's entry and what belongs to it; the base a cycle later. */
    entry: output(uint(p.entryBits)),
    entryBase: output(uint(p.weightBaseBits)),
    issueValid: output(bool),
    issueFirst: output(bool),
    issueLast: output(bool),
  }),
  (io, { weightBaseBits, entryBits, segmentAddressBits, idleAfterGroup }) => {
    const entry = uint(entryBits);
    const base = uint(weightBaseBits);

    // Fetch: the segment word is there → its list's bounds → their flags → a complete descriptor, waiting for its turn.
    // `fetching` until the tick's last descriptor has been taken over.
    const fetch = regs({
      address: [uint(segmentAddressBits), 0],
      fetching: [bool, false],
      looking: [bool, false],
      counted: [bool, false],
      flagged: [bool, false],
      nextReady: [bool, false],
    });
    const next = regs({
      nextBase: base,
      nextOwn: bool,
      nextEmpty: bool,
      nextSingle: bool,
      nextLastOfGroup: bool,
      nextLastOfTick: bool,
    });
    const current = regs({
      active: [bool, false],
      currentOwn: bool,
      at: entry,
      left: entry,
      empty: bool,
      lastEntry: bool,
      endsGroup: bool,
      currentLastOfGroup: bool,
      loaded: [bool, false],
      currentBase: base,
    });
    const groups = regs({ groupBegins: [bool, true], groupPending: [bool, false] });

    const idle = idleAfterGroup === 0 ? undefined : regs({ groupEnded: [bool, false] });
    const held = current.endsGroup.and(groups.groupPending.or(io.hold));
    const { blocked } = nodes({ blocked: current.active.and(idle?.groupEnded.or(held) ?? held) });
    const { issue } = nodes({ issue: current.active.and(blocked.not()) });
    const { segmentDone } = nodes({ segmentDone: issue.and(current.lastEntry) });
    const { load } = nodes({ load: fetch.nextReady.and(current.active.not().or(segmentDone)) });
    const { found } = nodes({ found: fetch.looking.and(io.waits.not().or(io.ownReady)) });
    const { skip } = nodes({ skip: fetch.flagged.and(next.nextEmpty).and(next.nextLastOfGroup.not()) });

    // The next word is read while this segment is counted; after the last one of the tick the first one again.
    fetch.address.next = fetch.counted.and(next.nextLastOfTick).mux(0, fetch.address.addw(found.asUInt()));
    fetch.fetching.next = io.start.or(fetch.fetching.and(load.and(next.nextLastOfTick).not()));
    fetch.looking.next = io.start.or(fetch.looking.and(found.not())).or(load.and(next.nextLastOfTick.not())).or(skip);
    fetch.counted.next = found;
    fetch.flagged.next = fetch.counted;
    fetch.nextReady.next = fetch.flagged.and(skip.not()).or(fetch.nextReady.and(load.not()));
    when(fetch.looking, () => {
      next.nextBase.next = io.weightBase;
      next.nextOwn.next = io.waits;
      next.nextLastOfGroup.next = io.lastOfGroup;
      next.nextLastOfTick.next = io.lastOfTick;
    });
    next.nextEmpty.next = io.lookupCount.eq(0);
    next.nextSingle.next = io.lookupCount
      .slice(entryBits - 1, 1)
      .any()
      .not();

    current.active.next = load.or(current.active.and(segmentDone.not()));
    // What stands here while nothing is active does not matter: a short path to all these registers.
    const { replace } = nodes({ replace: fetch.nextReady.and(current.active.not().or(current.lastEntry)) });
    when(blocked.not(), () => {
      when(replace, () => {
        current.at.next = io.lookupFirst;
        current.left.next = io.lookupCount;
        current.lastEntry.next = next.nextSingle;
        current.endsGroup.next = next.nextSingle.and(next.nextLastOfGroup);
      }).otherwise(() => {
        const { oneMore } = nodes({ oneMore: current.left.eq(2) });
        current.at.next = current.at.addw(1);
        current.left.next = current.left.subw(1);
        current.lastEntry.next = oneMore;
        current.endsGroup.next = oneMore.and(current.currentLastOfGroup);
      });
    });
    when(load, () => {
      current.empty.next = next.nextEmpty;
      current.currentLastOfGroup.next = next.nextLastOfGroup;
      current.currentOwn.next = next.nextOwn;
    });
    // The list takes a cycle to answer, so the base may come a cycle later than the first entry.
    current.loaded.next = load;
    when(current.loaded, () => {
      current.currentBase.next = next.nextBase;
    });
    const { groupDone } = nodes({ groupDone: issue.and(current.endsGroup) });
    if (idle !== undefined) idle.groupEnded.next = groupDone;
    groups.groupBegins.next = groupDone.or(groups.groupBegins.and(issue.not()));
    groups.groupPending.next = groupDone.or(groups.groupPending.and(io.released.not()));

    // An entry is used exactly once: a segment's last one is the one after which none is left.
    formal.assert(
      current.active.implies(current.lastEntry.eq(current.left.le(1))),
      "a segment ends before or after its last entry",
    );
    formal.assert(
      current.active.implies(current.endsGroup.eq(current.lastEntry.and(current.currentLastOfGroup))),
      "a group ends before or after its last segment",
    );
    formal.assert(io.start.implies(fetch.fetching.not()), "a tick starts before the last one has been fetched");
    formal.assert(
      io.start.implies(current.active.and(current.currentOwn.not()).not()),
      "a tick starts while the outside list of the last one is read",
    );
    formal.assert(io.released.implies(groups.groupPending), "a group is released that nobody asked for");
    return {
      startable: fetch.fetching.or(current.active.and(current.currentOwn.not())).not(),
      segmentAddress: fetch.address,
      lookup: fetch.looking,
      lookupRegion: io.region,
      lookupOwn: io.waits,
      entry: current.at,
      entryBase: current.currentBase,
      issueValid: issue.and(current.empty.not()),
      issueFirst: issue.and(groups.groupBegins),
      issueLast: groupDone,
    };
  },
);
