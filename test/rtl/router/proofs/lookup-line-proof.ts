/** Whatever source, sink and memory do: words go through a line in order, none lost, none doubled, none changed. */
import {
  type Bool,
  bool,
  cat,
  formal,
  hi,
  input,
  lo,
  module,
  past,
  regs,
  stream,
  type UInt,
  uint,
  when,
} from "../../../../hdlgen/index.ts";
import { skidBuffer } from "../../../../rtl/cells/skid-buffer.ts";
import { assertStream, assumeStream } from "../../../../rtl/cells/stream-properties.ts";
import { lookupLine } from "../../../../rtl/router/lookup-line.ts";
import { type Goal, implies, lemmas } from "../../cells/proofs/lemmas.ts";

/** A word: its marker bit above its tag. */
const tag = uint(1);
const marked = uint(2);
const countBits = 3;
const flag = (value: Bool): UInt => value.asUInt().extend(countBits);
const sum = (values: readonly UInt[]): UInt => values.reduce((total, value) => total.addw(value), flag(lo));

/**
 * A line of `length` places with a skid buffer behind, as all who look something up have it. `again`: a word that could leave
 * comes back once more all the same, as one with a chain does.
 */
export const LookupLineProof = module(
  "lookup_line_proof",
  (_: Goal & { readonly length: 1 | 2 | 3 }) => ({
    enq: stream.in(marked),
    deq: stream.out(marked),
    mark: input(bool),
    again: input(bool),
  }),
  ({ enq, deq, mark, again }, { length, goal }) => {
    const { last, turn, connect, inside } = lookupLine({ tag, length, starts: "empty" });
    const finishes = again.not();
    const buffer = skidBuffer(
      { enq: { valid: last.valid.and(turn).and(finishes), payload: cat(last.marker, last.tag) }, deq },
      { type: marked },
    );
    const { ready, entering } = connect(
      { valid: enq.valid, marker: enq.payload.bit(1), tag: enq.payload.trunc(1) },
      { finished: finishes.and(buffer.open), again: last.tag },
    );
    assumeStream("enq", marked, { ...enq, ready });
    assertStream("deq", marked, { ...buffer.drives.deq, ready: deq.ready });

    // Any one word is followed; its turn is counted.
    const { count, following, ahead, followed } = regs({
      ...{ count: [uint(countBits), 0], following: [bool, false] },
      ...{ ahead: uint(countBits), followed: marked },
    });
    const push = enq.valid.and(ready);
    const pop = buffer.valid.and(deq.ready);
    const leaves = following.and(pop).and(ahead.eq(0));
    count.next = count.addw(flag(push)).subw(flag(pop));
    when(following, () => {
      following.next = leaves.not();
      ahead.next = ahead.subw(flag(pop));
    }).elsewhen(mark.and(push), () => {
      following.next = true;
      ahead.next = count.subw(flag(pop));
      followed.next = enq.payload;
    });
    formal.assert(count.le(length + 2), "no more words inside than there is room for");
    formal.assert(implies(buffer.valid, count.any()), "nothing comes from nowhere");
    formal.assert(implies(following, ahead.lt(count)), "a word inside is not lost");
    formal.assert(implies(leaves, buffer.word.eq(followed)), "a word leaves in its turn, as it came");
    formal.assert(implies(last.valid, past(entering, length).eq(last.tag)), "the memory's answer is the last word's");
    // A promise for bounded time: by induction it would need a lemma for each place.
    const { waits } = regs({ waits: [uint(4), 0] });
    waits.next = again
      .or(deq.ready.not())
      .or(pop)
      .or(push)
      .mux(0, waits.addw(count.any().or(enq.valid).asUInt()));
    if (goal === "contract") formal.assert(waits.le(length + 2), "it goes on while the outside takes what comes");
    formal.cover(leaves.and(past(again)), "a word leaves behind one that came back");

    // The order of the places: from the one that comes back next, or the last, towards the first, and round.
    const lemma = lemmas({ goal });
    const { valid, marker, tags, back } = inside;
    const held = buffer.valid.and(buffer.open.not());
    const { started } = regs({ started: [bool, false] });
    started.next = true;
    lemma(started.eq(buffer.open.or(buffer.valid)), "open or valid from the second cycle on");
    const places = Array.from({ length }, (_, place) => place);
    lemma(sum([...valid.map(flag), flag(buffer.valid), flag(held)]).eq(count), "all words are somewhere");
    lemma(sum(back.map(flag)).le(1), "one word comes back at a time");
    const bufferCount = flag(buffer.valid).addw(flag(held));
    for (const first of places) {
      const isFirst = first === length - 1 ? turn : (back[first] ?? lo);
      if (first !== length - 1) lemma(implies(isFirst, valid[first] ?? hi), "what comes back is there");
      let before = bufferCount;
      for (const i of places) {
        const place = (first - i + length) % length;
        const [isValid, isMarker, held] = [valid[place], marker[place], tags[place]];
        if (isValid === undefined || isMarker === undefined || held === undefined) throw new Error(`no place ${place}`);
        const isHere = following.and(isFirst).and(isValid).and(ahead.eq(before));
        lemma(implies(isHere, cat(isMarker, held).eq(followed)), `the word at place ${place} when ${first} is next`);
        before = before.addw(flag(isValid));
      }
    }
    lemma(implies(following.and(ahead.eq(0)).and(buffer.valid), buffer.word.eq(followed)), "the word that is offered");
    lemma(implies(following.and(ahead.eq(1)).and(held), buffer.spare.eq(followed)), "the word behind it");
    return { enq: { ready }, deq: buffer.drives.deq };
  },
);
