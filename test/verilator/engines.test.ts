import { beforeAll, describe, expect, test } from "vitest";
import {
  blackBox,
  bool,
  bundle,
  elaborate,
  formal,
  fsm,
  input,
  instance,
  module,
  output,
  ram,
  regs,
  sint,
  uint,
  when,
} from "../../hdlgen/index.ts";
import type { Collision, Design } from "../../hdlgen/ir.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import type { OpenOptions, Simulation } from "../../sim/simulation.ts";
import { openVerilator } from "../../sim/verilator/index.ts";
import { ensureVerilator } from "../../tools/index.ts";

beforeAll(async () => {
  await ensureVerilator({ install: "allowed" });
});

const Counter = module(
  "counter",
  (p: { width: number }) => ({ en: input(bool), count: output(uint(p.width)), full: output(bool) }),
  ({ en }, { width }) => {
    const { count, shadow } = regs({ count: [uint(width), 0], shadow: uint(width) });
    when(en, () => {
      count.next = count.addw(1);
    });
    shadow.next = count;
    return { count, full: count.eq(2 ** width - 1) };
  },
);

const Pair = module(
  "pair",
  (_: object) => ({ en: input(bool), sum: output(uint(9)), both: output(bool), echo: output(bool) }),
  ({ en }) => {
    const a = instance("a", Counter({ width: 8 }), { en });
    const b = instance("b", Counter({ width: 4 }), { en: a.full.not() });
    return { sum: a.count.add(b.count), both: a.full.and(b.full), echo: en.not() };
  },
);

const Words = module(
  "words",
  (_: { collision: Collision; init: boolean }) => ({
    address: input(uint(5)),
    data: input(sint(40)),
    write: input(bool),
    q: output(sint(40)),
  }),
  ({ address, data, write }, { collision, init }) => {
    const values = init ? { init: Array.from({ length: 20 }, (_, i) => 1000 * i - 5000) } : {};
    const words = ram("store", sint(40), { depth: 32, collision, ...values });
    words.write(address, data, { enable: write });
    return { q: words.read(address) };
  },
);

type Open = (design: Design, options?: OpenOptions) => Promise<Simulation>;
const engines: [string, Open][] = [
  ["embedded", async (design, options) => openEmbedded(design, options)],
  ["verilator", openVerilator],
];

