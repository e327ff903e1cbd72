import { describe, expect, expectTypeOf, it } from "vitest";
import { input, module, output, uint } from "../../hdlgen/index.ts";
import { openTestbench } from "../../sim/harness/index.ts";
import { EdgeOrder } from "../support/edge-order.ts";
import { engines, TwoClocks } from "./designs.ts";

const clocks = { fastClk: { period: 3 }, slowClk: { period: 7, phase: 2 } };

it("the clocks are no pins: time drives them", async () => {
  const tb = await openTestbench("embedded", TwoClocks({}));
  expect(Object.keys(tb.dut)).toEqual(["fastIn", "slowIn", "fast", "slow", "fastOut", "slowOut"]);
  expectTypeOf(tb.dut).not.toHaveProperty("fastClk");
  tb.close();
});

it("a design without a clock has cycles all the same", async () => {
  const Sum = module(
    "harness_sum",
    (_: object) => ({ a: input(uint(4)), b: input(uint(4)), sum: output(uint(5)) }),
    ({ a, b }) => ({ sum: a.add(b) }),
  );
  const tb = await openTestbench("embedded", Sum({}));
  const sums = tb.run(function* () {
    const seen: number[] = [];
    for (const [a, b] of [
      [3, 4],
      [15, 15],
    ] as const) {
      tb.dut.a.value = a;
      tb.dut.b.value = b;
      yield;
      seen.push(tb.dut.sum.value);
    }
    return seen;
  });
  expect([sums, tb.cycle]).toEqual([[7, 30], 3]);
  tb.close();
});

describe.each(engines)("several clocks on %s", (engine) => {
  const open = () => openTestbench(engine, TwoClocks({}), { clocks });

  it("processes wait for edges of any clock, in the order of the schedule", async () => {
    const tb = await open();
    const order: number[] = [];
    tb.fork(
      function* () {
        for (;;) {
          order.push(1);
          yield;
        }
      },
      { name: "slow", clock: "slowClk" },
    );
    tb.fork(function* fast() {
      for (;;) {
        order.push(0);
        yield tb.edge("fast_clk");
      }
    });
    const expected = new EdgeOrder(
      [
        { period: 3, phase: 0 },
        { period: 7, phase: 2 },
      ],
      100,
    );
    const wanted: number[] = [];
    // The first four end at time 9, when both tick.
    for (const cycles of [4, 1, 2, 9]) {
      tb.step(cycles);
      wanted.push(...expected.step(cycles));
      expect(order).toEqual(wanted);
      expect([tb.cycle, tb.sim.time]).toEqual([order.filter((clock) => clock === 0).length, expected.time]);
    }
    tb.close();
  });

  it("what a process writes at an edge lands after that very edge", async () => {
    const tb = await open();
    const { dut } = tb;
    tb.fork(
      function* slow() {
        for (;;) {
          dut.slowIn.value = dut.slow.value + 1;
          yield;
        }
      },
      { clock: "slowClk" },
    );
    const pairs: number[][] = [];
    tb.onEdge((clock) => {
      if (clock === "slow_clk") pairs.push([dut.slow.value, dut.slowIn.value, dut.slowOut.value]);
    });
    tb.step(12);
    expect(pairs).toEqual([
      [0, 0, 0],
      [1, 1, 0],
      [2, 2, 1],
      [3, 3, 2],
      [4, 4, 3],
    ]);
    tb.close();
  });

  it("cycles and when count the process's own clock; time runs on its own while only timers wait", async () => {
    const tb = await open();
    const slow = tb.fork(
      function* () {
        yield tb.cycles(100);
        const after = [tb.sim.edges("slow_clk"), tb.dut.slow.value];
        yield tb.when(() => tb.dut.slow.value === 150);
        return [...after, tb.sim.edges("slow_clk")];
      },
      { clock: "slowClk" },
    );
    const main = tb.fork(function* () {
      yield tb.cycles(1000);
      return tb.dut.fast.value;
    });
    expect(tb.join(slow)).toEqual([100, 100, 150]);
    expect(tb.join(main)).toBe(1000);
    tb.close();
  });

  it("first: an edge of another clock", async () => {
    const tb = await open();
    const won = tb.run(function* () {
      const keys: string[] = [];
      for (let i = 0; i < 4; i++) keys.push((yield* tb.first({ fast: tb.cycles(1), slow: tb.edge("slowClk") })).key);
      return keys;
    });
    // From time 0: slow at 2, then fast at 3, 6 and, with slow at 9, fast again.
    expect(won).toEqual(["slow", "fast", "fast", "fast"]);
    expect(() => tb.edge("rdClk")).toThrow("SIM016");
    tb.close();
  });
});
