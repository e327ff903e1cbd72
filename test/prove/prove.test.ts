import { afterAll, describe, expect, it } from "vitest";
import {
  bool,
  cat,
  elaborate,
  formal,
  input,
  instance,
  module,
  nodes,
  output,
  past,
  ram,
  regs,
  sint,
  stream,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import {
  expectProved,
  openProver,
  type Proof,
  type Provable,
  type ProveOptions,
  prove as proveOnce,
  type Witness,
} from "../../sim/prove/index.ts";
import { lineMarks } from "../support/error-texts.ts";
import { Random } from "../support/random.ts";

const located = lineMarks(import.meta.url);

const prover = await openProver();
afterAll(() => prover.close());
const { prove } = prover;
const expected = (provable: Provable, options: ProveOptions) => expectProved(provable, { ...options, prover });

/** Counts to `last` and starts again; `mistake` leaves out the wrap when it is not enabled. */
const Counter = module(
  "counter",
  (_: { last: number; mistake?: boolean }) => ({ en: input(bool), count: output(uint(4)) }),
  ({ en }, { last, mistake = false }) => {
    const { count } = regs({ count: [uint(4), 0] });
    when(en, () => {
      count.next = count.addw(1);
    });
    when(mistake ? count.eq(last).and(en.not()) : count.eq(last), () => {
      count.next = 0;
    });
    formal.assert(count.le(last), "the count stays in its range"); // @range
    formal.cover(count.eq(last), "the count reaches its end"); // @end
    return { count };
  },
);

const Pair = module(
  "pair",
  (_: { mistake?: boolean }) => ({ en: input(bool), sum: output(uint(5)) }),
  ({ en }, { mistake = false }) => {
    const left = instance("left", Counter({ last: 9 }), { en });
    const right = instance("right", Counter({ last: 3, mistake }), { en });
    return { sum: left.count.add(right.count) };
  },
);

async function rejection(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "nothing was thrown",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

function failureOf(proof: Proof): Witness {
  if (proof.status !== "failed") throw new Error(`the proof is ${proof.status}`);
  return proof.failure;
}

it("traces have the values of signals that are made of bits of others", async () => {
  const Flags = module(
    "flags",
    (_: object) => ({ a: input(bool), b: input(bool), both: output(uint(2)) }),
    ({ a, b }) => {
      const { both } = nodes({ both: cat(a.and(b), a.or(b)) });
      formal.assert(both.ne(3), "not both");
      return { both };
    },
  );
  const failure = failureOf(await prove(Flags({}), { mode: "bmc", depth: 2 }));
  expect(failure.trace.signals.get("both")?.[1]).toBe(3n);
});

describe("a design that is right", () => {
  it("is proved by induction, and by a bounded check as far as that goes", async () => {
    const induction = await proveOnce(Pair({}), { mode: "induction" });
    expect(induction).toMatchObject({ status: "proved", mode: "induction", depth: 1, assertions: 2 });
    const bounded = await prove(elaborate(Pair({})), { mode: "bmc", depth: 12 });
    expect(bounded).toMatchObject({ status: "proved", mode: "bmc", depth: 12, assertions: 2 });
  });

  it("does not fail on the engine either, whatever its inputs (seed printed)", async () => {
    await expected(Pair({}), { mode: "induction" });
    const seed = 20_260;
    process.stdout.write(`seed ${seed}\n`);
    const random = new Random(seed);
    const sim = openEmbedded(elaborate(Pair({})), { seed });
    sim.reset();
    for (let cycle = 0; cycle < 20_000; cycle++) {
      sim.port("en").value = random.next() & 1;
      sim.step();
    }
  });
});

describe("a design with a mistake", () => {
  it("fails with the shortest run that shows it, by hierarchical names", async () => {
    const failure = failureOf(await prove(Pair({ mistake: true }), { mode: "bmc" }));
    expect(failure).toMatchObject({ message: "the count stays in its range", path: "right", cycle: 5 });
    expect(failure.trace.signals.get("right.count")?.slice(1)).toEqual([0n, 1n, 2n, 3n, 4n]);
    expect(failure.trace.signals.get("en")?.slice(1, 5)).toEqual([1n, 1n, 1n, 1n]);
  });

  it("SIM033: is told with message, line, cycle and the run", async () => {
    const text = await rejection(expected(Counter({ last: 3, mistake: true }), { mode: "bmc" }));
    const [head = "", place, , ...rows] = text.split("\n");
    expect(`${head}\n${place}`).toBe(
      located("SIM033 top: assertion can fail, first at cycle 5: the count stays in its range\n    @range"),
    );
    // The count before the reset, and the input in the first and the last cycle, are free.
    expect(rows.map((row) => row.trim())).toEqual([
      expect.stringMatching(/^rst +‾+\\_+$/),
      expect.stringMatching(/^en +[_‾]+[/]?‾+[\\]?[_‾]*$/),
      expect.stringMatching(/^count +\|( \d+ +\|)? 0 +\| 1 +\| 2 +\| 3 +\| 4 +\|$/),
    ]);
  });

  it("an induction tells a mistake from its own weakness", async () => {
    expect(await prove(Pair({ mistake: true }), { mode: "induction" })).toMatchObject({
      status: "failed",
      failure: { path: "right", cycle: 5 },
    });
  });
});

/** Right, but nothing in its assertion says that the counts go together. */
const Twins = module(
  "twins",
  (_: { lemma?: boolean }) => ({ en: input(bool), same: output(bool) }),
  ({ en }, { lemma = false }) => {
    const { a, b } = regs({ a: [uint(4), 0], b: [uint(4), 0] });
    when(en, () => {
      a.next = a.addw(1);
      b.next = b.addw(1);
    });
    formal.assert(a.eq(9).not().or(b.eq(9)), "nine together"); // @nine
    if (lemma) formal.assert(a.eq(b), "always together");
    return { same: a.eq(b) };
  },
);

describe("an induction that is too weak", () => {
  it("SIM034: says that its start may be unreachable, and shows the run", async () => {
    const text = await rejection(expected(Twins({}), { mode: "induction", depth: 2 }));
    const lines = text.split("\n");
    expect(lines.slice(0, 2).join("\n")).toBe(
      located(
        "SIM034 top: not proved by induction over 2 cycles: nine together. The run that breaks it starts in a state " +
          "that may be unreachable\n    @nine",
      ),
    );
    expect(lines.slice(2, -1).map((line) => line.trim().split(/\s+/)[0])).toEqual(["cycle", "rst", "en", "a", "b"]);
    expect(lines.at(-1)).toBe("    assert what forbids the state of cycle 0, or raise the depth");
  });

  it("is mended by asserting what forbids that state", async () => {
    await expected(Twins({ lemma: true }), { mode: "induction", depth: 1 });
  });
});

describe("covers", () => {
  it("are reached with a witness each, the shortest", async () => {
    const proof = await expected(Pair({}), { mode: "cover" });
    if (proof.status !== "covered") throw new Error(proof.status);
    expect(proof.witnesses.map(({ path, cycle }) => [path, cycle])).toEqual([
      ["right", 4],
      ["left", 10],
    ]);
    expect(proof.witnesses[1]?.trace.signals.get("left.count")?.at(-1)).toBe(9n);
  });

  it("SIM034: those out of reach are named", async () => {
    expect(await rejection(expected(Pair({}), { mode: "cover", depth: 5 }))).toBe(
      located(
        "SIM034 left: cover is not reached within 5 cycles: the count reaches its end\n    @end\n" +
          "    raise the depth, or find what forbids it",
      ),
    );
  });
});

describe("what a proof starts from", () => {
  const Idle = module(
    "idle",
    (_: object) => ({ go: input(bool), level: input(sint(4)), busy: output(bool) }),
    ({ go, level }) => {
      const { busy } = regs({ busy: { type: bool, reset: false, powerUp: true } });
      when(go.and(level.lt(0)), () => {
        busy.next = true;
      });
      formal.assert(busy.not(), "never busy");
      return { busy };
    },
  );

  it("holds inputs, as bits; others are free", async () => {
    await expected(Idle({}), { mode: "induction", hold: { go: false } });
    await expected(Idle({}), { mode: "induction", hold: { level: 7 } });
    const failure = failureOf(await prove(Idle({}), { mode: "bmc", hold: { level: 0b1000n } }));
    expect(failure.cycle).toBe(2);
    expect(failure.waveform.find((row) => row.startsWith("level"))).toMatch(/\| -8 +\|$/);
  });

  it("with a free reset begins at the state after configuration", async () => {
    const failure = failureOf(await prove(Idle({}), { mode: "bmc", reset: "free", hold: { go: 0 } }));
    expect(failure.cycle).toBe(0);
    expect(failure.trace.signals.get("busy")).toEqual([1n]);
  });

  it("SIM030: nothing to prove", async () => {
    const Bare = module(
      "bare",
      (_: object) => ({ a: input(bool), y: output(bool) }),
      ({ a }) => ({ y: a }),
    );
    expect(await rejection(prove(Bare({}), { mode: "bmc" }))).toBe(
      "SIM030 bare: nothing to prove: no assertion in it or below\n    state what should hold with formal.assert",
    );
    expect(await rejection(prove(Idle({}), { mode: "cover" }))).toBe(
      "SIM030 idle: nothing to prove: no cover in it or below\n    state what should happen with formal.cover",
    );
  });

  it("SIM031: assumptions that leave no run", async () => {
    const Torn = module(
      "torn",
      (_: object) => ({ a: input(uint(4)), y: output(uint(4)) }),
      ({ a }) => {
        formal.assume(a.lt(past(a)), "a falls");
        formal.assert(a.ne(15), "a is below 15");
        return { y: a };
      },
    );
    expect(await rejection(expected(Torn({}), { mode: "bmc", depth: 20 }))).toContain("SIM033");
    const text = await rejection(prove(Torn({}), { mode: "bmc", depth: 20, hold: { a: 3 } }));
    expect(text).toBe(
      "SIM031 torn: its assumptions contradict each other within 21 cycles: no run is left to prove anything of\n" +
        "    look at formal.assume, and at `hold` and `reset` of the call",
    );
  });

  it("SIM032: options that do not fit", async () => {
    expect(await rejection(prove(Idle({}), { mode: "bmc", depth: 0 }))).toBe(
      "SIM032 idle: a depth of 0\n    use a whole number of at least 1",
    );
    expect(await rejection(prove(Idle({}), { mode: "bmc", hold: { og: 1 } }))).toBe(
      "SIM032 idle: no input og to hold\n    its inputs are go, level",
    );
    expect(await rejection(prove(Idle({}), { mode: "bmc", hold: { level: -1 } }))).toBe(
      "SIM032 idle: level held at -1, which does not fit 4 bits\n    give its bits, unsigned",
    );
  });
});

describe("time", () => {
  /** Multiplication is hard for a solver. */
  const Factors = module(
    "factors",
    (_: object) => ({ a: input(uint(24)), b: input(uint(24)), y: output(bool) }),
    ({ a, b }) => {
      const { product } = regs({ product: [uint(48), 0] });
      product.next = a.mul(b);
      formal.assert(product.ne(140_737_471_578_113n).or(past(a).lt(2)).or(past(b).lt(2)), "no factors");
      return { y: product.any() };
    },
  );

  it("that runs out gives no answer, with how far it got", async () => {
    const proof = await prove(Factors({}), { mode: "bmc", timeoutSeconds: 1.5 });
    expect(proof).toMatchObject({ status: "unknown", reason: "time" });
    expect(proof.ms).toBeLessThan(10_000);
    expect(await rejection(expected(Factors({}), { mode: "bmc", timeoutSeconds: 0.5 }))).toMatch(
      /^SIM034 prove: no answer after \d+\.\d s; bmc got to \d+\n {4}raise timeoutSeconds, lower the depth, or shrink the design's parameters$/,
    );
  });

  it("an abort throws its reason and ends the solver", async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error("enough")), 1000);
    expect(await rejection(prove(Factors({}), { mode: "bmc", signal: controller.signal }))).toBe("enough");
    expect(await rejection(prove(Pair({}), { mode: "bmc", signal: AbortSignal.abort(new Error("never began")) }))).toBe(
      "never began",
    );
  });

  it("that runs out for one proof leaves others of the same prover alone", async () => {
    const [cut, whole] = await Promise.all([
      prove(Factors({}), { mode: "bmc", timeoutSeconds: 1 }),
      prove(Counter({ last: 9 }), { mode: "bmc", depth: 60 }),
    ]);
    expect([cut.status, whole.status]).toEqual(["unknown", "proved"]);
    await expected(Counter({ last: 9 }), { mode: "induction" });
  });

  it("several proofs at once do not disturb each other", async () => {
    const proofs = await Promise.all(
      [2, 5, 9].map((last) => prove(Counter({ last, mistake: last === 5 }), { mode: "bmc", depth: 10 })),
    );
    expect(proofs.map(({ status }) => status)).toEqual(["proved", "failed", "proved"]);
  });
});

