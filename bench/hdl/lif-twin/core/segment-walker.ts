import { bool, input, module, nodes, output, regs, uint, when } from "../../../../hdlgen/index.ts";

export interface SegmentWalkerParameters {
  readonly weightBaseBits: number;
  readonly regionBits: number;
  readonly pointerBits: number;
  readonly segmentAddressBits: number;
  /** L: cycles that the sums of a group need to leave the accumulators. */
  readonly lanes: number;
}

/**
 * Walks the segments of a tick: for every segment, one list entry per cycle, with the next segment's descriptor fetched
 * meanwhile.
 *
 * Ports       start: walk from segment 0; segment word: two cycles after `segmentAddress` (one for the memory); lookup
 *             of a region's first entry and number of entries: one cycle after `lookupRegion`; issue: one list entry is
 *             read this cycle. `issueValid` is low for the single empty word of a group without events
 * Latency     first issue 7 cycles after start
 * Throughput  1 entry per cycle; a segment takes at least 6 cycles when it is shorter than that, and groups end at
 *             least L cycles apart
 * Hazards     the lists must not be swapped while walking
 */
export const SegmentWalker = module(
  "segment_walker",
  (p: SegmentWalkerParameters) => ({
    start: input(bool),
    segmentAddress: output(uint(p.segmentAddressBits)),
    weightBase: input(uint(p.weightBaseBits)),
    region: input(uint(p.regionBits)),
    lastOfGroup: input(bool),
    lastOfTick: input(bool),
    lookupRegion: output(uint(p.regionBits)),
    lookupFirst: input(uint(p.pointerBits)),
    lookupCount: input(uint(p.pointerBits)),
    /** This cycle's entry and what belongs to it. */
    entry: output(uint(p.pointerBits - 1)),
    entryBase: output(uint(p.weightBaseBits)),
    issue: output(bool),
    issueValid: output(bool),
    issueFirst: output(bool),
    issueLast: output(bool),
    issueLastOfTick: output(bool),
  }),
  (io, { weightBaseBits, pointerBits, segmentAddressBits, lanes }) => {
    const pointer = uint(pointerBits);
    const base = uint(weightBaseBits);

    // Fetch: address → segment word → list bounds → their copy → its flags → a complete descriptor, waiting for its turn.
    const fetch = regs({
      address: uint(segmentAddressBits),
      wantWord: [bool, false],
      haveWord: [bool, false],
      haveBounds: [bool, false],
      haveLength: [bool, false],
      haveFlags: [bool, false],
      nextReady: [bool, false],
    });
    const next = regs({
      nextBase: base,
      nextFirst: pointer,
      nextCount: pointer,
      nextEmpty: bool,
      nextSingle: bool,
      nextLastOfGroup: bool,
      nextLastOfTick: bool,
    });
    const current = regs({
      active: [bool, false],
      at: pointer,
      left: pointer,
      empty: bool,
      lastEntry: bool,
      endsGroup: bool,
      currentLastOfGroup: bool,
      currentLastOfTick: bool,
      currentBase: base,
      groupBegins: bool,
    });
    const spacing = regs({ sumsBusy: [bool, false], spacingLeft: uint(Math.max(1, Math.ceil(Math.log2(lanes)))) });

    const { issue } = nodes({ issue: current.active.and(current.endsGroup.and(spacing.sumsBusy).not()) });
    const { segmentDone } = nodes({ segmentDone: issue.and(current.lastEntry) });
    const { load } = nodes({ load: fetch.nextReady.and(current.active.not().or(segmentDone)) });
    const { skip } = nodes({ skip: fetch.haveFlags.and(next.nextEmpty).and(next.nextLastOfGroup.not()) });
    const { proceed } = nodes({ proceed: load.and(next.nextLastOfTick.not()).or(skip) });

    fetch.wantWord.next = io.start.or(proceed);
    fetch.haveWord.next = fetch.wantWord;
    fetch.haveBounds.next = fetch.haveWord;
    fetch.haveLength.next = fetch.haveBounds;
    fetch.haveFlags.next = fetch.haveLength;
    fetch.nextReady.next = fetch.haveFlags.and(skip.not()).or(fetch.nextReady.and(load.not()));
    when(io.start, () => {
      fetch.address.next = 0;
    }).elsewhen(proceed, () => {
      fetch.address.next = fetch.address.addw(1);
    });
    when(fetch.haveWord, () => {
      next.nextBase.next = io.weightBase;
      next.nextLastOfGroup.next = io.lastOfGroup;
      next.nextLastOfTick.next = io.lastOfTick;
    });
    when(fetch.haveBounds, () => {
      next.nextFirst.next = io.lookupFirst;
      next.nextCount.next = io.lookupCount;
    });
    next.nextEmpty.next = next.nextCount.eq(0);
    next.nextSingle.next = next.nextCount
      .slice(pointerBits - 1, 1)
      .any()
      .not();

    current.active.next = load.or(current.active.and(segmentDone.not()));
    when(load, () => {
      current.at.next = next.nextFirst;
      current.left.next = next.nextCount;
      current.empty.next = next.nextEmpty;
      current.lastEntry.next = next.nextSingle;
      current.endsGroup.next = next.nextSingle.and(next.nextLastOfGroup);
      current.currentLastOfGroup.next = next.nextLastOfGroup;
      current.currentLastOfTick.next = next.nextLastOfTick;
      current.currentBase.next = next.nextBase;
    }).elsewhen(issue, () => {
      const { oneMore } = nodes({ oneMore: current.left.eq(2) });
      current.at.next = current.at.addw(1);
      current.left.next = current.left.subw(1);
      current.lastEntry.next = oneMore;
      current.endsGroup.next = oneMore.and(current.currentLastOfGroup);
    });
    const { groupDone } = nodes({ groupDone: issue.and(current.endsGroup) });
    current.groupBegins.next = io.start.or(groupDone).or(current.groupBegins.and(issue.not()));
    spacing.sumsBusy.next = groupDone.or(spacing.sumsBusy.and(spacing.spacingLeft.ne(0)));
    spacing.spacingLeft.next = groupDone.mux(lanes - 2, spacing.spacingLeft.subw(1));

    return {
      segmentAddress: fetch.address,
      lookupRegion: io.region,
      entry: current.at.trunc(pointerBits - 1),
      entryBase: current.currentBase,
      issue,
      issueValid: issue.and(current.empty.not()),
      issueFirst: issue.and(current.groupBegins),
      issueLast: groupDone,
      issueLastOfTick: groupDone.and(current.currentLastOfTick),
    };
  },
);
