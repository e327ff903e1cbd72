/** Harnesses for cells that split and merge streams: where every word goes. */
import {
  type Bool,
  bool,
  bundle,
  constant,
  formal,
  instance,
  module,
  regs,
  stream,
  type Type,
  uint,
} from "../../../../hdlgen/index.ts";
import { StreamDemux } from "../../../../rtl/cells/stream-demux.ts";
import { streamFork } from "../../../../rtl/cells/stream-fork.ts";
import { StreamJoin } from "../../../../rtl/cells/stream-join.ts";
import { StreamMux } from "../../../../rtl/cells/stream-mux.ts";
import { assertStream, assumeStream, type StreamSignals, same } from "../../../../rtl/cells/stream-properties.ts";
import { type Goal, implies, lemmas } from "./lemmas.ts";

interface OfStreams<T> extends Goal {
  readonly type: Type<T>;
}

const moves = ({ valid, ready }: { readonly valid: Bool; readonly ready: Bool }): Bool => valid.and(ready);
const names = ["a", "b", "c"] as const;

export const StreamForkProof = module(
  "stream_fork_proof",
  <T>({ type }: OfStreams<T>) => ({
    enq: stream.in(type),
    a: stream.out(type),
    b: stream.out(type),
    c: stream.out(type),
  }),
  (io, { type, goal }) => {
    const { drives, has } = streamFork<typeof io.enq.payload, (typeof names)[number]>(io, { type, sinks: names });
    const enq = { ...io.enq, ready: drives.enq.ready };
    assumeStream("enq", type, enq);
    const lemma = lemmas({ goal });
    const done = names.map((name, i) => {
      const offered = drives[name];
      const own = has[i];
      if (offered === undefined || own === undefined) throw new Error(name);
      const sink = { ...offered, ready: io[name].ready };
      assertStream(name, type, sink);
      const key = `${name}Got`;
      const got = (regs({ [key]: [bool, false] }) as Readonly<Record<string, Bool & { next: Bool }>>)[key];
      if (got === undefined) throw new Error(key);
      got.next = moves(enq)
        .not()
        .and(got.or(moves(sink)));
      formal.assert(
        sink.valid.eq(enq.valid.and(got.not())),
        `${name} is offered a word until it has it, at once, once`,
      );
      formal.assert(implies(sink.valid, same(type, sink.payload, enq.payload)), `${name} gets the word as it came`);
      formal.assert(implies(moves(enq), got.or(moves(sink))), `no word goes by without ${name}`);
      lemma(got.eq(own), `the cell knows whether ${name} has the word`);
      return got.or(sink.ready);
    });
    formal.assert(
      implies(enq.valid, enq.ready.eq(done.reduce((all, each) => all.and(each)))),
      "goes when the last has it",
    );
    return drives as never;
  },
);

export const StreamJoinProof = module(
  "stream_join_proof",
  <T>({ type }: OfStreams<T>) => ({
    a: stream.in(type),
    b: stream.in(bool),
    deq: stream.out(bundle({ a: type, b: bool })),
  }),
  (io, { type }) => {
    const cell = instance("joined", StreamJoin({ sources: { a: type, b: bool } }), io as never) as unknown as {
      readonly a: { readonly ready: Bool };
      readonly b: { readonly ready: Bool };
      readonly deq: Omit<StreamSignals<{ readonly a: typeof io.a.payload; readonly b: Bool }>, "ready">;
    };
    const [a, b] = [
      { ...io.a, ready: cell.a.ready },
      { ...io.b, ready: cell.b.ready },
    ];
    const deq = { ...cell.deq, ready: io.deq.ready };
    assumeStream("a", type, a);
    assumeStream("b", bool, b);
    assertStream("deq", bundle({ a: type, b: bool }), deq as never);
    formal.assert(deq.valid.eq(a.valid.and(b.valid)), "there is a word when every source has one");
    formal.assert(
      moves(a)
        .eq(moves(deq))
        .and(moves(b).eq(moves(deq))),
      "one word of every source per word",
    );
    formal.assert(implies(deq.valid, same(type, deq.payload.a, a.payload)), "the word of a, as it came");
    formal.assert(implies(deq.valid, deq.payload.b.eq(b.payload)), "the word of b, as it came");
    return cell as never;
  },
);

export const StreamMuxProof = module(
  "stream_mux_proof",
  <T>({ type }: OfStreams<T>) => ({
    a: stream.in(type),
    b: stream.in(type),
    c: stream.in(type),
    choice: stream.in(uint(2)),
    deq: stream.out(type),
  }),
  (io, { type }) => {
    const cell = instance("mux", StreamMux({ type, sources: names }), io as never) as unknown as Readonly<
      Record<(typeof names)[number] | "choice", { readonly ready: Bool }>
    > & { readonly deq: Omit<StreamSignals<typeof io.a.payload>, "ready"> };
    const deq = { ...cell.deq, ready: io.deq.ready };
    const choice = { ...io.choice, ready: cell.choice.ready };
    assumeStream("choice", uint(2), choice);
    formal.assume(implies(choice.valid, choice.payload.lt(3)), "a source that is there");
    assertStream("deq", type, deq);
    formal.assert(moves(choice).eq(moves(deq)), "one word per choice");
    names.forEach((name, i) => {
      const source = { ...io[name], ready: cell[name].ready };
      const isChosen = choice.valid.and(choice.payload.eq(i));
      assumeStream(name, type, source);
      formal.assert(moves(source).eq(moves(deq).and(isChosen)), `${name} gives a word when it is chosen and only then`);
      formal.assert(implies(isChosen, deq.valid.eq(source.valid)), `a word of ${name} is offered when it is chosen`);
      formal.assert(
        implies(isChosen.and(deq.valid), same(type, deq.payload, source.payload)),
        `the word of ${name}, as it came`,
      );
    });
    return cell as never;
  },
);

export const StreamDemuxProof = module(
  "stream_demux_proof",
  <T>({ type }: OfStreams<T>) => ({
    enq: stream.in(type),
    choice: stream.in(uint(2)),
    a: stream.out(type),
    b: stream.out(type),
    c: stream.out(type),
  }),
  (io, { type }) => {
    const cell = instance("demux", StreamDemux({ type, sinks: names }), io as never) as unknown as Readonly<
      Record<(typeof names)[number], Omit<StreamSignals<typeof io.enq.payload>, "ready">> &
        Record<"enq" | "choice", { readonly ready: Bool }>
    >;
    const enq = { ...io.enq, ready: cell.enq.ready };
    const choice = { ...io.choice, ready: cell.choice.ready };
    assumeStream("enq", type, enq);
    assumeStream("choice", uint(2), choice);
    formal.assume(implies(choice.valid, choice.payload.lt(3)), "a sink that is there");
    formal.assert(moves(choice).eq(moves(enq)), "one word per choice");
    const given = names.map((name, i) => {
      const sink = { ...cell[name], ready: io[name].ready };
      const isChosen = choice.valid.and(choice.payload.eq(i));
      assertStream(name, type, sink);
      formal.assert(sink.valid.eq(enq.valid.and(isChosen)), `${name} is offered the word that is for it`);
      formal.assert(implies(sink.valid, same(type, sink.payload, enq.payload)), `${name} gets the word as it came`);
      return moves(sink);
    });
    const count = given.map((each) => each.mux(constant(uint(2), 1), 0)).reduce((sum, each) => sum.addw(each));
    formal.assert(count.eq(moves(enq).asUInt()), "every word goes to one sink");
    return cell as never;
  },
);