describe("memories", () => {
  /** Says of a word that was written what it must be when it is read. */
  const Store = module(
    "store",
    (_: { depth: number; collision: "dontCare" | "readFirst" | "writeFirst"; early?: boolean }) => ({
      put: stream.in(uint(8)),
      at: input(uint(10)),
      word: output(uint(8)),
    }),
    ({ put, at }, { depth, collision, early = false }) => {
      const words = ram("words", uint(8), { depth, collision });
      const address = at.trunc(Math.ceil(Math.log2(depth)));
      words.write(address, put.payload, { enable: put.valid });
      const word = words.read(address);
      const written = past(put.valid, early ? 1 : 2)
        .and(past(put.valid, 1).not())
        .and(past(at, 2).eq(past(at)));
      formal.assert(
        early
          ? past(put.valid)
              .not()
              .or(word.eq(past(put.payload)))
          : written.not().or(word.eq(past(put.payload, 2))),
        "what was written is read",
      );
      return { put: { ready: true }, word };
    },
  );

  it.each([8, 1024])("of %i words give what was written", async (depth) => {
    await expected(Store({ depth, collision: "dontCare" }), { mode: "bmc", depth: 5 });
  });

  it("a word that is read while it is written is any word, unless the memory says otherwise", async () => {
    await expected(Store({ depth: 8, collision: "writeFirst", early: true }), { mode: "bmc", depth: 4 });
    const failure = failureOf(await prove(Store({ depth: 8, collision: "dontCare", early: true }), { mode: "bmc" }));
    expect(failure.cycle).toBe(2);
    expect(
      failureOf(await prove(Store({ depth: 8, collision: "readFirst", early: true }), { mode: "bmc" })).cycle,
    ).toBe(2);
  });

  it("beyond their depth they give any word", async () => {
    const failure = failureOf(await prove(Store({ depth: 12, collision: "readFirst" }), { mode: "bmc" }));
    const at = (failure.trace.signals.get("at")?.[1] ?? 0n) & 15n;
    expect(at).toBeGreaterThanOrEqual(12n);
  });
});
