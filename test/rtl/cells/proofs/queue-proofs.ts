/**
 * Harnesses for cells with one stream in and one out. Each holds the cell's own logic, so that its lemmas can speak of
 * the cell's registers.
 */
import {
  type Bool,
  bool,
  formal,
  input,
  module,
  regs,
  stream,
  type Type,
  type UInt,
  uint,
} from "../../../../hdlgen/index.ts";
import { blockFifo } from "../../../../rtl/cells/block-fifo.ts";
import { logicFifo } from "../../../../rtl/cells/logic-fifo.ts";
import { registerSlice } from "../../../../rtl/cells/register-slice.ts";
import { skidBuffer } from "../../../../rtl/cells/skid-buffer.ts";
import { assertQueue, assertStream, assumeStream, same } from "../../../../rtl/cells/stream-properties.ts";
import { type Goal, implies, lemmas } from "./lemmas.ts";

interface Io<T> {
  readonly enq: { readonly valid: Bool; readonly payload: T };
  readonly deq: { readonly ready: Bool };
  readonly mark: Bool;
}
interface Drives<T> {
  readonly enq: { readonly ready: Bool };
  readonly deq: { readonly valid: Bool; readonly payload: T };
}
interface OfType<T> extends Goal {
  readonly type: Type<T>;
}

const ports = <T>({ type }: OfType<T>) => ({ enq: stream.in(type), deq: stream.out(type), mark: input(bool) });

/** The rules that hold for every queue. */
function queue<T>(io: Io<T>, drives: Drives<T>, contract: { type: Type<T>; capacity: number; latency: 0 | 1 | 2 }) {
  const enq = { ...io.enq, ready: drives.enq.ready };
  const deq = { ...drives.deq, ready: io.deq.ready };
  assumeStream("enq", contract.type, enq);
  assertStream("deq", contract.type, deq);
  return assertQueue({ ...contract, enq, deq, mark: io.mark });
}

export const SkidBufferProof = module("skid_buffer_proof", ports, (io, { type, goal }) => {
  const { drives, open, valid, word, spare } = skidBuffer(io, { type });
  const { started, count, following, ahead, word: followed } = queue(io, drives, { type, capacity: 2, latency: 1 });
  const lemma = lemmas({ goal });
  lemma(valid.eq(count.any()), "valid while a word is inside");
  lemma(started.eq(open.or(valid)), "open or valid from the second cycle on");
  lemma(count.eq(2).eq(valid.and(open.not())), "a spare word while it is not open");
  lemma(implies(following.and(ahead.eq(0)), same(type, word, followed)), "the first word");
  lemma(implies(following.and(ahead.eq(1)), same(type, spare, followed)), "the second word");
  return drives;
});

export const RegisterSliceProof = module(
  "register_slice_proof",
  <T>(parameters: OfType<T> & { readonly cut: "forward" | "backward" }) => ports(parameters),
  (io, { type, cut, goal }) => {
    const { drives, full, word } = registerSlice(io, { type, cut });
    const latency = cut === "forward" ? 1 : 0;
    const { count, following, word: followed } = queue(io, drives, { type, capacity: 1, latency });
    const lemma = lemmas({ goal });
    lemma(full.eq(count.any()), "full while a word is inside");
    lemma(implies(following, same(type, word, followed)), "the word");
    return drives;
  },
);

interface OfFifo<T> extends OfType<T> {
  readonly depth: number;
}

export const LogicFifoProof = module(
  "logic_fifo_proof",
  <T>(parameters: OfFifo<T>) => ports(parameters),
  (io, { type, depth, goal }) => {
    const { drives, open, words, occupied } = logicFifo(io, { type, depth });
    const { enq, deq, level } = drives;
    const { started, count, following, ahead, word } = queue(io, drives, { type, capacity: depth, latency: 1 });
    formal.assert(count.eq(level), "the level is the number of words inside");
    const lemma = lemmas({ goal });
    lemma(open.eq(started.and(count.lt(depth))), "open while there is room");
    occupied.forEach((full, place) => {
      lemma(full.eq(count.gt(place)), `place ${place} is occupied when there are so many words`);
    });
    words.forEach((held, place) => {
      lemma(implies(following.and(ahead.eq(place)), same(type, held, word)), `the word at place ${place}`);
    });
    return { enq, deq };
  },
);

export const BlockFifoProof = module(
  "block_fifo_proof",
  <T>(parameters: OfFifo<T>) => ports(parameters),
  (io, { type, depth, goal }) => {
    const { drives, open, read, words } = blockFifo(io, { type, depth });
    const { enq, deq, level } = drives;
    const { started, count, following, ahead, word } = queue(io, drives, { type, capacity: depth, latency: 2 });
    formal.assert(count.eq(level), "the level is the number of words inside");
    if (goal === "induction") {
      const lemma = lemmas({ goal });
      lemma(open.eq(started.and(count.lt(depth))), "open while there is room");
      // A second read port looks at the place of the word that is followed.
      const place: UInt = read.addw(ahead.trunc(read.width));
      const seen = words.read(place, { name: "seen" });
      const { looked, lookedAt } = regs({ looked: [bool, false], lookedAt: uint(place.width) });
      looked.next = following;
      lookedAt.next = place;
      lemma(implies(following.and(looked), lookedAt.eq(place)), "the word stays at its place");
      lemma(implies(following.and(looked), same(type, seen, word)), "the word at its place");
    }
    return { enq, deq };
  },
);
