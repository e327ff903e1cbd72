import { describe, expect, it } from "vitest";
import {
  bool,
  bundle,
  elaborate,
  fsm,
  hi,
  input,
  instance,
  module,
  nodes,
  output,
  ram,
  regs,
  sint,
  stream,
  uint,
  when,
  wires,
} from "../../hdlgen/index.ts";

const Counter = module(
  "counter",
  (p: { width: number }) => ({ en: input(bool), clear: input(bool), count: output(uint(p.width)) }),
  ({ en, clear }, { width }) => {
    const { value } = regs({ value: [uint(width), 0] });
    when(clear, () => {
      value.next = 0;
    }).elsewhen(en, () => {
      value.next = value.addw(1);
    });
    return { count: value };
  },
);

const Fifo = module(
  "fifo",
  (p: { width: number; depth: number }) => ({ enq: stream.in(uint(p.width)), deq: stream.out(uint(p.width)) }),
  ({ enq, deq }, { width, depth }) => {
    const bits = Math.log2(depth);
    const { wr, rd, valid } = regs({ wr: [uint(bits + 1), 0], rd: [uint(bits + 1), 0], valid: [bool, false] });
    const { full, pop } = nodes({ full: wr.xor(rd).eq(depth), pop: valid.and(deq.ready) });
    const { push, rdNext } = nodes({ push: enq.valid.and(full.not()), rdNext: pop.mux(rd.addw(1), rd) });
    const mem = ram("mem", uint(width), { depth, collision: "dontCare" });
    mem.write(wr.trunc(bits), enq.payload, { enable: push });
    when(push, () => {
      wr.next = wr.addw(1);
    });
    rd.next = rdNext;
    valid.next = wr.eq(rdNext).not();
    return { enq: { ready: full.not() }, deq: { valid, payload: mem.read(rdNext.trunc(bits)) } };
  },
);

describe("module", () => {
  it("builds the counter of the design page", () => {
    const { top } = elaborate(Counter({ width: 8 }));
    expect(top.ports.map((port) => `${port.direction} ${port.signal.name} ${port.signal.type.width}`)).toEqual([
      "input en 1",
      "input clear 1",
      "output count 8",
    ]);
    expect(top.registers.map((r) => [r.signal.name, r.reset?.value])).toEqual([["value", 0n]]);
    expect(top.reset?.name).toBe("rst");
  });

  it("gives two sizes of one module two names", () => {
    const Pair = module(
      "pair",
      (_: object) => ({ go: input(bool), a: output(uint(4)), b: output(uint(8)) }),
      ({ go }) => {
        const { count: a } = instance("narrow", Counter({ width: 4 }), { en: go, clear: go.not() });
        const { count: b } = instance("wide", Counter({ width: 8 }), { en: go, clear: false });
        const { deq } = instance("fifo", Fifo({ width: 8, depth: 16 }), {
          enq: { valid: go, payload: b },
          deq: { ready: hi },
        });
        return { a, b: deq.valid.mux(deq.payload, b) };
      },
    );
    expect(elaborate(Pair({})).modules.map((m) => m.name)).toEqual([
      "counter_width4",
      "counter_width8",
      "fifo",
      "pair",
    ]);
  });

  it("keeps state machines, bundles and wires", () => {
    const Tx = module(
      "tx",
      (_: object) => ({
        start: input(bool),
        at: input(bundle({ x: uint(3), y: sint(4) })),
        busy: output(bool),
        sum: output(sint(6)),
      }),
      ({ start, at }) => {
        const { n } = regs({ n: [uint(3), 0] });
        const { sum } = wires({ sum: sint(6) });
        sum.value = 0;
        const state = fsm(
          "state",
          {
            idle: (go) => {
              when(start, () => {
                n.next = 0;
                go("send");
              });
            },
            send: (go) => {
              n.next = n.addw(1);
              sum.value = at.x.toSInt().add(at.y);
              when(n.eq(7), () => go("idle"));
            },
          },
          { init: "idle" },
        );
        return { busy: state.is("send"), sum };
      },
    );
    const { top } = elaborate(Tx({}));
    expect(top.ports.map((p) => p.signal.name)).toEqual(["start", "at_x", "at_y", "busy", "sum"]);
    expect(top.body.map((s) => s.kind)).toEqual(["assign", "switch"]);
  });
});

describe("combinational loops", () => {
  it("HDL130: one that closes through an instance", () => {
    const Pass = module(
      "pass",
      (_: object) => ({ a: input(uint(8)), y: output(uint(8)) }),
      ({ a }) => ({ y: a.not() }),
    );
    const M = module(
      "m",
      (_: object) => ({ a: input(uint(8)), y: output(uint(8)) }),
      ({ a }) => {
        const { w } = wires({ w: uint(8) });
        const { y } = instance("p", Pass({}), { a: w });
        w.value = y.and(a);
        return { y: w };
      },
    );
    expect(() => elaborate(M({}))).toThrow(/^HDL130 m\.w: combinational loop w <- p\.y <- p\.a <- w\n/);
  });

  it("a register on the way, in the child or beside it, opens the loop", () => {
    const Delay = module(
      "delay",
      (_: object) => ({ a: input(uint(8)), y: output(uint(8)) }),
      ({ a }) => {
        const { r } = regs({ r: uint(8) });
        r.next = a;
        return { y: r };
      },
    );
    const M = module(
      "m",
      (_: object) => ({ a: input(uint(8)), y: output(uint(8)) }),
      ({ a }) => {
        const { w } = wires({ w: uint(8) });
        w.value = instance("d", Delay({}), { a: w }).y.and(a);
        return { y: w };
      },
    );
    expect(elaborate(M({})).modules.length).toBe(2);
  });
});
