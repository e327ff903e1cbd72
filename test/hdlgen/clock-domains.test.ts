import { describe, expect, test } from "vitest";
import {
  bool,
  type Clock,
  clock,
  currentClock,
  domain,
  elaborate,
  formal,
  input,
  instance,
  module,
  nodes,
  output,
  ram,
  regs,
  reset,
  resetSynchroniser,
  synchronise,
  synchroniseGray,
  uint,
  when,
} from "../../hdlgen/index.ts";

/** The message of what `build` throws, its lines of this file as `:n`. */
function refusal(build: () => unknown): string {
  try {
    build();
  } catch (error) {
    return String(error)
      .replace("SpikeforgeError: ", "")
      .replace(/clock-domains\.test\.ts:\d+/g, "here");
  }
  return "accepted";
}

const twoClocks = { wrClk: input(clock), rdClk: input(clock) };

/** A design that sends `value` of the domain of wr_clk into that of rd_clk. */
function crossing(body: (value: ReturnType<typeof launched>, rdClk: Clock) => void) {
  return module(
    "crossing",
    (_: object) => ({ ...twoClocks, d: input(uint(4)) }),
    ({ wrClk, rdClk, d }) => {
      const value = launched(wrClk, d);
      domain({ clock: rdClk }, () => body(value, rdClk));
      return {};
    },
  )({});
}

function launched(wrClk: Clock, d: ReturnType<typeof uint>["wrap"] extends (...a: never[]) => infer T ? T : never) {
  return domain({ clock: wrClk }, () => {
    const { launch } = regs({ launch: uint(4) });
    launch.next = d;
    return launch;
  });
}

describe("a path between two domains", () => {
  test("HDL151: a register that samples another domain, with both places and the names between", () => {
    const design = crossing((value) => {
      const { sum } = nodes({ sum: value.addw(1) });
      const { taken } = regs({ taken: uint(4) });
      taken.next = sum;
    });
    expect(refusal(() => elaborate(design))).toMatchInlineSnapshot(`
      "HDL151 crossing.taken: from wr_clk to rd_clk without a synchroniser: launch -> sum -> taken
          launched at here
          sampled at here
          synchronise(…) takes one bit across, synchroniseGray(…) a Gray counter, an asynchronous FIFO words"
    `);
  });

  test("HDL151: across instances, by hierarchical names", () => {
    const Source = module(
      "source",
      (_: object) => ({ d: input(bool), q: output(bool) }),
      ({ d }) => {
        const { held } = regs({ held: bool });
        held.next = d;
        return { q: held.not() };
      },
    );
    const Sink = module(
      "sink",
      (_: object) => ({ d: input(bool), q: output(bool) }),
      ({ d }) => {
        const { got } = regs({ got: bool });
        const { inverted } = nodes({ inverted: d.not() });
        when(inverted, () => {
          got.next = true;
        });
        return { q: got };
      },
    );
    const Top = module(
      "top",
      (_: object) => ({ ...twoClocks, d: input(bool), q: output(bool) }),
      ({ wrClk, rdClk, d }) => {
        const { q } = instance("source", Source({}), { d }, { clock: wrClk });
        return domain({ clock: rdClk }, () => instance("sink", Sink({}), { d: q }));
      },
    );
    expect(refusal(() => elaborate(Top({})))).toMatchInlineSnapshot(`
      "HDL151 top.sink.got: from wr_clk to rd_clk without a synchroniser: source.held -> source.q -> sink.d -> sink.inverted -> sink.got
          launched at here
          sampled at here
          synchronise(…) takes one bit across, synchroniseGray(…) a Gray counter, an asynchronous FIFO words"
    `);
  });

  test("HDL151: a reset, a condition, a memory's address and enable", () => {
    const reaching = (body: (value: ReturnType<typeof launched>) => void) =>
      refusal(() => elaborate(crossing(body))).match(/^HDL\d+ .*$/gm);
    expect(
      reaching((value) => {
        const { taken } = regs({ taken: bool });
        when(value.bit(0), () => {
          taken.next = true;
        });
      }),
    ).toMatchInlineSnapshot(`
      [
        "HDL151 crossing.taken: from wr_clk to rd_clk without a synchroniser: launch -> taken",
      ]
    `);
    expect(
      reaching((value) => {
        const words = ram("words", uint(4), { depth: 16, collision: "dontCare" });
        words.write(value, 0, { enable: true as never });
      }),
    ).toMatchInlineSnapshot(`
      [
        "HDL151 crossing.words: from wr_clk to rd_clk without a synchroniser: launch -> words",
      ]
    `);
  });

  test("is none where a parent connects both clock ports to one clock", () => {
    const Inner = module(
      "inner",
      (_: object) => ({ aClk: input(clock), bClk: input(clock), d: input(bool), qa: output(bool), qb: output(bool) }),
      ({ aClk, bClk, d }) => {
        const qa = domain({ clock: aClk }, () => {
          const { a } = regs({ a: bool });
          a.next = d;
          return a;
        });
        const qb = domain({ clock: bClk }, () => synchronise("b", qa));
        return { qa, qb };
      },
    );
    const Outer = module(
      "outer",
      (_: object) => ({ d: input(bool), q: output(bool) }),
      ({ d }) => {
        const { qa, qb } = instance("inner", Inner({}), { aClk: currentClock(), bClk: currentClock(), d });
        const { q } = regs({ q: bool });
        q.next = qa.and(qb);
        return { q };
      },
    );
    expect(refusal(() => elaborate(Outer({})))).toBe("accepted");
  });

  test("is free for properties, which are no hardware", () => {
    const design = crossing((value) => {
      const { taken } = regs({ taken: uint(4) });
      taken.next = taken;
      formal.assert(value.ne(taken), "they differ");
    });
    expect(refusal(() => elaborate(design))).toBe("accepted");
  });
});

