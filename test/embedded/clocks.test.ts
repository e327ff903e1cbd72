import { describe, expect, test } from "vitest";
import {
  bool,
  clock,
  currentClock,
  domain,
  elaborate,
  formal,
  input,
  instance,
  module,
  output,
  ram,
  regs,
  uint,
} from "../../hdlgen/index.ts";
import { compileEmbedded, type EmbeddedSimulation, openEmbedded } from "../../sim/embedded/index.ts";
import type { ClockOptions } from "../../sim/simulation.ts";
import { cuts } from "../support/circuits/circuit.ts";
import { compareDomains, randomClocks } from "../support/compare-domains.ts";
import { Random } from "../support/random.ts";
import { randomDomains } from "../support/random-domains.ts";

const circuits = 150;

/** A counter on each of two clocks. */
const Counters = module(
  "counters",
  (_: object) => ({ wrClk: input(clock), rdClk: input(clock), wr: output(uint(16)), rd: output(uint(16)) }),
  ({ wrClk, rdClk }) => {
    const count = (name: string) => {
      const counter = regs({ [name]: { type: uint(16), powerUp: 0 } })[name];
      if (counter === undefined) throw new Error("no counter");
      counter.next = counter.addw(1);
      return counter;
    };
    return {
      wr: domain({ clock: wrClk }, () => count("wrCount")),
      rd: domain({ clock: rdClk }, () => count("rdCount")),
    };
  },
);
const counters = elaborate(Counters({}));

function counted(sim: EmbeddedSimulation): string {
  return `${sim.port("wr").value} ${sim.port("rd").value} at ${sim.time}`;
}

