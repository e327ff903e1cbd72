/** Whatever sources and sink do: a merge of one to three sources loses and doubles nothing and keeps periods apart. */
import {
  type Bool,
  bool,
  cat,
  formal,
  hi,
  input,
  lo,
  module,
  nodes,
  past,
  regArray,
  regs,
  reset,
  stream,
  type UInt,
  uint,
  when,
  withReset,
} from "../../../../hdlgen/index.ts";
import { byName, type StreamIn, streamsIn } from "../../../../rtl/cells/named-streams.ts";
import { assertQueue, assertStream, assumeStream, same } from "../../../../rtl/cells/stream-properties.ts";
import { markerMerge } from "../../../../rtl/router/marker-merge.ts";
import { type SpikeWord, spikeWord } from "../../../../rtl/router/spike-word.ts";
import { type Goal, implies, lemmas } from "../../cells/proofs/lemmas.ts";

const type = spikeWord({ routeBits: 1, indexBits: 1 });
/** Periods are numbered modulo 4: at most two are inside. */
const periodBits = 2;

interface OfMerge extends Goal {
  readonly sources: readonly ["a"] | readonly ["a", "b"] | readonly ["a", "b", "c"];
  readonly cut: "forward" | "both";
}

const all = (conditions: readonly Bool[]): Bool => conditions.reduce((both, each) => both.and(each), hi);
const any = (conditions: readonly Bool[]): Bool => conditions.reduce((one, each) => one.or(each), lo);

export const MarkerMergeProof = module(
  "marker_merge_proof",
  ({ sources }: OfMerge) => ({
    ...(streamsIn(sources as readonly "a"[], type) as Readonly<Record<"a", StreamIn<SpikeWord>>>),
    clear: input(bool),
    /** Free: which word is followed. */
    mark: input(bool),
    deq: stream.out(type),
  }),
  (io, { sources, cut, goal }) => {
    const { drives, register } = markerMerge<"a" | "b" | "c">(io, { type, sources, cut });
    const ends = sources.map((name) => ({
      name,
      ...(io as unknown as Readonly<Record<typeof name, { valid: Bool; payload: SpikeWord }>>)[name],
      ready: drives[name].ready,
    }));
    const deq = { ...drives.deq, ready: io.deq.ready };
    formal.assert(implies(io.clear, any(ends.map(({ ready }) => ready)).not()), "nothing is taken while it is cleared");
    when(past(io.clear), () => formal.assert(deq.valid.not(), "nothing is given after a cycle in which it is cleared"));

    withReset(reset().or(io.clear), () => {
      for (const { name, ...wires } of ends) {
        assumeStream(name, type, wires);
        const { marker, route, index } = wires.payload;
        formal.assume(
          implies(marker, route.any().or(index.any()).not()),
          `a marker of ${name} has nothing but its bit`,
        );
      }
      assertStream("deq", type, deq);
      const { gives, givesMarker } = nodes({
        gives: cat(...ends.map(({ valid, ready }) => valid.and(ready)).reverse()),
        givesMarker: cat(...ends.map(({ valid, ready, payload }) => valid.and(ready).and(payload.marker)).reverse()),
      });
      const isOne = gives.and(gives.subw(1)).any().not();
      const takesMarkers = givesMarker.any();
      formal.assert(
        implies(takesMarkers, all(ends.map((_, i) => givesMarker.bit(i)))),
        "a marker is taken with those of all other sources",
      );
      formal.assert(implies(takesMarkers.not(), isOne), "spikes are taken one at a time");

      // What is taken is what a queue of one or two words gets: in this order it leaves, unchanged, once.
      const { due, taken } = nodes({
        due: any(ends.map(({ valid, payload }) => valid.and(payload.marker.not()))).or(
          all(ends.map(({ valid, payload }) => valid.and(payload.marker))),
        ),
        taken: ends
          .slice(1)
          .reduce<SpikeWord>(
            (word, { payload }, i) => gives.bit(i + 1).mux(payload, word),
            ends[0]?.payload as SpikeWord,
          ),
      });
      const enq = { valid: due, ready: due.not().or(gives.any()), payload: taken };
      const capacity = cut === "both" ? 2 : 1;
      const queue = assertQueue({ type, capacity, latency: 1, enq, deq, mark: io.mark });

      // Seen from outside: the spike that is followed leaves in the period of its source.
      const leaves = deq.valid.and(deq.ready);
      const { periodOut, periodOfWord } = regs({ periodOut: [uint(periodBits), 0], periodOfWord: uint(periodBits) });
      const periods = regArray("period", sources.length, [uint(periodBits), 0]);
      periodOut.next = periodOut.addw(leaves.and(deq.payload.marker).asUInt().extend(periodBits));
      periods.forEach((period, i) => {
        period.next = period.addw(givesMarker.bit(i).asUInt().extend(periodBits));
      });
      const own = periods.reduce<UInt>((period, each, i) => gives.bit(i).mux(each, period), periods[0] as UInt);
      when(queue.following.not(), () => {
        periodOfWord.next = own;
      });
      formal.assert(
        implies(queue.following.and(queue.ahead.eq(0)).and(leaves), periodOut.eq(periodOfWord)),
        "a word leaves in the period of its source in which it came",
      );
      formal.cover(leaves.and(deq.payload.marker).and(periodOut.eq(1)), "two periods leave");

      const lemma = lemmas({ goal });
      for (const period of periods) lemma(period.eq(periods[0] ?? period), "all sources are in one period");
      const inside = (flag: Bool): UInt => flag.asUInt().extend(periodBits);
      const [first, second] =
        "spare" in register ? [register.valid, register.valid.and(register.open.not())] : [register.full, lo];
      const spare = "spare" in register ? register.spare : register.word;
      const [wordEnds, spareEnds] = [first.and(register.word.marker), second.and(spare.marker)];
      const before = periodOut.addw(inside(wordEnds)).addw(inside(spareEnds));
      lemma(before.eq(periods[0] ?? before), "the markers between both ends are inside");
      lemma(first.eq(queue.count.any()), "the first word is there while a word is inside");
      lemma(second.eq(queue.count.eq(2)), "the second word is there while two are inside");
      const isAt = (place: number): Bool => queue.following.and(queue.ahead.eq(place));
      lemma(implies(isAt(0), same(type, register.word, queue.word).and(periodOfWord.eq(periodOut))), "the first word");
      if (cut === "both") {
        lemma(
          queue.started.eq("open" in register ? register.open.or(register.valid) : lo),
          "open from the second cycle",
        );
        const after = periodOut.addw(inside(wordEnds));
        lemma(implies(isAt(1), same(type, spare, queue.word).and(periodOfWord.eq(after))), "the second word");
      }
    });
    return byName([...sources, "deq"], (_, name) => drives[name as "a" | "deq"]) as never;
  },
);