describe.each(engines)("%s", (name, open) => {
  test("a step takes the inputs before the edge and settles after it", async () => {
    const sim = await open(elaborate(Pair({})));
    expect([sim.engine, sim.cycle, sim.seed]).toEqual([name, 0, 1]);
    sim.reset(2);
    expect([sim.port("sum").value, sim.port("echo").value, sim.cycle]).toEqual([0, 1, 2]);
    sim.port("en").value = 1;
    expect(sim.port("echo").value).toBe(0);
    sim.step();
    expect([sim.port("sum").value, sim.register("a.count").value, sim.register("b.count").value]).toEqual([2, 1, 1]);
    expect(sim.register("a.shadow").value).toBe(0);
    sim.step(9);
    expect([sim.port("sum").value, sim.register("a.shadow").value, sim.cycle]).toEqual([20, 9, 12]);
    sim.close();
  });

  test("names are hierarchical, registers that nothing reads included", async () => {
    const sim = await open(elaborate(Pair({})));
    expect(sim.names).toEqual({ registers: ["a.count", "a.shadow", "b.count", "b.shadow"], memories: [], nets: [] });
    sim.close();
  });

  test("runUntil stops at the first cycle in which the port is not zero, or tells that it never was", async () => {
    const sim = await open(elaborate(Pair({})));
    sim.reset();
    sim.port("en").value = 1;
    expect(sim.runUntil("sum", 5)).toBe(1);
    expect(sim.runUntil("sum", 5)).toBe(0);
    expect(sim.runUntil("both", 300)).toBe(254);
    expect(sim.register("a.count").value).toBe(255);
    sim.reset();
    expect(() => sim.runUntil("both", 3)).toThrow(
      /^SIM011 both: still 0 after 3 cycles, at cycle 260\n {4}raise the limit, or look at what should have set it$/,
    );
    sim.close();
  });

  test.each(["readFirst", "writeFirst"] as const)("a %s memory of 40 signed bits", async (collision) => {
    const sim = await open(elaborate(Words({ collision, init: true })));
    const store = sim.memory("store");
    expect([store.width, store.depth, store.get(0), store.get(19), store.getBig(4)]).toEqual([
      40,
      32,
      -5000,
      14000,
      -1000n,
    ]);
    sim.port("address").value = 3;
    sim.port("data").value = -(2 ** 39);
    sim.port("write").value = 1;
    sim.step();
    expect(sim.port("q").value).toBe(collision === "readFirst" ? -2000 : -(2 ** 39));
    expect(store.get(3)).toBe(-(2 ** 39));
    sim.port("write").value = 0;
    store.set(3, 77);
    sim.step();
    expect([sim.port("q").big, sim.register("store_q").value]).toEqual([77n, 77]);
    sim.close();
  });

  test("a dontCare collision reads noise that the seed repeats; what nothing initialises is random by the seed", async () => {
    const design = elaborate(Words({ collision: "dontCare", init: false }));
    const noise = async (seed: number) => {
      const sim = await open(design, { seed });
      const start = sim.memory("store").getBig(5);
      sim.port("address").value = 5;
      sim.port("write").value = 1;
      const seen = new Set<bigint>();
      for (let i = 0; i < 8; i++) {
        sim.step();
        seen.add(sim.port("q").big);
      }
      sim.close();
      return { start, seen: [...seen] };
    };
    const first = await noise(7);
    expect(first.seen.length).toBeGreaterThan(6);
    expect(first.seen.every((value) => value < 2n ** 39n && value >= -(2n ** 39n))).toBe(true);
    expect(await noise(7)).toEqual(first);
    const other = await noise(8);
    expect(other.start).not.toBe(first.start);
    expect(other.seen).not.toEqual(first.seen);
  });

  test("simulations of one design do not disturb each other", async () => {
    const design = elaborate(Pair({}));
    const [one, two] = [await open(design), await open(design)];
    for (const sim of [one, two]) sim.reset();
    one.port("en").value = 1;
    one.step(5);
    two.step(7);
    expect([one.port("sum").value, two.port("sum").value, one.cycle, two.cycle]).toEqual([10, 7, 6, 8]);
    one.close();
    two.step();
    expect(two.port("sum").value).toBe(8);
    two.close();
  });

  test("bundles, state machines and 64 bits", async () => {
    const pair = bundle({ low: uint(64), high: sint(33) });
    const Machine = module(
      "machine",
      (_: object) => ({ x: input(pair), y: output(pair), busy: output(bool) }),
      ({ x }) => {
        const { held } = regs({ held: pair });
        const state = fsm(
          "state",
          {
            idle: (next) => {
              held.next = x;
              when(x.low.any(), () => next("work"));
            },
            work: (next) => {
              held.low.next = held.low.subw(x.low);
              when(held.low.eq(x.low), () => next("idle"));
            },
          },
          { init: "idle" },
        );
        return { y: held, busy: state.is("work") };
      },
    );
    const sim = await open(elaborate(Machine({})));
    sim.reset();
    sim.port("x_low").big = 2n ** 64n - 1n;
    sim.port("x_high").value = -(2 ** 32);
    sim.step();
    expect([sim.port("y_low").big, sim.port("y_high").value, sim.port("busy").value]).toEqual([
      2n ** 64n - 1n,
      -(2 ** 32),
      1,
    ]);
    sim.step();
    expect([sim.port("y_low").big, sim.port("busy").value]).toEqual([0n, 0]);
    sim.close();
  });

  test("a black box runs as its model, under its instance's name", async () => {
    const ports = (_: object) => ({ A: input(uint(4)), Y: output(uint(4)) });
    const model = module("CELL", ports, ({ A }) => {
      const { held } = regs({ held: uint(4) });
      held.next = A;
      return { Y: held };
    });
    const Cell = blackBox("CELL", ports, (_: object) => ({ clockPort: "CK", model: model({}) }));
    const Top = module(
      "top",
      (_: object) => ({ a: input(uint(4)), y: output(uint(4)) }),
      ({ a }) => {
        return { y: instance("delay", Cell({}), { A: a }).Y };
      },
    );
    const sim = await open(elaborate(Top({})));
    sim.port("a").value = 9;
    sim.step();
    expect([sim.port("y").value, sim.register("delay.held").value]).toEqual([9, 9]);
    sim.close();
  });

  test("SIM010: a failing assertion names cycle, instance, message and source", async () => {
    const Checked = module(
      "checked",
      (_: object) => ({ a: input(uint(4)), y: output(uint(4)) }),
      ({ a }) => {
        formal.assert(a.ne(13), "thirteen never comes: 100%");
        return { y: a };
      },
    );
    const Top = module(
      "top",
      (_: object) => ({ a: input(uint(4)), y: output(uint(4)) }),
      ({ a }) => {
        return { y: instance("inner", Checked({}), { a }).y };
      },
    );
    const sim = await open(elaborate(Top({})));
    sim.port("a").value = 13;
    sim.reset(2);
    sim.port("a").value = 12;
    sim.step(5);
    sim.port("a").value = 13;
    expect(() => sim.step(5)).toThrow(
      /^SIM010 inner: assertion failed at cycle 7: thirteen never comes: 100%\n {4}engines\.test\.ts:\d+$/,
    );
    sim.port("a").value = 1;
    sim.step(3);
    sim.close();
  });

  test("SIM001 to SIM007, SIM013, SIM014: what cannot be asked of a simulation", async () => {
    const sim = await open(elaborate(Words({ collision: "readFirst", init: false })));
    const set = (port: string, value: number) => () => {
      sim.port(port).value = value;
    };
    expect(() => sim.port("adress")).toThrow(
      /^SIM001 adress: the top module has no such port\n {4}its ports are .*address/,
    );
    expect(() => sim.register("stor_q")).toThrow(/^SIM002 stor_q: no such register\n {4}nearest: store_q$/);
    expect(() => sim.memory("stor")).toThrow(/^SIM003 stor: no such memory\n {4}nearest: store$/);
    expect(() => sim.memory("store").toArray()).toThrow("SIM004");
    expect(set("address", 32)).toThrow(/^SIM005 address: 32 does not fit uint\(5\): whole numbers from 0 to 31 do$/);
    expect(set("data", 2 ** 39)).toThrow("SIM005 data: 549755813888 does not fit sint(40)");
    expect(set("q", 0)).toThrow(/^SIM006 q: only input ports can be written\n/);
    expect(() => sim.memory("store").get(32)).toThrow(
      /^SIM007 store: address 32 is outside the memory, which has 32 words$/,
    );
    expect(() => sim.step(-1)).toThrow(
      /^SIM014 simulation: cycles is -1: a whole number of clock edges, 0 or more, is needed$/,
    );
    sim.close();
    expect(() => sim.step()).toThrow(/^SIM013 simulation: it has been closed$/);
  });
});
