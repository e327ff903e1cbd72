/** Harnesses for the arbiters: who is granted, for how long, and how long anybody waits. */
import {
  type Bool,
  bool,
  cat,
  formal,
  input,
  module,
  nodes,
  output,
  regs,
  stream,
  type Type,
  type UInt,
  uint,
  when,
} from "../../../../hdlgen/index.ts";
import { roundRobinArbiter } from "../../../../rtl/cells/round-robin-arbiter.ts";
import { streamArbiter } from "../../../../rtl/cells/stream-arbiter.ts";
import { assertStream, assumeStream, same } from "../../../../rtl/cells/stream-properties.ts";
import { type Goal, implies, lemmas } from "./lemmas.ts";

interface OfArbiter extends Goal {
  readonly count: number;
}

const isOneHot = (bits: UInt): Bool => bits.any().and(bits.and(bits.subw(1)).any().not());

/** What holds between requests and grants; `turn`: the arbiter's register. */
function fairness(
  { request, accept, grant, turn }: { request: UInt; accept: Bool; grant: UInt; turn: UInt },
  { count, goal }: OfArbiter,
): void {
  formal.assert(grant.and(request.not()).any().not(), "nobody is granted without a request");
  formal.assert(implies(request.any(), isOneHot(grant)), "exactly one of those who ask is granted");

  const { stalled, lastGrant } = regs({ stalled: [bool, false], lastGrant: uint(count) });
  stalled.next = grant.any().and(accept.not());
  lastGrant.next = grant;
  const stays = stalled.and(request.and(lastGrant).any());
  formal.assert(implies(stays, grant.eq(lastGrant)), "a grant stays until it is accepted");

  // `me` never changes and is anyone: what holds for it holds for all.
  const { me } = regs({ me: uint(count) });
  me.next = me;
  formal.assume(isOneHot(me), "me is one of them");
  const { waited } = regs({ waited: [uint(8), 0] });
  const { iAsk, iAmGranted } = nodes({ iAsk: request.and(me).any(), iAmGranted: grant.and(me).any() });
  when(iAsk.not().or(iAmGranted.and(accept)), () => {
    waited.next = 0;
  }).elsewhen(accept.and(grant.any()).and(iAmGranted.not()), () => {
    waited.next = waited.addw(1);
  });
  formal.assert(waited.lt(count), "nobody waits for more grants than there are others");
  const lemma = lemmas({ goal });
  lemma(isOneHot(turn), "it is one requester's turn");
  for (let distance = 0; distance < count; distance++) {
    const ahead = distance === 0 ? turn : cat(turn.trunc(count - distance), turn.slice(count - 1, count - distance));
    lemma(implies(ahead.eq(me), waited.lt(count - distance)), `after so much waiting the turn is ${distance} away`);
  }
  lemma(implies(stalled, turn.eq(lastGrant)), "the turn stays with a grant that is not accepted");
}

export const RoundRobinArbiterProof = module(
  "round_robin_arbiter_proof",
  ({ count }: OfArbiter) => ({ request: input(uint(count)), accept: input(bool), grant: output(uint(count)) }),
  (io, parameters) => {
    const { drives, turn } = roundRobinArbiter(io, parameters);
    fairness({ ...io, grant: drives.grant, turn }, parameters);
    return drives;
  },
);

interface OfStreams<T> extends Goal {
  readonly type: Type<T>;
}

const sources = ["a", "b", "c"] as const;

export const StreamArbiterProof = module(
  "stream_arbiter_proof",
  <T>({ type }: OfStreams<T>) => ({
    a: stream.in(type),
    b: stream.in(type),
    c: stream.in(type),
    deq: stream.out(type),
    grant: output(uint(sources.length)),
  }),
  (io, { type, goal }) => {
    const { drives, turn } = streamArbiter<typeof io.a.payload, (typeof sources)[number]>(io, { type, sources });
    const deq = { ...drives.deq, ready: io.deq.ready };
    for (const name of sources) assumeStream(name, type, { ...io[name], ready: drives[name].ready });
    assertStream("deq", type, deq);
    const moves = deq.valid.and(deq.ready);
    const request = cat(io.c.valid, io.b.valid, io.a.valid);
    sources.forEach((name, i) => {
      const taken = io[name].valid.and(drives[name].ready);
      formal.assert(
        taken.eq(moves.and(drives.grant.bit(i))),
        `a word of ${name} is taken when it is granted and leaves`,
      );
      formal.assert(implies(taken, same(type, deq.payload, io[name].payload)), `the word of ${name} leaves as it came`);
    });
    formal.assert(deq.valid.eq(request.any()), "there is a word while a source has one");
    fairness({ request, accept: io.deq.ready, grant: drives.grant, turn }, { count: sources.length, goal });
    return drives;
  },
);
