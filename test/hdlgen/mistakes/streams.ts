/** Mistakes of using streams. */
import { issue, type Mistake, pull } from "./mistake.ts";

export const streams: readonly Mistake[] = [
  {
    title: "`ready` of a stream is forgotten",
    code: "TS2353",
    place: "file",
    given: 'export const Top = module("top", (_: object) => ({ enq: stream.in(uint(8)) }), ({ enq }) => ({',
    wrong: "  enq: { valid: enq.valid },",
    right: "  enq: { ready: enq.payload.ne(0) },",
    rest: "}));",
  },
  {
    title: "A stream has a constant `valid` and no payload",
    seen: issue("SpinalHDL", "SpinalHDL/SpinalHDL", 1058),
    code: "TS2322",
    place: "file",
    given: 'export const Top = module("top", (_: object) => ({ deq: stream.out(uint(8)) }), () => ({',
    wrong: "  deq: { valid: hi },",
    right: "  deq: { valid: hi, payload: 0 },",
    rest: "}));",
  },
  {
    title: "The two ends of a FIFO are mixed up",
    seen: issue("Chisel 2", "ucb-bar/chisel2-deprecated", 91),
    code: "TS2322",
    wrong: 'instance("fifo", Fifo({ width: 8 }), { enq: deq, deq: { ready: c } });',
    right: 'instance("fifo", Fifo({ width: 8 }), { enq, deq: { ready: c } });',
  },
  {
    title: "Two sources are connected to each other",
    seen: pull("SpinalHDL", "SpinalHDL/SpinalHDL", 1186),
    code: "TS2322",
    given: 'const first = instance("first", Fifo({ width: 8 }), { enq, deq: { ready: c } });',
    wrong: 'instance("second", Fifo({ width: 8 }), { enq: first.deq, deq: first.deq });',
    right: 'instance("second", Fifo({ width: 8 }), { enq: first.deq, deq });',
  },
  {
    title: "A direction is put around a stream, which has two",
    seen: issue("Chisel", "chipsalliance/chisel", 381),
    code: "TS2345",
    place: "file",
    given: 'export const Top = module("top", (_: object) => ({',
    wrong: "  enq: input(stream.in(uint(8))),",
    right: "  enq: stream.in(uint(8)),",
    rest: "}), () => ({ enq: { ready: true } }));",
  },
  {
    title: "Only the payload of a stream is passed on",
    code: "TS2322",
    wrong: 'instance("fifo", Fifo({ width: 8 }), { enq: enq.payload, deq: { ready: c } });',
    right: 'instance("fifo", Fifo({ width: 8 }), { enq, deq: { ready: c } });',
  },
  {
    title: "The payload of a stream is of another kind",
    code: "TS2322",
    wrong: 'instance("fifo", Fifo({ width: 8 }), { enq: { valid: c, payload: s }, deq: { ready: c } });',
    right: 'instance("fifo", Fifo({ width: 8 }), { enq: { valid: c, payload: s.asUInt() }, deq: { ready: c } });',
  },
  {
    title: "`ready` is read at the end that drives it",
    code: "TS2339",
    wrong: "nodes({ moves: enq.valid.and(enq.ready) });",
    right: "nodes({ moves: enq.valid.and(deq.ready) });",
  },
  {
    title: "A stream is connected in part",
    code: "TS2322",
    wrong: 'instance("fifo", Fifo({ width: 8 }), { enq: { valid: c }, deq: { ready: c } });',
    right: 'instance("fifo", Fifo({ width: 8 }), { enq: { valid: c, payload: a }, deq: { ready: c } });',
  },
];