describe("a synchroniser", () => {
  test("takes a bit, or a Gray counter, that comes straight from a register", () => {
    const design = crossing((value) => {
      synchronise("plain", value.bit(3));
      synchronise("complement", value.bit(2).not());
      synchroniseGray("gray", value.slice(1, 0));
    });
    expect(refusal(() => elaborate(design))).toMatchInlineSnapshot(`"accepted"`);
  });

  test("HDL153: logic in front of it", () => {
    const design = crossing((value) => {
      synchronise("seen", value.any());
    });
    expect(refusal(() => elaborate(design))).toMatchInlineSnapshot(`
      "HDL153 crossing.seen_meta: from wr_clk to rd_clk through logic in front of a synchroniser, which samples its glitches: launch -> seen_meta
          launched at here
          sampled at here
          synchronise a register, and do the logic before it or after the synchroniser"
    `);
  });

  test("HDL154: the same bit twice", () => {
    const design = crossing((value) => {
      synchroniseGray("all", value);
      synchronise("other", value.bit(2));
    });
    expect(refusal(() => elaborate(design))).toMatchInlineSnapshot(`
      "HDL154 crossing.other_meta: launch is synchronised into rd_clk a second time, after all_meta: the copies differ in some cycles
          synchronised at here
          and at here
          synchronise it once and use the result twice"
    `);
  });

  test("HDL157: fewer than 2 stages", () => {
    const design = () => crossing((value) => synchronise("seen", value.bit(0), { stages: 1 }));
    expect(refusal(() => elaborate(design()))).toMatchInlineSnapshot(`
      "HDL157 crossing.seen: 1 stages
          at here
          a synchroniser needs at least 2: the first settles, the second is read"
    `);
  });
});

