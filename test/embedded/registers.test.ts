import { describe, expect, it } from "vitest";
import { bool, elaborate, fsm, input, module, output, regs, sint, uint, when } from "../../hdlgen/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";

const Counter = module(
  "counter",
  (p: { width: number }) => ({ en: input(bool), clear: input(bool), count: output(uint(p.width)) }),
  ({ en, clear }, { width }) => {
    const { value } = regs({ value: [uint(width), 3] });
    when(clear, () => {
      value.next = 0;
    }).elsewhen(en, () => {
      value.next = value.addw(1);
    });
    return { count: value };
  },
);

describe("registers", () => {
  it.each([2, 8, 31, 32, 33, 64])("counter of %i bits: counts, holds, clears, resets and wraps", (width) => {
    const sim = openEmbedded(elaborate(Counter({ width })));
    const [en, clear, count] = [sim.port("en"), sim.port("clear"), sim.port("count")];
    const wrapped = (value: bigint) => BigInt.asUintN(width, value);
    sim.reset();
    expect(count.big).toBe(3n);
    sim.step();
    expect(count.big).toBe(3n);
    en.value = 1;
    sim.step(5);
    expect(count.big).toBe(wrapped(8n));
    clear.value = 1;
    sim.step();
    expect(count.big).toBe(0n);
    clear.value = 0;
    sim.step(2);
    sim.reset(2);
    expect(count.big).toBe(3n);
    expect(sim.cycle).toBe(12);
  });

  it("two registers exchange their values at an edge", () => {
    const Swap = module(
      "swap",
      (_: object) => ({ a: output(uint(8)), b: output(uint(40)) }),
      () => {
        const { a, b } = regs({ a: [uint(8), 1], b: [uint(40), 2] });
        a.next = b.trunc(8);
        b.next = a.extend(40);
        return { a, b };
      },
    );
    const sim = openEmbedded(elaborate(Swap({})));
    sim.reset();
    sim.step();
    expect([sim.port("a").value, sim.port("b").value]).toEqual([2, 1]);
  });

  it("power-up: given values are there at cycle 0, others are random within their width and follow the seed", () => {
    const Power = module(
      "power",
      (_: object) => ({ q: output(uint(64)) }),
      () => {
        const { given, narrow, wide, flag } = regs({
          given: { type: sint(12), powerUp: -5 },
          narrow: uint(5),
          wide: uint(64),
          flag: bool,
        });
        given.next = given;
        narrow.next = narrow;
        wide.next = wide;
        flag.next = flag;
        return { q: wide };
      },
    );
    const design = elaborate(Power({}));
    const states = Array.from({ length: 40 }, (_, seed) => {
      const sim = openEmbedded(design, { seed });
      expect(sim.register("given").value).toBe(-5);
      return [sim.register("narrow").value, sim.register("flag").value, sim.register("wide").big] as const;
    });
    expect(new Set(states.map(([narrow]) => narrow)).size).toBeGreaterThan(10);
    expect(Math.max(...states.map(([narrow]) => narrow))).toBeLessThan(32);
    expect(new Set(states.map(([, flag]) => flag))).toEqual(new Set([0, 1]));
    expect(new Set(states.map(([, , wide]) => wide >> 32n)).size).toBe(40);
    expect(openEmbedded(design, { seed: 7 }).register("wide").big).toBe(states[7]?.[2]);
  });

  it("a state machine follows its switch, and stays where no case moves it", () => {
    const Walk = module(
      "walk",
      (_: object) => ({ go: input(bool), at: output(uint(2)) }),
      ({ go }) => {
        const { at } = regs({ at: [uint(2), 0] });
        fsm(
          "state",
          {
            idle: (next) => {
              when(go, () => next("first"));
            },
            first: (next) => {
              at.next = 1;
              next("second");
            },
            second: (next) => {
              at.next = 2;
              next("idle");
            },
          },
          { init: "idle" },
        );
        return { at };
      },
    );
    const sim = openEmbedded(elaborate(Walk({})));
    sim.reset();
    sim.step(3);
    expect(sim.port("at").value).toBe(0);
    sim.port("go").value = 1;
    const seen = Array.from({ length: 6 }, () => {
      sim.step();
      return sim.port("at").value;
    });
    expect(seen).toEqual([0, 1, 2, 2, 1, 2]);
  });
});
