import {
  type Bool,
  bool,
  formal,
  input,
  module,
  nodes,
  ram,
  regs,
  stream,
  type Type,
  type UInt,
  uint,
  when,
} from "../../../../hdlgen/index.ts";
import { grayOf, readRegisters, readSide, writeRegisters, writeSide } from "../../../../rtl/cells/async-fifo.ts";
import { same } from "../../../../rtl/cells/stream-properties.ts";
import { type Goal, implies, lemmas } from "./lemmas.ts";

interface OfAsyncFifo<T> extends Goal {
  readonly type: Type<T>;
  readonly depth: number;
}

/** The number that a Gray code stands for. */
function binaryOf(gray: UInt): UInt {
  return Array.from({ length: gray.width - 1 }, (_, i) => i + 1).reduce((sum, by) => sum.xor(gray.shr(by)), gray);
}

/**
 * Both sides of the FIFO on one clock, at whose edges either of them ticks, or both, or none: every interleaving of two
 * clocks. A count that is sampled while it changes is seen as it was or as it will be, as `early` says: that is all that
 * a settled synchroniser may do to a Gray code.
 */
export const AsyncFifoProof = module(
  "async_fifo_proof",
  <T>({ type }: OfAsyncFifo<T>) => ({
    writes: input(bool),
    reads: input(bool),
    early: input(uint(2)),
    mark: input(bool),
    enq: stream.in(type),
    deq: stream.out(type),
  }),
  (io, { type, depth, goal }) => {
    const bits = Math.log2(depth);
    const gray = [uint(bits + 1), 0] as const;
    const [writer, reader] = [writeRegisters(bits), readRegisters(bits)];
    const seen = regs({ readMeta: gray, readSeen: gray, writeMeta: gray, writeSeen: gray });

    const inTick = <R>(ticks: Bool, body: () => R): R => {
      let result: { value: R } | undefined;
      when(ticks, () => {
        result = { value: body() };
      });
      if (result === undefined) throw new Error("when");
      return result.value;
    };
    const write = inTick(io.writes, () => writeSide(writer, io.enq.valid, seen.readSeen));
    const read = inTick(io.reads, () => readSide(reader, io.deq.ready, seen.writeSeen));
    when(io.writes, () => {
      seen.readMeta.next = io.reads.and(io.early.bit(0)).mux(read.readGrayNext, reader.readGray);
      seen.readSeen.next = seen.readMeta;
    });
    when(io.reads, () => {
      seen.writeMeta.next = io.writes.and(io.early.bit(1)).mux(write.writeGrayNext, writer.writeGray);
      seen.writeSeen.next = seen.writeMeta;
    });
    const words = ram("words", type, { depth, collision: "dontCare" });
    const { pushes, pops } = nodes({ pushes: io.writes.and(write.push), pops: io.reads.and(read.pop) });
    words.write(write.address, io.enq.payload, { enable: pushes });
    const payload = words.read(read.address, { enable: io.reads });

    // The contract: a queue, one of whose words is followed.
    const counter = uint(bits + 2);
    const { count, following, ahead, word } = regs({
      count: [counter, 0],
      following: [bool, false],
      ahead: counter,
      word: type,
    });
    count.next = count.addw(pushes.asUInt()).subw(pops.asUInt());
    when(following, () => {
      following.next = pops.and(ahead.eq(0)).not();
      ahead.next = ahead.subw(pops.asUInt());
    }).elsewhen(io.mark.and(pushes), () => {
      following.next = true;
      ahead.next = count.subw(pops.asUInt());
      word.next = io.enq.payload;
    });
    const isFirst = following.and(ahead.eq(0)).and(reader.valid);
    formal.assert(count.le(depth), "no more words inside than there is room for");
    formal.assert(implies(reader.valid, count.any()), "a word is offered only when there is one");
    formal.assert(following.not().or(ahead.lt(count)), "a word inside is not lost");
    formal.assert(implies(isFirst, same(type, payload, word)), "a word is offered in its turn, as it came");
    const { stalled } = regs({ stalled: [bool, false] });
    stalled.next = reader.valid.and(pops.not());
    formal.assert(implies(stalled, reader.valid), "what is offered stays until it is taken");
    const { idleReads, idleWrites } = regs({ idleReads: [uint(3), 0], idleWrites: [uint(3), 0] });
    when(reader.valid.or(count.eq(0)), () => {
      idleReads.next = 0;
    }).elsewhen(io.reads, () => {
      idleReads.next = idleReads.addw(1);
    });
    when(writer.open.or(count.eq(depth)), () => {
      idleWrites.next = 0;
    }).elsewhen(io.writes, () => {
      idleWrites.next = idleWrites.addw(1);
    });
    formal.assert(idleReads.le(3), "a word is offered at the third edge of the reader, or the fourth");
    formal.assert(idleWrites.le(3), "room is seen at the third edge of the writer, or the fourth");

    if (goal === "induction") {
      const lemma = lemmas({ goal });
      const [w, r] = [writer.write, reader.read];
      const [wMeta, wSeen] = [binaryOf(seen.writeMeta), binaryOf(seen.writeSeen)];
      const [rMeta, rSeen] = [binaryOf(seen.readMeta), binaryOf(seen.readSeen)];
      const room = (from: UInt): UInt => w.subw(from);
      const there = (to: UInt): UInt => to.subw(r);
      lemma(writer.writeGray.eq(grayOf(w)).and(reader.readGray.eq(grayOf(r))), "both counts in both codes");
      lemma(count.eq(w.subw(r)), "the counts differ by the words inside");
      lemma(
        room(rMeta)
          .le(room(rSeen))
          .and(room(r).le(room(rMeta)))
          .and(room(rSeen).le(depth)),
        "what the writer sees",
      );
      lemma(
        there(wSeen)
          .le(there(wMeta))
          .and(there(wMeta).le(there(w))),
        "what the reader sees",
      );
      lemma(implies(writer.open, room(rSeen).lt(depth)), "open while the writer sees room");
      lemma(implies(reader.valid, there(wSeen).any()), "valid while the reader sees a word");
      lemma(implies(idleReads.eq(1), there(wMeta).any()), "after one edge the first register has seen the word");
      lemma(implies(idleReads.ge(2), there(wSeen).any()), "after two edges the second one has");
      lemma(implies(idleWrites.eq(1), room(rMeta).lt(depth)), "after one edge the first register has seen the room");
      lemma(implies(idleWrites.ge(2), room(rSeen).lt(depth)), "after two edges the second one has");
      lemma(idleReads.le(2).or(reader.valid), "then it is offered");
      lemma(idleWrites.le(2).or(writer.open), "then it is open");
      const place = r.addw(ahead.trunc(r.width)).trunc(bits);
      const found = words.read(place, { name: "found" });
      const { looked, lookedAt } = regs({ looked: [bool, false], lookedAt: uint(bits) });
      looked.next = following;
      lookedAt.next = place;
      lemma(implies(following.and(looked), lookedAt.eq(place)), "the word stays at its place");
      lemma(implies(following.and(looked), same(type, found, word)), "the word at its place");
    }
    return { enq: { ready: writer.open }, deq: { valid: reader.valid, payload } };
  },
);