describe("domains", () => {
  test("HDL150: a reset value in a domain without a reset", () => {
    const design = crossing(() => {
      regs({ taken: [uint(4), 0] });
    });
    expect(refusal(() => elaborate(design))).toMatchInlineSnapshot(`
      "HDL150 crossing.taken: needs a reset, and its domain (rd_clk) has none
          at here
          give the domain one, \`domain({ clock, reset }, …)\`, or declare it without a reset value"
    `);
  });

  test("HDL152: data as a clock, and a clock as data", () => {
    const Inner = module(
      "inner",
      (_: object) => ({ d: input(bool) }),
      ({ d }) => {
        domain({ clock: d as never }, () => undefined);
        return {};
      },
    );
    expect(refusal(() => elaborate(Inner({})))).toMatchInlineSnapshot(`
      "HDL152 inner: domain on Bool(1), which is no clock
          at here
          a clock comes from a port of type clock, from a cell that makes one, or from currentClock()"
    `);
    const Kept = module(
      "kept",
      (_: object) => ({ c: input(clock) }),
      () => {
        regs({ c2: clock });
        return {};
      },
    );
    expect(refusal(() => elaborate(Kept({})))).toMatchInlineSnapshot(`
      "HDL152 kept.c2: a register of type clock: a clock is no data
          at here
          clocks are ports, and what \`domain\` and \`instance\` take"
    `);
  });

  test("HDL155: a memory in two domains that promises what a read returns", () => {
    const Two = module(
      "two",
      (_: object) => ({ ...twoClocks, a: input(uint(4)), b: input(uint(4)), q: output(uint(8)) }),
      ({ wrClk, rdClk, a, b }) => {
        const words = ram("words", uint(8), { depth: 16, collision: "readFirst" });
        domain({ clock: wrClk }, () => words.write(a, 1, { enable: a.any() }));
        return { q: domain({ clock: rdClk }, () => words.read(b)) };
      },
    );
    expect(refusal(() => elaborate(Two({})))).toMatchInlineSnapshot(`
      "HDL155 two.words: "readFirst" cannot be kept between wr_clk and rd_clk
          declared at here
          make it "dontCare", and never read what is being written"
    `);
  });

  test("HDL156: a port declared for a clock that is none", () => {
    const Port = module(
      "port",
      (_: object) => ({ ...twoClocks, a: input(bool, { domain: "rxClk" }) }),
      () => ({}),
    );
    expect(refusal(() => elaborate(Port({})))).toMatchInlineSnapshot(`
      "HDL156 port.a: its domain "rxClk" is no clock port of the module
          at here
          there are "async", "wrClk", "rdClk""
    `);
  });

  test("HDL158: an input of the top sampled in two domains", () => {
    const Both = module(
      "both",
      (_: object) => ({ ...twoClocks, d: input(bool) }),
      ({ wrClk, rdClk, d }) => {
        for (const [name, clock] of [
          ["a", wrClk],
          ["b", rdClk],
        ] as const) {
          domain({ clock }, () => {
            const made = regs({ [name]: bool })[name];
            if (made !== undefined) made.next = d;
          });
        }
        return {};
      },
    );
    expect(refusal(() => elaborate(Both({})))).toMatchInlineSnapshot(`
      "HDL158 both.d: an input sampled on wr_clk, by a, and on rd_clk, by b
          sampled at here
          and at here
          sample it in one domain, and take it to the other through a synchroniser"
    `);
  });

  test("an asynchronous input goes through a synchroniser (HDL151 otherwise)", () => {
    const Pin = module(
      "pin",
      (_: object) => ({ rx: input(bool, { domain: "async" }) }),
      ({ rx }) => {
        const { got } = regs({ got: bool });
        got.next = rx;
        return {};
      },
    );
    expect(refusal(() => elaborate(Pin({})))).toMatchInlineSnapshot(`
      "HDL151 pin.got: an asynchronous input reaches clk without a synchroniser: rx -> got
          declared at here
          sampled at here
          synchronise(…) takes one bit across, synchroniseGray(…) a Gray counter, an asynchronous FIFO words"
    `);
    const Good = module(
      "pin",
      (_: object) => ({ rx: input(bool, { domain: "async" }), q: output(bool) }),
      ({ rx }) => ({
        q: synchronise("got", rx.not()),
      }),
    );
    expect(refusal(() => elaborate(Good({})))).toBe("accepted");
  });

  test("a module's reset is no reset of another domain without a reset synchroniser", () => {
    const Reset = (how: "as it is" | "synchronised") =>
      module(
        "resets",
        (_: object) => ({ rdClk: input(clock), q: output(bool) }),
        ({ rdClk }) => {
          const { own } = regs({ own: [bool, true] });
          own.next = own.not();
          const given = reset();
          const safe =
            how === "as it is"
              ? given
              : domain({ clock: rdClk }, () => resetSynchroniser("rdRst", given, { stages: 3 }));
          return domain({ clock: rdClk, reset: safe }, () => {
            const { q } = regs({ q: [bool, false] });
            q.next = true;
            return { q };
          });
        },
      )({});
    expect(refusal(() => elaborate(Reset("as it is")))).toMatchInlineSnapshot(`
      "HDL158 resets.rst: an input sampled on clk, by own, and on rd_clk, by q
          sampled at here
          and at here
          sample it in one domain, and take it to the other through resetSynchroniser"
    `);
    expect(refusal(() => elaborate(Reset("synchronised")))).toBe("accepted");
  });
});
