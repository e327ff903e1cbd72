/**
 * The rules of streams as properties, for the harness around a cell: live in simulation, and emitted for a prover. What
 * they remember are registers, so that they belong into a module that is not built.
 */
import { type Bool, bool, formal, nodes, regs, type Type, UInt, uint, when } from "../../hdlgen/index.ts";
import { bitsFor } from "./parameters.ts";

/** All wires of a stream, whoever drives them. */
export interface StreamSignals<T> {
  readonly valid: Bool;
  readonly ready: Bool;
  readonly payload: T;
}

/** Both have the same bits. */
export function same<T>(type: Type<T>, a: T, b: T): Bool {
  const [left, right] = [type.unwrap(a, "same"), type.unwrap(b, "same")];
  return left.map((leaf, i) => new UInt(leaf).eq(new UInt(right[i] ?? leaf))).reduce((all, each) => all.and(each));
}

/** What is offered stays, with its payload, until it is taken. */
export function assertStream<T>(name: string, type: Type<T>, wires: StreamSignals<T>): void {
  formal.assert(keepsItsWord(name, type, wires), `${name}: what is offered stays until it is taken`);
}

/** The same as a promise of the environment. */
export function assumeStream<T>(name: string, type: Type<T>, wires: StreamSignals<T>): void {
  formal.assume(keepsItsWord(name, type, wires), `${name}: what is offered stays until it is taken`);
}

function keepsItsWord<T>(name: string, type: Type<T>, { valid, ready, payload }: StreamSignals<T>): Bool {
  const fields = { [`${name}Stalled`]: [bool, false], [`${name}Offered`]: type } as const;
  const registers = regs(fields) as unknown as Readonly<Record<string, Bool & T & { next: unknown }>>;
  const [stalled, offered] = [registers[`${name}Stalled`], registers[`${name}Offered`]];
  if (stalled === undefined || offered === undefined) throw new Error(name);
  stalled.next = valid.and(ready.not());
  offered.next = payload;
  return stalled.not().or(valid.and(same(type, payload, offered)));
}

export interface QueueContract<T> {
  readonly type: Type<T>;
  /** Words inside, at most. */
  readonly capacity: number;
  /** Cycles from a word's entry until it is offered, when none is before it. */
  readonly latency: 0 | 1 | 2;
  readonly enq: StreamSignals<T>;
  readonly deq: StreamSignals<T>;
  /** Free: which word is followed. */
  readonly mark: Bool;
}

/**
 * What comes in goes out, once, in order, unchanged, on time; there is room for `capacity` words. Any one word is
 * followed, chosen by `mark`, so that what holds for it holds for all. Returns what a proof by induction relates to the
 * registers of the cell: `started`: the first cycle after reset is over; `count`: words inside; while `following`: the
 * word and how many are `ahead` of it.
 */
export function assertQueue<T>({ type, capacity, latency, enq, deq, mark }: QueueContract<T>) {
  // One value more than there should be, to see it.
  const counter = uint(bitsFor(capacity + 2));
  const {
    queueStarted: started,
    queueYoungest: youngest,
    queueCount: count,
    queueFollowing: following,
    queueAhead: ahead,
    queueWord: word,
  } = regs({
    queueStarted: [bool, false],
    queueYoungest: [bool, false],
    queueCount: [counter, 0],
    queueFollowing: [bool, false],
    queueAhead: counter,
    queueWord: type,
  });
  const { queuePush: push, queuePop: pop } = nodes({
    queuePush: enq.valid.and(enq.ready),
    queuePop: deq.valid.and(deq.ready),
  });
  const isEmpty = count.eq(0);
  const { queuePasses: passes, queueLeaves: leaves } = nodes({
    queuePasses: push.and(pop).and(isEmpty),
    queueLeaves: following.and(pop).and(ahead.eq(0)),
  });
  started.next = true;
  youngest.next = push;
  count.next = count.addw(push.asUInt()).subw(pop.asUInt());
  when(following, () => {
    following.next = leaves.not();
    ahead.next = ahead.subw(pop.asUInt());
  }).elsewhen(mark.and(push).and(passes.not()), () => {
    following.next = true;
    ahead.next = count.subw(pop.asUInt());
    word.next = enq.payload;
  });

  const present = latency === 0 ? isEmpty.not().or(enq.valid) : isEmpty.not();
  const due = latency === 2 ? count.gt(youngest.asUInt()) : present;
  formal.assert(count.le(capacity), "no more words inside than there is room for");
  formal.assert(count.eq(capacity).or(enq.ready).or(started.not()), "ready while there is room");
  formal.assert(deq.valid.eq(due), "a word is offered when its latency is over, and no other one");
  formal.assert(following.not().or(ahead.lt(count)), "a word inside is not lost");
  formal.assert(leaves.not().or(same(type, deq.payload, word)), "a word leaves in its turn, as it came");
  formal.assert(passes.not().or(same(type, deq.payload, enq.payload)), "a word goes through as it came");
  return { started, count, following, ahead, word };
}
