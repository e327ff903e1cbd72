import { describe, expect, it } from "vitest";
import {
  type Bool,
  bool,
  elaborate,
  fsm,
  input,
  module,
  output,
  regs,
  type UInt,
  uint,
  type Wire,
  when,
  wires,
} from "../../../hdlgen/index.ts";
import { lineMarks, messageOf } from "../../support/error-texts.ts";

const located = lineMarks(import.meta.url);

interface Io {
  readonly a: UInt;
  readonly c: Bool;
  readonly d: Bool;
}

/** Elaborates a module `m` whose body may drive the wire `w`. */
function driving(body: (w: Wire<UInt>, io: Io) => void): () => unknown {
  const M = module(
    "m",
    (_: object) => ({ a: input(uint(8)), c: input(bool), d: input(bool), y: output(uint(8)) }),
    (io) => {
      const { w } = wires({ w: uint(8) }); // @wire
      body(w, io);
      return { y: w };
    },
  );
  return () => elaborate(M({}));
}

const mend = "    assign it there too, or a default before the first when";

describe("drivers: HDL121 names the way that leaves a wire undriven", () => {
  it("nothing at all", () => {
    expect(messageOf(driving(() => undefined))).toBe(
      located("HDL121 m.w: never driven\n    at @wire\n    assign its value"),
    );
  });

  it("a condition, its negation, and both in a row", () => {
    const onlyThen = driving((w, { a, c }) => {
      when(c, () => (w.value = a)); // @then
    });
    expect(messageOf(onlyThen)).toBe(
      located(`HDL121 m.w: not driven when c is low\n    at @wire\n    at @then\n${mend}`),
    );
    const negated = driving((w, { a, c }) => {
      when(c.not(), () => (w.value = a)); // @negated
    });
    expect(messageOf(negated)).toBe(
      located(`HDL121 m.w: not driven when c is high\n    at @wire\n    at @negated\n${mend}`),
    );
    const chain = driving((w, { a, c, d }) => {
      const first = when(c, () => (w.value = a)); // @first
      first.elsewhen(d, () => (w.value = 0)); // @second
    });
    expect(messageOf(chain)).toBe(
      located(
        `HDL121 m.w: not driven when c is low and d is low\n    at @wire\n    at @first\n    at @second\n${mend}`,
      ),
    );
  });

  it("a condition inside a branch", () => {
    const nested = driving((w, { a, c, d }) => {
      const outer = when(c, () => {
        when(d, () => (w.value = a)); // @inner
      });
      outer.otherwise(() => (w.value = 0));
    });
    expect(messageOf(nested)).toContain("HDL121 m.w: not driven when c is high and d is low\n");
    expect(messageOf(nested)).toContain(located("at @inner"));
  });

  it("a comparison with a number, and a condition that is easier read in its line", () => {
    const compared = driving((w, { a }) => {
      when(a.eq(3), () => (w.value = a));
    });
    expect(messageOf(compared)).toContain("HDL121 m.w: not driven when a is not 3\n");
    const unequal = driving((w, { a }) => {
      when(a.ne(3), () => (w.value = a));
    });
    expect(messageOf(unequal)).toContain("HDL121 m.w: not driven when a is 3\n");
    const complex = driving((w, { a, c }) => {
      when(a.lt(3).and(c), () => (w.value = a)); // @complex
    });
    expect(messageOf(complex)).toContain(
      located("HDL121 m.w: not driven when the condition at @complex does not hold\n"),
    );
  });

  it("a state", () => {
    const oneState = driving((w, { a }) => {
      fsm("phase", { idle: () => (w.value = a), run: () => undefined }, { init: "idle" });
    });
    expect(messageOf(oneState)).toContain("HDL121 m.w: not driven when phase is run\n");
  });
});

describe("drivers: what is right", () => {
  it("a default, both branches, and all states drive a wire", () => {
    const right = [
      driving((w, { a, c }) => {
        w.value = 0;
        when(c, () => (w.value = a));
      }),
      driving((w, { a, c }) => {
        when(c, () => (w.value = a)).otherwise(() => (w.value = 0));
      }),
      driving((w, { a }) => {
        const drive = (next: "idle" | "run") => (go: (state: "idle" | "run") => void) => {
          w.value = a;
          go(next);
        };
        fsm("phase", { idle: drive("run"), run: drive("idle") }, { init: "idle" });
      }),
      driving((w, { a }) => {
        const drive = (go: (state: "idle") => void) => {
          w.value = a;
          go("idle");
        };
        // A fourth code of two bits stands for no state, and needs no value of its own.
        fsm("phase", { idle: drive, run: drive, stop: drive }, { init: "idle" });
      }),
    ];
    for (const each of right) expect(each).not.toThrow();
  });
});

describe("drivers: HDL122 and HDL123", () => {
  it("problems of one module come together, in the order of its kinds of signals", () => {
    const text = messageOf(
      driving((w, { a, c }) => {
        regs({ forgotten: bool }); // @forgotten
        when(c, () => (w.value = a)); // @lost
        w.value = 0; // @override
        wires({ loose: bool }); // @loose
      }),
    );
    expect(text).toBe(
      located(
        [
          "HDL121 m.loose: never driven",
          "    at @loose",
          "    assign its value",
          "HDL123 m.forgotten: a register that is never assigned",
          "    at @forgotten",
          "    assign .next",
          "HDL122 m.w: driven twice",
          "    at @override",
          "    at @lost",
          "    keep one, or put the default first and the rest under when",
        ].join("\n"),
      ),
    );
  });
});
