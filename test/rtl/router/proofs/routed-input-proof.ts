/** An input of a mesh router, with any masks: whatever its sinks do, each gets all of its words once, in order. */
import {
  type Bool,
  bool,
  formal,
  input,
  lo,
  module,
  nodes,
  regArray,
  regs,
  stream,
  type UInt,
  uint,
  when,
} from "../../../../hdlgen/index.ts";
import { assertStream, assumeStream, same } from "../../../../rtl/cells/stream-properties.ts";
import { routedInput } from "../../../../rtl/router/routed-input.ts";
import { type SpikeWord, spikeWord } from "../../../../rtl/router/spike-word.ts";
import { type Goal, implies, lemmas } from "../../cells/proofs/lemmas.ts";

const shape = { routeBits: 1, indexBits: 1 };
const type = spikeWord(shape);
const counter = uint(3);
/** Cycles within which something moves while the sinks take and words come. */
const patience = 3;

interface OfInput extends Goal {
  readonly latency: 1 | 2;
}

export const RoutedInputProof = module(
  "routed_input_proof",
  (_: OfInput) => ({
    words: stream.in(type),
    a: stream.out(type),
    b: stream.out(type),
    /** Free: which word is followed. */
    mark: input(bool),
  }),
  ({ words: source, mark, ...io }, { latency, goal }) => {
    // Whatever the table holds, it keeps.
    const masks = regArray("mask", 2, uint(2));
    for (const mask of masks) mask.next = mask;
    const masked = (route: UInt): UInt => route.bit(0).mux(masks[1] as UInt, masks[0] as UInt);
    const seen = regArray("seen", latency, uint(2));
    const sinks = [io.a, io.b];
    const maskOf = (route: UInt): UInt => {
      seen.forEach((mask, i) => {
        mask.next = seen[i - 1] ?? masked(route);
      });
      return seen[latency - 1] as UInt;
    };
    const { words, offers, inside } = routedInput({ words: source, clear: lo, sinks, maskOf }, { ...shape, latency });
    const enq = { ...source, ready: words.ready };
    assumeStream("words", type, enq);
    const wanted = (word: SpikeWord): UInt => word.marker.mux(3, masked(word.route));

    const { pushes } = nodes({ pushes: enq.valid.and(enq.ready) });
    const { followed } = regs({ followed: type });
    const due = regArray("due", 2, [bool, false]);
    const count = regArray("count", 2, [counter, 0]);
    const ahead = regArray("ahead", 2, counter);
    const isFollowing = due.reduce<Bool>((one, each) => one.or(each), lo);
    const { follows } = nodes({ follows: mark.and(pushes).and(isFollowing.not()) });
    when(follows, () => {
      followed.next = enq.payload;
    });
    const lemma = lemmas({ goal });
    const { buffer, line, has } = inside;
    const third = { marker: line.last.marker, ...line.last.tag };
    const [valid, spareValid] = [buffer.valid, buffer.valid.and(buffer.open.not())];
    const one = (flag: Bool): UInt => flag.asUInt().extend(counter.width);
    const pops: Bool[] = [];

    offers.forEach((offer, k) => {
      const name = k === 0 ? "a" : "b";
      const [own, left, before] = [count[k], due[k], ahead[k]] as const;
      const sink = sinks[k];
      if (own === undefined || left === undefined || before === undefined || sink === undefined) throw new Error(name);
      const deq = { ...offer, ready: sink.ready };
      assertStream(name, type, deq);
      const pop = deq.valid.and(deq.ready);
      pops.push(pop);
      const comes = pushes.and(wanted(enq.payload).bit(k));
      own.next = own.addw(one(comes)).subw(one(pop));
      const leaves = left.and(pop).and(before.eq(0));
      when(follows, () => {
        left.next = wanted(enq.payload).bit(k);
        before.next = own.subw(one(pop));
      }).otherwise(() => {
        left.next = left.and(leaves.not());
        before.next = before.subw(one(pop));
      });
      formal.assert(own.le(2 + latency), `no more copies for ${name} than there is room for`);
      formal.assert(implies(deq.valid, own.any()), `${name} gets no word that did not come`);
      formal.assert(implies(left, before.lt(own)), `no copy for ${name} is lost`);
      formal.assert(implies(leaves, same(type, deq.payload, followed)), `${name} gets a word in its turn, as it came`);
      if (latency !== 1) return;

      // Copies inside, the oldest first: in the buffer, behind it, and in the line.
      const copies = [
        valid.and(buffer.word.wanted.bit(k)).and(has[k]?.not() ?? lo),
        spareValid.and(buffer.spare.wanted.bit(k)),
        line.last.valid.and(wanted(third).bit(k)),
      ] as const;
      lemma(own.eq(one(copies[0]).addw(one(copies[1])).addw(one(copies[2]))), `copies for ${name} are inside`);
      const later = copies[1].mux(buffer.spare.word, third);
      const places = [
        copies[0].mux(buffer.word.word, later),
        copies[0].and(copies[1]).mux(buffer.spare.word, third),
        third,
      ];
      places.forEach((word, place) => {
        lemma(
          implies(left.and(before.eq(place)), same(type, word, followed)),
          `the copy for ${name} at place ${place}`,
        );
      });
    });
    if (latency === 1) {
      const { started } = regs({ started: [bool, false] });
      started.next = true;
      lemma(started.eq(buffer.open.or(valid)), "open or a word is inside, from the second cycle on");
      lemma(implies(started.not(), line.last.valid.not()), "nothing is inside at first");
      lemma(implies(line.last.valid, (seen[0] as UInt).eq(masked(third.route))), "the mask of the word in the line");
      lemma(implies(valid, buffer.word.wanted.eq(wanted(buffer.word.word))), "the mask of the first word");
      lemma(implies(spareValid, buffer.spare.wanted.eq(wanted(buffer.spare.word))), "the mask of the second word");
      lemma(
        implies(valid.not(), has.reduce<Bool>((any, each) => any.or(each), lo).not()),
        "no copy is out before its word",
      );
    }

    const { stuck } = regs({ stuck: [uint(3), 0] });
    const willing = enq.valid.and(io.a.ready).and(io.b.ready);
    const moved = pops.reduce((any, each) => any.or(each), pushes);
    stuck.next = willing.and(moved.not()).mux(stuck.addw(1), 0);
    formal.assert(stuck.lt(patience), "it goes on while the sinks take");
    formal.cover(
      pops.reduce((all, each) => all.and(each)),
      "both sinks get a copy",
    );
    return { words, a: offers[0], b: offers[1] } as never;
  },
);
