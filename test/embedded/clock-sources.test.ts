import { describe, expect, test } from "vitest";
import {
  blackBox,
  bool,
  type Clock,
  clock,
  currentClock,
  domain,
  elaborate,
  input,
  instance,
  module,
  output,
  regs,
  type UInt,
  uint,
} from "../../hdlgen/index.ts";
import { hoistClockSources } from "../../sim/clock-sources.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";

interface Ratio {
  readonly multiply: number;
  readonly divide: number;
}

const Pll = blackBox(
  "PLL",
  (_: Ratio) => ({ CLKI: input(clock), RST: input(bool), CLKO: output(clock), LOCK: output(bool), SDO: output(bool) }),
  (ratio) => ({
    clockSource: { outputs: [{ port: "CLKO", ...ratio }], reference: "CLKI", locked: { port: "LOCK", cycles: 10 } },
  }),
);

/** Its frequency in hertz. */
const Oscillator = blackBox(
  "OSC",
  (_: Ratio) => ({ OUT: output(clock), OK: output(bool) }),
  (ratio) => ({ clockSource: { outputs: [{ port: "OUT", ...ratio }], locked: { port: "OK", cycles: 3 } } }),
);

function counterOn(on: Clock, name = "count"): UInt {
  return domain({ clock: on }, () => {
    const counter = regs({ [name]: { type: uint(16), powerUp: 0 } })[name];
    if (counter === undefined) throw new Error("no counter");
    counter.next = counter.addw(1);
    return counter;
  });
}

/** A PLL of its own, whose clock it also gives away. */
const Faster = module(
  "faster",
  (_: Ratio) => ({
    slow: input(clock),
    fast: output(clock),
    count: output(uint(16)),
    locked: output(bool),
    sdo: output(bool),
  }),
  ({ slow }, ratio) => {
    const { CLKO, LOCK, SDO } = instance("pll", Pll(ratio), { CLKI: slow, RST: false });
    return { fast: CLKO, count: counterOn(CLKO), locked: LOCK, sdo: SDO };
  },
);

describe("clocks that cells make", () => {
  test("a ratio, its lock, and other outputs at 0", () => {
    const sim = openEmbedded(elaborate(Faster({ multiply: 5, divide: 2 })));
    expect(sim.clocks).toEqual(["slow", "pll.CLKO"]);
    sim.step(9);
    expect([sim.port("count").value, sim.edges("pll.CLKO"), sim.port("locked").value]).toEqual([21, 21, 0]);
    sim.step(1);
    expect([sim.port("count").value, sim.time, sim.port("locked").value]).toEqual([23, 90_000, 1]);
    expect([sim.port("sdo").value, sim.register("pll.count").value]).toEqual([0, 10]);
    sim.step(100);
    expect([sim.port("locked").value, sim.register("pll.count").value]).toEqual([1, 10]);
  });

  test("a period that is no whole number is kept exactly", () => {
    const sim = openEmbedded(elaborate(Faster({ multiply: 7, divide: 3 })), {
      clocks: { slow: { period: 10, phase: 1 } },
    });
    sim.step(30_001);
    // The last edges fall together: 30,000 · 7 / 3.
    expect([sim.edges("pll.CLKO"), sim.time]).toEqual([70_001, 300_001]);
  });

  test("one made of another, twice, through instances and clock outputs", () => {
    const Chain = module(
      "chain",
      (_: object) => ({ a: output(uint(16)), b: output(uint(16)), c: output(uint(16)), own: output(uint(16)) }),
      () => {
        const one = instance("one", Faster({ multiply: 2, divide: 1 }), { slow: currentClock() });
        const two = instance("two", Faster({ multiply: 2, divide: 1 }), { slow: one.fast });
        return { a: one.count, b: two.count, c: counterOn(two.fast, "c"), own: counterOn(currentClock(), "own") };
      },
    );
    const design = elaborate(Chain({}));
    const sim = openEmbedded(design);
    expect(sim.clocks).toEqual(["clk", "one.pll.CLKO", "two.pll.CLKO"]);
    sim.step(11);
    const values = ["own", "a", "b", "c"].map((name) => sim.port(name).value);
    expect(values).toEqual([11, 21, 41, 41]);
    // Two instances of one module are still one module.
    const { design: hoisted } = hoistClockSources(design);
    expect(hoisted.modules.map(({ name }) => name)).toEqual(["clock_lock_10", "faster", "chain"]);
  });

  test("oscillators alone: hertz, time in picoseconds, the first one is the main clock", () => {
    const Free = module(
      "free",
      (_: object) => ({ fast: output(uint(16)), slow: output(uint(16)), ok: output(bool) }),
      () => {
        const a = instance("a", Oscillator({ multiply: 48_000_000, divide: 1 }), {});
        const b = instance("b", Oscillator({ multiply: 10_000, divide: 1 }), {});
        return { fast: counterOn(a.OUT, "fast"), slow: counterOn(b.OUT, "slow"), ok: a.OK };
      },
    );
    const sim = openEmbedded(elaborate(Free({})));
    expect(sim.clocks).toEqual(["a.OUT", "b.OUT"]);
    sim.step(3);
    expect([sim.port("ok").value, sim.time]).toEqual([1, (2 * 1e12) / 48e6]);
    sim.step(9_598);
    expect([sim.port("fast").value, sim.port("slow").value, sim.time]).toEqual([9_601, 3, 2e8]);
  });

  test("what is said about a made clock wins", () => {
    const design = elaborate(Faster({ multiply: 2, divide: 1 }));
    const sim = openEmbedded(design, { clocks: { slow: { period: 10 }, "pll.CLKO": { period: 3, phase: 2 } } });
    sim.step(4);
    expect(sim.port("count").value).toBe(10);
  });

  test("a design without any is simulated as it is", () => {
    const Plain = module(
      "plain",
      (_: object) => ({ q: output(uint(16)) }),
      () => ({ q: counterOn(currentClock()) }),
    );
    const design = elaborate(Plain({}));
    expect(hoistClockSources(design)).toEqual({ design, clocks: [{ name: "clk", port: "clk" }] });
    expect(hoistClockSources(design).design).toBe(design);
  });
});
