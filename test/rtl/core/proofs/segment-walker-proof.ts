/** A program, lists and neurons around the walker, and the sequence that it has to issue. */
import {
  type Bool,
  bool,
  cat,
  constant,
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
  type UInt,
  uint,
  when,
} from "../../../../hdlgen/index.ts";
import { SegmentWalker } from "../../../../rtl/core/segment-walker.ts";
import { exposing } from "../../../support/exposing.ts";
import { type Goal, lemmas } from "../../cells/proofs/lemmas.ts";
import { all, chosen } from "./choices.ts";

const segments = 4;
const addressBits = 2;
const regions = 4;
const regionBits = 2;
const baseBits = 2;
const entryBits = 3;
const numbers = Array.from({ length: segments }, (_, i) => i);

export interface WalkerProofParameters extends Goal {
  /** Cycles of the segment memory. */
  readonly readLatency: 1 | 2;
}

/** Cycles within which a word is issued that nothing stands against. */
const patience = 4 * segments + 6;

/**
 * Any program of up to four segments over four lists, any numbers of entries, any ticks that overlap as far as they may, any
 * delay of neurons and own spikes: the words that are issued are, in order, every entry of every segment's list, once,
 * with the group's first and last word marked; and one is issued as long as nothing stands against it.
 */
export const SegmentWalkerProof = module(
  "segment_walker_proof",
  (_: WalkerProofParameters) => ({
    start: input(bool),
    ownSwap: input(bool),
    released: input(bool),
    hold: input(bool),
    // Free: what the lists become when they change over.
    fresh: input(uint(regions * 2)),
    issued: output(bool),
  }),
  (io, { readLatency, goal }) => {
    const lemma = lemmas({ goal });
    const program = {
      base: regArray("base", segments, uint(baseBits)),
      region: regArray("region", segments, uint(regionBits)),
      ends: regArray("ends", segments, bool),
      endsTick: regArray("endsTick", segments, bool),
      waits: regArray("waits", segments, bool),
    };
    for (const column of Object.values(program)) for (const own of column) own.next = own as never;
    numbers.forEach((s) => {
      formal.assume((program.endsTick[s] ?? hi).implies(program.ends[s] ?? hi), "a tick ends with a group");
    });
    formal.assume(program.endsTick[segments - 1] ?? hi, "a tick ends");
    // A region's class is its own: segments of one region all wait or none does.
    const own = regArray("own", regions, bool);
    for (const each of own) each.next = each;
    numbers.forEach((s) => {
      formal.assume(
        (program.waits[s] ?? lo).eq(chosen(own, program.region[s] ?? zero(regionBits))),
        "segments over own lists wait",
      );
    });

    // Lists: lengths 0 to 3. They are others when they change over.
    const { ticks } = regs({ ticks: [uint(2), 0] });
    const { ownReady } = nodes({ ownReady: ticks.eq(1) });
    const count = regArray("count", regions, uint(2));
    count.forEach((length, r) => {
      const isOwn = own[r] ?? lo;
      when(isOwn.mux(io.ownSwap, io.start), () => {
        length.next = io.fresh.slice(2 * r + 1, 2 * r);
      });
    });

    // What the walker is promised.
    const released = { pending: regs({ pending: [bool, false] }).pending };
    const { walks } = regs({ walks: [uint(2), 0] });
    formal.assume(io.ownSwap.implies(ticks.any().and(walks.lt(ticks))), "a tick is drained when it has been walked");

    const { address, addressBefore } = regs({ address: uint(addressBits), addressBefore: uint(addressBits) });
    const at = readLatency === 1 ? address : addressBefore;
    const counts = regs({ lookupFirst: uint(entryBits), lookupCount: uint(entryBits) });
    const walker = instance(
      "walker",
      exposing(
        SegmentWalker({
          weightBaseBits: baseBits,
          regionBits,
          entryBits,
          segmentAddressBits: addressBits,
          idleAfterGroup: 0,
        }),
        seenWidths,
      ),
      {
        ...{ start: io.start, ownReady, released: io.released, hold: io.hold },
        weightBase: chosen(program.base, at),
        region: chosen(program.region, at),
        lastOfGroup: chosen(program.ends, at),
        lastOfTick: chosen(program.endsTick, at),
        waits: chosen(program.waits, at),
        ...counts,
      },
    );
    address.next = walker.segmentAddress;
    addressBefore.next = address;
    when(walker.lookup, () => {
      counts.lookupFirst.next = firstOf(walker.lookupRegion);
      counts.lookupCount.next = chosen(count, walker.lookupRegion).extend(entryBits);
    });
    const { settled } = regs({ settled: [uint(2), 0] });
    settled.next = settled.eq(2).mux(settled, settled.addw(1));
    formal.assume(
      io.start.implies(settled.eq(2)),
      "no start before the segment memory has answered for the first time",
    );
    formal.assume(io.start.implies(walker.startable.and(ticks.lt(2))), "a start when it may be");
    formal.assume(io.released.implies(released.pending), "a release for a group that waits for it");
    released.pending.next = walker.issueLast.or(released.pending.and(io.released.not()));
    ticks.next = ticks.addw(io.start.asUInt()).subw(io.ownSwap.asUInt());

    // What has to be issued next: the entry `pos` of the segment `at`, empty segments passed over unless they end a group.
    const spec = regs({ segment: [uint(addressBits), 0], pos: [uint(2), 0], groupBegins: [bool, true] });
    const lengthOf = (segment: UInt): UInt => chosen(count, chosen(program.region, segment));
    const skipped = numbers.reduce<UInt>((s) => {
      const isKnown = walks.any().and(chosen(program.waits, s).not().or(walks.eq(ticks)));
      const isSkipped = isKnown.and(lengthOf(s).eq(0)).and(chosen(program.ends, s).not());
      return isSkipped.mux(s.addw(1), s);
    }, spec.segment);
    const { now } = nodes({ now: spec.pos.any().mux(spec.segment, skipped) });
    const { length } = nodes({ length: lengthOf(now) });
    const { endsSegment } = nodes({ endsSegment: length.eq(0).or(spec.pos.addw(1).eq(length)) });
    const { endsGroup } = nodes({ endsGroup: endsSegment.and(chosen(program.ends, now)) });
    const { endsTick } = nodes({ endsTick: endsSegment.and(chosen(program.endsTick, now)) });
    const { issued } = nodes({ issued: walker.issueValid.or(walker.issueLast) });
    when(issued, () => {
      spec.pos.next = endsSegment.mux(0, spec.pos.addw(1));
      spec.segment.next = endsTick.mux(0, now.addw(endsSegment.asUInt()));
      spec.groupBegins.next = endsGroup;
    }).otherwise(() => {
      spec.segment.next = now;
    });
    walks.next = walks.addw(io.start.asUInt()).subw(issued.and(endsTick).asUInt());

    formal.assert(issued.implies(walks.any()), "nothing is issued but for a tick that has started");
    formal.assert(issued.implies(walker.issueValid.eq(length.any())), "an empty word where there is no entry, only");
    formal.assert(
      walker.issueValid.implies(walker.entry.eq(firstOf(chosen(program.region, now)).addw(spec.pos.extend(entryBits)))),
      "every entry once, in order",
    );
    const { wasIssued, issuedBase } = regs({ wasIssued: [bool, false], issuedBase: uint(baseBits) });
    wasIssued.next = walker.issueValid;
    issuedBase.next = chosen(program.base, now);
    formal.assert(wasIssued.implies(walker.entryBase.eq(issuedBase)), "the segment's weights, a cycle later");
    formal.assert(issued.implies(walker.issueFirst.eq(spec.groupBegins)), "a group's first word is known as such");
    formal.assert(issued.implies(walker.issueLast.eq(endsGroup)), "a group's last word is known as such");
    formal.assert(
      issued.and(chosen(program.waits, now)).implies(walks.eq(ticks)),
      "a waiting segment is walked when its lists are complete",
    );
    formal.assert(
      walker.issueLast.implies(io.hold.or(released.pending).not()),
      "a group ends when the one before it has been released, and nothing holds it",
    );
    formal.assert(
      walker.startable.implies(walks.le(1)),
      "a tick may start when the one before has been walked but for own lists",
    );

    // It goes on.
    const { stands } = regs({ stands: [uint(6), 0] });
    const { free } = nodes({
      free: walks
        .any()
        .and(chosen(program.waits, now).not().or(walks.eq(ticks)))
        .and(io.hold.or(released.pending).not()),
    });
    stands.next = free.and(issued.not()).mux(stands.addw(1), 0);
    formal.assert(stands.lt(patience), "a word is issued before long when nothing stands against it");

    // Induction: which segments are fetched, ready and walked, and how the registers speak of them.
    const seen = (name: keyof typeof seenWidths): UInt => walker[`${name}Seen`];
    const is = (name: keyof typeof seenWidths): Bool => seen(name).bit(0);
    const ghost = regs({ switched: [bool, false], fetched: uint(addressBits), walked: uint(addressBits) });
    const loads = is("nextReady").and(
      is("active")
        .not()
        .or(issued.and(is("lastEntry"))),
    );
    when(is("looking"), () => {
      ghost.fetched.next = at;
    });
    ghost.switched.next = issued.and(endsSegment);
    when(loads, () => {
      ghost.walked.next = ghost.fetched;
    });
    const stages = [is("looking"), is("counted"), is("flagged"), is("nextReady")];
    const count1 = stages.map((stage) => stage.asUInt().extend(3)).reduce((sum, stage) => sum.addw(stage));
    lemma(count1.eq(is("fetching").asUInt().extend(3)), "a segment is at one stage of its fetch");
    const { fetching } = nodes({ fetching: is("looking").mux(at, ghost.fetched) });
    lemma(
      is("looking").implies(seen("address").eq(at).and(address.eq(at)).and(addressBefore.eq(at))),
      "the word that is looked at has been addressed for long enough",
    );
    const following = chosen(program.endsTick, ghost.fetched).mux(0, ghost.fetched.addw(1));
    lemma(is("counted").implies(seen("address").eq(ghost.fetched.addw(1))), "the next word is addressed");
    lemma(is("flagged").or(is("nextReady")).implies(seen("address").eq(following)), "the word to follow is addressed");
    lemma(is("fetching").or(seen("address").eq(0)), "the first word is addressed for the next tick");
    const ofFetched = all([
      is("nextLastOfGroup").eq(chosen(program.ends, ghost.fetched)),
      is("nextLastOfTick").eq(chosen(program.endsTick, ghost.fetched)),
      is("nextOwn").eq(chosen(program.waits, ghost.fetched)),
      seen("nextBase").eq(chosen(program.base, ghost.fetched)),
      counts.lookupCount.eq(lengthOf(ghost.fetched).extend(entryBits)),
      counts.lookupFirst.eq(firstOf(chosen(program.region, ghost.fetched))),
    ]);
    lemma(is("fetching").and(is("looking").not()).implies(ofFetched), "the descriptor is that of the fetched segment");
    lemma(
      is("flagged")
        .or(is("nextReady"))
        .implies(
          is("nextEmpty")
            .eq(lengthOf(ghost.fetched).eq(0))
            .and(is("nextSingle").eq(lengthOf(ghost.fetched).le(1))),
        ),
      "its flags are",
    );
    lemma(is("nextReady").implies(is("nextEmpty").not().or(is("nextLastOfGroup"))), "it is not to be passed over");

    const walked = lengthOf(ghost.walked);
    const ofWalked = all([
      now.eq(ghost.walked),
      spec.segment.eq(ghost.walked).or(ghost.switched),
      is("currentLastOfGroup").eq(chosen(program.ends, ghost.walked)),
      is("currentOwn").eq(chosen(program.waits, ghost.walked)),
      is("empty").eq(walked.eq(0)),
      seen("left").addw(spec.pos.extend(entryBits)).eq(walked.extend(entryBits)),
      seen("at").eq(firstOf(chosen(program.region, ghost.walked)).addw(spec.pos.extend(entryBits))),
      walked.any().or(chosen(program.ends, ghost.walked)),
      spec.pos.lt(walked).or(walked.eq(0).and(spec.pos.eq(0))),
      is("loaded").mux(seen("nextBase"), seen("currentBase")).eq(chosen(program.base, ghost.walked)),
      chosen(program.waits, ghost.walked).implies(walks.eq(ticks)),
    ]);
    lemma(is("active").implies(ofWalked), "the segment under way is the one to be walked");
    lemma(is("active").or(is("loaded").not()), "what has been loaded is under way");
    lemma(is("active").or(spec.pos.eq(0)), "no segment is left in its middle");
    lemma(is("groupBegins").eq(spec.groupBegins), "where groups begin is known");
    lemma(is("groupPending").eq(released.pending), "which group has not been released is known");
    const { crosses } = nodes({ crosses: is("active").and(chosen(program.endsTick, ghost.walked)) });
    const inFlight = crosses.asUInt().extend(2).addw(is("fetching").asUInt().extend(2));
    lemma(walks.eq(inFlight), "a tick under way is fetched, or its last segment is walked");
    lemma(is("active").and(crosses.not()).implies(is("fetching")), "behind a segment there is another one");
    lemma(walks.any().or(spec.segment.eq(0)), "the next tick begins with the first segment");
    lemma(walks.le(ticks), "what is walked is in flight");
    lemma(ticks.le(2), "two ticks are in flight at most");
    // The lists that the fetched segments wait for are complete, and were so when they were looked at.
    const { complete } = nodes({ complete: walks.eq(ticks).and(crosses.not()) });
    lemma(
      is("fetching").and(is("looking").not()).and(chosen(program.waits, ghost.fetched)).implies(complete),
      "a waiting segment has been looked up when its lists were complete",
    );
    const isPassed = (s: number): Bool =>
      all([
        complete.or((program.waits[s] ?? lo).not()),
        lengthOf(constant(uint(addressBits), s)).eq(0),
        (program.ends[s] ?? hi).not(),
      ]);
    for (const s of numbers) {
      const behind = is("active").mux(
        crosses.or(ghost.walked.lt(s)).and(fetching.gt(s)),
        fetching.le(s).and(now.gt(s)),
      );
      lemma(is("fetching").and(behind).implies(isPassed(s)), `segment ${s} is passed over`);
    }
    lemma(
      is("active").and(crosses.not()).implies(fetching.gt(ghost.walked)),
      "what is fetched is behind what is walked",
    );
    lemma(is("fetching").and(is("active").not()).implies(fetching.le(now)), "nothing is passed over unseen");
    const stage = is("looking").mux(4, is("counted").mux(3, is("flagged").mux(2, is("nextReady").asUInt().extend(3))));
    const away = now.subw(fetching).extend(6).shl(2).trunc(6).addw(stage.extend(6));
    lemma(is("active").or(stands.addw(away).lt(patience)), "it comes nearer in every cycle");
    return { issued };
  },
);

/** Lists begin anywhere; nothing depends on where. */
const firstOf = (region: UInt): UInt => cat(region.bit(0), constant(uint(2), 0)).extend(entryBits);
const zero = (bits: number): UInt => constant(uint(bits), 0);
const seenWidths = {
  ...{ fetching: 1, looking: 1, counted: 1, flagged: 1, nextReady: 1, address: addressBits },
  ...{ nextBase: baseBits, nextOwn: 1, nextEmpty: 1, nextSingle: 1, nextLastOfGroup: 1, nextLastOfTick: 1 },
  ...{ active: 1, currentOwn: 1, at: entryBits, left: entryBits, empty: 1, lastEntry: 1, currentLastOfGroup: 1 },
  ...{ loaded: 1, currentBase: baseBits, groupBegins: 1, groupPending: 1 },
} as const;
