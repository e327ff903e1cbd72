import { describe, expect, test } from "vitest";
import {
  type Bool,
  blackBox,
  bool,
  bundle,
  type Clock,
  clock,
  constant,
  currentClock,
  domain,
  elaborate,
  formal,
  hi,
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

  test("HDL151: the address of a read", () => {
    const design = crossing((value) => {
      const words = ram("words", uint(4), { depth: 16, collision: "dontCare" });
      words.write(constant(uint(4), 0), 0, { enable: hi });
      words.read(value);
    });
    expect(refusal(() => elaborate(design))).toMatch(/^HDL151 crossing\.words: .*: launch -> words\n/);
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

  test("HDL152: a clock in a memory, as a node, in a choice", () => {
    const using = (body: (c: Clock, b: Bool) => unknown) =>
      refusal(() =>
        elaborate(
          module(
            "using",
            (_: object) => ({ c: input(clock), b: input(bool) }),
            ({ c, b }) => {
              body(c, b);
              return {};
            },
          )({}),
        ),
      );
    const pair = bundle({ clk: clock, bit: bool });
    expect(
      [
        using(() => ram("kept", pair, { depth: 8, collision: "dontCare" })),
        using((c) => nodes({ n: c })),
        using((c, b) => b.mux(c, c)),
        using((c, b) => b.mux({ c }, { c })),
      ].join("\n"),
    ).toMatchInlineSnapshot(`
      "HDL152 using.kept: a memory of clocks: a clock is no data
          at here
          clocks are ports, and what \`domain\` and \`instance\` take
      HDL152 n: a node that is a clock: a clock is no data
          at here
          give it on as it is
      HDL152 mux: a choice between clocks: there is no logic on them
          at here
          let a cell of the target select one
      HDL152 mux: a choice between clocks: there is no logic on them
          at here
          let a cell of the target select one"
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

  test("HDL159: a clock source with ports or ratios that are none, all named together", () => {
    const Pll = blackBox(
      "PLL",
      (_: object) => ({ CLKI: input(clock), CLKO: output(clock), LOCK: output(bool) }),
      () => ({
        clockSource: {
          outputs: [
            { port: "CLKO", multiply: 0, divide: 1.5 },
            { port: "LOCK", multiply: 1, divide: 1 },
          ],
          reference: "CLK",
          locked: { port: "LOCKED", cycles: 0 },
        },
      }),
    );
    const Top = module(
      "top",
      (_: object) => ({ pin: input(clock) }),
      ({ pin }) => {
        instance("pll", Pll({}), { CLKI: pin });
        return {};
      },
    );
    expect(refusal(() => elaborate(Top({})))).toMatchInlineSnapshot(`
      "HDL159 PLL: clockSource: CLKO with multiply 0
          at here
          take a whole number of at least 1
      HDL159 PLL: clockSource: CLKO with divide 1.5
          at here
          take a whole number of at least 1
      HDL159 PLL: clockSource: output "LOCK" is no output of type clock
          at here
          there are CLKO
      HDL159 PLL: clockSource: reference "CLK" is no input of type clock
          at here
          there are CLKI
      HDL159 PLL: clockSource: locked "LOCKED" is no output of type bool
          at here
          there are LOCK
      HDL159 PLL: clockSource: LOCKED with cycles 0
          at here
          take a whole number of at least 1"
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
      "HDL151 pin.got: from no clock to clk without a synchroniser: rx -> got
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

  test("a port declared for a clock is held to it inside its module", () => {
    const Held = module(
      "held",
      (_: object) => ({ ...twoClocks, d: input(bool, { domain: "wrClk" }), q: output(bool, { domain: "rdClk" }) }),
      ({ wrClk, rdClk, d }) => {
        const { a } = domain({ clock: rdClk }, () => regs({ a: bool }));
        a.next = d;
        const { b } = domain({ clock: wrClk }, () => regs({ b: bool }));
        b.next = d;
        return { q: b };
      },
    );
    expect(refusal(() => elaborate(Held({})))).toMatchInlineSnapshot(`
      "HDL151 held.a: from wr_clk to rd_clk without a synchroniser: d -> a
          launched at here
          sampled at here
          synchronise(…) takes one bit across, synchroniseGray(…) a Gray counter, an asynchronous FIFO words
      HDL151 held.q: from wr_clk to rd_clk without a synchroniser: b -> q
          launched at here
          sampled at here
          synchronise(…) takes one bit across, synchroniseGray(…) a Gray counter, an asynchronous FIFO words"
    `);
    const Good = module(
      "good",
      (_: object) => ({ ...twoClocks, d: input(bool, { domain: "wrClk" }), q: output(bool, { domain: "rdClk" }) }),
      ({ rdClk, d }) => ({ q: domain({ clock: rdClk }, () => synchronise("seen", d)) }),
    );
    expect(refusal(() => elaborate(Good({})))).toBe("accepted");
    const Outer = module(
      "outer",
      (_: object) => ({ otherClk: input(clock), q: output(bool) }),
      ({ otherClk }) => {
        const { mine } = regs({ mine: [bool, false] });
        mine.next = mine.not();
        return { q: instance("good", Good({}), { wrClk: otherClk, rdClk: currentClock(), d: mine }).q };
      },
    );
    expect(refusal(() => elaborate(Outer({})))).toMatchInlineSnapshot(`
      "HDL151 outer.good.d: from clk to other_clk without a synchroniser: mine -> good.d
          launched at here
          sampled at here
          synchronise(…) takes one bit across, synchroniseGray(…) a Gray counter, an asynchronous FIFO words"
    `);
  });

  test("a synchroniser below takes what its parent connects, straight from a register or not at all", () => {
    const Below = module(
      "below",
      (_: object) => ({ d: input(bool), q: output(bool) }),
      ({ d }) => ({
        q: synchronise("seen", d),
      }),
    );
    const above = (d: (a: Bool, b: Bool) => Bool) =>
      module(
        "above",
        (_: object) => ({ otherClk: input(clock), q: output(bool) }),
        ({ otherClk }) => {
          const { a, b } = domain({ clock: otherClk }, () => regs({ a: bool, b: bool }));
          a.next = b;
          b.next = a.not();
          const { named } = nodes({ named: d(a, b) });
          return instance("below", Below({}), { d: named });
        },
      )({});
    expect(refusal(() => elaborate(above((a) => a.not())))).toBe("accepted");
    expect(refusal(() => elaborate(above((a, b) => a.and(b))))).toMatchInlineSnapshot(`
      "HDL153 above.below.seen_meta: from other_clk to clk through logic in front of a synchroniser, which samples its glitches: a -> named -> below.d -> below.seen_meta
          launched at here
          sampled at here
          synchronise a register, and do the logic before it or after the synchroniser"
    `);
  });

  test("HDL153: logic in front of the synchroniser, in the module below", () => {
    const Below = module(
      "below",
      (_: object) => ({ d: input(bool), e: input(bool), q: output(bool) }),
      ({ d, e }) => ({ q: synchronise("seen", d.and(e)) }),
    );
    const Above = module(
      "above",
      (_: object) => ({ otherClk: input(clock), q: output(bool) }),
      ({ otherClk }) => {
        const { a } = domain({ clock: otherClk }, () => regs({ a: bool }));
        a.next = a.not();
        return instance("below", Below({}), { d: a, e: true });
      },
    );
    expect(refusal(() => elaborate(Above({})))).toMatch(
      /^HDL153 above\.below\.seen_meta: .*: a -> below\.d -> below\.seen_meta\n/,
    );
  });

  test("the clock of a cell is a domain of its own, and its lock belongs to none", () => {
    const Pll = blackBox(
      "PLL",
      (_: object) => ({ CLKI: input(clock), CLKO: output(clock), LOCK: output(bool) }),
      () => ({ clockSource: { outputs: [{ port: "CLKO", multiply: 2, divide: 1 }], reference: "CLKI" } }),
    );
    const Top = (how: "careless" | "careful") =>
      module(
        "top",
        (_: object) => ({ pin: input(clock), q: output(bool) }),
        ({ pin }) => {
          const { CLKO, LOCK } = instance("pll", Pll({}), { CLKI: pin });
          const { slow } = domain({ clock: pin }, () => regs({ slow: bool }));
          slow.next = slow.not();
          return domain({ clock: CLKO }, () => {
            const { q } = regs({ q: bool });
            q.next =
              how === "careless" ? slow.and(LOCK) : synchronise("slowNow", slow).and(synchronise("locked", LOCK));
            return { q };
          });
        },
      )({});
    expect(refusal(() => elaborate(Top("careless")))).toMatchInlineSnapshot(`
      "HDL151 top.q: from pin to pll.CLKO without a synchroniser: slow -> q
          launched at here
          sampled at here
          synchronise(…) takes one bit across, synchroniseGray(…) a Gray counter, an asynchronous FIFO words
      HDL151 top.q: from no clock to pll.CLKO without a synchroniser: pll.LOCK -> q
          declared at here
          sampled at here
          synchronise(…) takes one bit across, synchroniseGray(…) a Gray counter, an asynchronous FIFO words"
    `);
    expect(refusal(() => elaborate(Top("careful")))).toBe("accepted");
  });

  test("cells are judged by their models, and without one by their clocks", () => {
    const ports = () => ({ WCLK: input(clock), RCLK: input(clock), D: input(bool), Q: output(bool) });
    const Model = module("dual", ports, ({ WCLK, RCLK, D }) => {
      const { kept } = domain({ clock: WCLK }, () => regs({ kept: bool }));
      kept.next = D;
      return { Q: domain({ clock: RCLK }, () => synchronise("seen", kept)) };
    });
    const Dual = blackBox("DUAL", ports, () => ({ model: Model({}) }));
    const Single = blackBox(
      "SINGLE",
      (_: object) => ({ D: input(bool), Q: output(bool) }),
      () => ({ clockPort: "C" }),
    );
    const Top = (input_: "right" | "wrong") =>
      module(
        "top",
        (_: object) => ({ ...twoClocks, q: output(bool), r: output(bool) }),
        ({ wrClk, rdClk }) => {
          const { mine } = domain({ clock: input_ === "right" ? wrClk : rdClk }, () => regs({ mine: bool }));
          mine.next = mine.not();
          const { Q: q } = instance("dual", Dual({}), { WCLK: wrClk, RCLK: rdClk, D: mine });
          const { Q: r } = domain({ clock: rdClk }, () => instance("single", Single({}), { D: q }));
          return { q, r };
        },
      )({});
    expect(refusal(() => elaborate(Top("right")))).toBe("accepted");
    expect(refusal(() => elaborate(Top("wrong")))).toMatchInlineSnapshot(`
      "HDL151 top.dual.kept: from rd_clk to wr_clk without a synchroniser: mine -> dual.D -> dual.kept
          launched at here
          sampled at here
          synchronise(…) takes one bit across, synchroniseGray(…) a Gray counter, an asynchronous FIFO words"
    `);
  });

  test("the kinds of values and clocks do not mix in TypeScript", () => {
    const Kinds = module(
      "kinds",
      (_: object) => ({ c: input(clock), b: input(bool), q: output(bool), d: output(clock) }),
      ({ c, b }) => {
        // @ts-expect-error a Bool is no clock
        const asClock = () => domain({ clock: b }, () => undefined);
        // @ts-expect-error a clock has no logic
        const inverted = () => c.not();
        // @ts-expect-error a clock is no Bool
        const asBool = (): Bool => c;
        // @ts-expect-error a clock is no condition
        const condition = () => when(c, () => undefined);
        expect([asClock, inverted, asBool, condition]).toHaveLength(4);
        return { q: b, d: c };
      },
    );
    expect(refusal(() => elaborate(Kinds({})))).toBe("accepted");
    const Wrong = module(
      "wrong",
      (_: object) => ({ c: input(clock), q: output(bool) }),
      ({ c }) => ({ q: c as never }),
    );
    expect(refusal(() => elaborate(Wrong({})))).toMatchInlineSnapshot(`
      "HDL105 wrong.q: a clock where a Bool is expected
          at here
          use .any(), .eq(…) or .bit(i)"
    `);
  });
});