describe("several clocks", () => {
  test(`equal the interpreter on ${circuits} random circuits, registers, memories and outputs (seed in the message)`, () => {
    for (let seed = 1; seed <= circuits; seed++) {
      const random = new Random(seed);
      const { design, clocks } = randomDomains(random);
      const options = randomClocks(random, clocks);
      const sim = compileEmbedded(design, cuts[seed % cuts.length]).open({ seed, clocks: options });
      compareDomains(design, clocks, options, sim, random, `seed ${seed}`);
    }
  });

  test("tick at equal periods where nothing else is said, all of an instant in one step", () => {
    const sim = openEmbedded(counters);
    expect(sim.clocks).toEqual(["wr_clk", "rd_clk"]);
    sim.step();
    expect(counted(sim)).toBe("1 1 at 0");
    sim.step(2);
    expect(counted(sim)).toBe("3 3 at 20000");
  });

  test("tick in the order of their times, phases counted", () => {
    const sim = openEmbedded(counters, { clocks: { wrClk: { period: 10 }, rd_clk: { period: 3, phase: 1 } } });
    const seen = Array.from({ length: 4 }, () => {
      sim.step();
      return counted(sim);
    });
    // rd_clk at 1, 4, 7, 10, 13, …: the one at 10 belongs to the instant of the second edge of wr_clk.
    expect(seen).toEqual(["1 0 at 0", "2 4 at 10", "3 7 at 19", "4 10 at 30"].map((text) => text.replace("19", "20")));
    expect([sim.cycle, sim.edges("wrClk"), sim.edges("rd_clk")]).toEqual([4, 4, 10]);
  });

  test("edge takes one edge of one clock, and leaves the schedule as it was", () => {
    const sim = openEmbedded(counters, { clocks: { wrClk: { period: 10 }, rdClk: { period: 10, phase: 5 } } });
    sim.edge("rdClk");
    sim.edge("rdClk");
    expect(counted(sim)).toBe("0 2 at 0");
    sim.step(2);
    expect(counted(sim)).toBe("2 3 at 10");
    expect([sim.cycle, sim.edges("rdClk")]).toEqual([2, 3]);
  });

  test("runUntil looks at the port after every edge and counts cycles of the main clock", () => {
    const Flag = module(
      "flag",
      (_: object) => ({ slow: input(clock), fast: input(clock), six: output(bool) }),
      ({ slow, fast }) => {
        domain({ clock: slow }, () => {
          const { idle } = regs({ idle: { type: bool, powerUp: false } });
          idle.next = idle.not();
        });
        return domain({ clock: fast }, () => {
          const { count } = regs({ count: { type: uint(8), powerUp: 0 } });
          count.next = count.addw(1);
          return { six: count.eq(6) };
        });
      },
    );
    const sim = openEmbedded(elaborate(Flag({})), { clocks: { slow: { period: 8 }, fast: { period: 2 } } });
    // fast at 0, 2, 4, 6, 8, 10: six edges; slow at 0 and 8.
    expect(sim.runUntil("six", 10)).toBe(2);
    expect([sim.edges("fast"), sim.time]).toEqual([6, 10]);
    expect(sim.runUntil("six", 10)).toBe(0);
    sim.step();
    expect(() => sim.runUntil("six", 3)).toThrow("SIM011 six: still 0 after 3 cycles, at cycle 6");
  });

  test("steps over many edges equal single ones", () => {
    const clocks: ClockOptions = { wrClk: { period: 7 }, rdClk: { period: 5, phase: 2 } };
    const [one, many] = [openEmbedded(counters, { clocks }), openEmbedded(counters, { clocks })];
    many.step(10_000);
    for (let i = 0; i < 10_000; i++) one.step();
    expect(counted(many)).toBe(counted(one));
    expect(many.edges("rdClk")).toBe(Math.floor((9_999 * 7 - 2) / 5) + 1);
  });

  test("a long step ends with the whole of its last instant", () => {
    for (let cycles = 1360; cycles < 1375; cycles++) {
      const sim = openEmbedded(counters, { clocks: { wrClk: { period: 2 }, rdClk: { period: 1 } } });
      sim.step(cycles);
      expect(counted(sim)).toBe(`${cycles} ${2 * cycles - 1} at ${2 * (cycles - 1)}`);
    }
  });

  test("a snapshot holds where the clocks stand", () => {
    const sim = openEmbedded(counters, { clocks: { wrClk: { period: 7 }, rdClk: { period: 5, phase: 3 } } });
    sim.step(3);
    const before = sim.snapshot();
    sim.step(4);
    const after = counted(sim);
    sim.step(1);
    sim.restore(before);
    expect([sim.cycle, sim.edges("rdClk"), sim.time]).toEqual([3, 3, 14]);
    sim.step(4);
    expect(counted(sim)).toBe(after);
  });

  test("two clock ports on one clock have their edges at the same instant", () => {
    const Swap = module(
      "swap",
      (_: object) => ({ pClk: input(clock), qClk: input(clock), a: output(bool), b: output(bool) }),
      ({ pClk, qClk }) => {
        const [x, y] = [
          domain({ clock: pClk }, () => regs({ x: { type: bool, powerUp: true } }).x),
          domain({ clock: qClk }, () => regs({ y: { type: bool, powerUp: false } }).y),
        ];
        x.next = y;
        y.next = x;
        return { a: x, b: y };
      },
    );
    // The pass would refuse this crossing on two clocks; on one there is none, wherever the ports are declared.
    const Outer = module(
      "outer",
      (_: object) => ({ a: output(bool), b: output(bool) }),
      () => instance("swap", Swap({}), { pClk: currentClock(), qClk: currentClock() }),
    );
    expect(() => elaborate(Outer({}))).toThrow("HDL151");
  });

  test("a property is checked at the edges of its clock", () => {
    const Checked = module(
      "checked",
      (_: object) => ({ wrClk: input(clock), rdClk: input(clock) }),
      ({ wrClk, rdClk }) => {
        domain({ clock: wrClk }, () => {
          const { idle } = regs({ idle: { type: bool, powerUp: false } });
          idle.next = idle.not();
          formal.assert(idle.or(idle.not()), "one or the other");
        });
        domain({ clock: rdClk }, () => {
          const { count } = regs({ count: { type: uint(8), powerUp: 0 } });
          count.next = count.addw(1);
          formal.assert(count.ne(3), "never three");
          formal.cover(count.eq(2), "two");
        });
        return {};
      },
    );
    const sim = openEmbedded(elaborate(Checked({})), { clocks: { rdClk: { period: 20_000 } } });
    expect(() => sim.step(100)).toThrow(/^SIM010 top: assertion failed at cycle 7, edge 3 of rd_clk: never three\n/);
    expect([sim.register("count").value, sim.edges("rdClk")]).toEqual([3, 3]);
    expect(sim.covers.map(({ count }) => count)).toEqual([1]);
    expect(() => sim.edge("rdClk")).toThrow("SIM010");
    sim.edge("wrClk");
    expect(sim.cycle).toBe(8);
  });

  test("a memory is written on one clock and read on another", () => {
    const Two = module(
      "two_ports",
      (_: object) => ({
        wrClk: input(clock),
        rdClk: input(clock),
        at: input(uint(3)),
        d: input(uint(8)),
        q: output(uint(8)),
      }),
      ({ wrClk, rdClk, at, d }) => {
        const words = ram("words", uint(8), { depth: 8, collision: "dontCare" });
        domain({ clock: wrClk }, () => words.write(at, d, { enable: true as never }));
        const { readAt } = domain({ clock: rdClk }, () => regs({ readAt: { type: uint(3), powerUp: 0 } }));
        readAt.next = readAt.addw(1);
        return { q: domain({ clock: rdClk }, () => words.read(readAt)) };
      },
    );
    const sim = openEmbedded(elaborate(Two({})));
    for (let i = 0; i < 8; i++) {
      sim.port("at").value = i;
      sim.port("d").value = 10 * i;
      sim.edge("wrClk");
    }
    const read = Array.from({ length: 8 }, () => {
      sim.edge("rdClk");
      return sim.port("q").value;
    });
    expect(read).toEqual([0, 10, 20, 30, 40, 50, 60, 70]);
  });

  test("SIM016: a clock that there is not", () => {
    const sim = openEmbedded(counters);
    const text = "SIM016 rxClk: the design has no such clock\n    its clocks are wr_clk, rd_clk";
    expect(() => sim.edge("rxClk")).toThrow(text);
    expect(() => sim.edges("rxClk")).toThrow(text);
    expect(() => openEmbedded(counters, { clocks: { rxClk: { period: 3 } } })).toThrow(text);
  });

  test("SIM017: a period or phase that is none, all named together", () => {
    const clocks = { wrClk: { period: 0 }, rdClk: { period: 2.5, phase: -1 } };
    expect(() => openEmbedded(counters, { clocks })).toThrow(
      [
        "SIM017 wrClk: period 0",
        "    a whole number from 1 on",
        "SIM017 rdClk: period 2.5",
        "    a whole number from 1 on",
        "SIM017 rdClk: phase -1",
        "    a whole number from 0 on",
      ].join("\n"),
    );
    expect(() => openEmbedded(counters, { clocks: { wrClk: { period: 3 }, wr_clk: { phase: 1 } } })).toThrow(
      "SIM017 wr_clk: wr_clk is set twice\n    set it once, under one of its names",
    );
    expect(() => openEmbedded(counters, { clocks: { rdClk: { period: 2 ** 41 } } })).toThrow(
      [
        "SIM017 rd_clk: its period or phase is more than 2^40 units, of which the clocks need 1 in one of yours",
        "    take shorter or rounder periods",
      ].join("\n"),
    );
  });

  test("times stay exact beyond 2^53", () => {
    // One unit apart: they would tick at one instant as soon as a time were rounded.
    const period = 2 ** 40;
    const sim = openEmbedded(counters, { clocks: { wrClk: { period }, rdClk: { period, phase: 1 } } });
    sim.step(20_000);
    expect([sim.edges("rdClk"), sim.time]).toEqual([19_999, 19_999 * period]);
    const One = module(
      "one",
      (_: object) => ({ q: output(bool) }),
      () => {
        const { q } = regs({ q: [bool, false] });
        q.next = q.not();
        return { q };
      },
    );
    const one = openEmbedded(elaborate(One({})), { clocks: { clk: { period } } });
    one.step(20_000_000);
    expect(one.time).toBe(19_999_999 * period);
  });

  test("one clock has a period too", () => {
    const One = module(
      "one",
      (_: object) => ({ q: output(bool) }),
      () => {
        const { q } = regs({ q: [bool, false] });
        q.next = q.not();
        return { q };
      },
    );
    const sim = openEmbedded(elaborate(One({})), { clocks: { clk: { period: 4, phase: 1 } } });
    sim.step(3);
    sim.edge("clk");
    expect([sim.cycle, sim.edges("clk"), sim.time, sim.clocks]).toEqual([4, 4, 9, ["clk"]]);
  });
});
