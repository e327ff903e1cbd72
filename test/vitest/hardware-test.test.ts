import fc from "fast-check";
import { describe, expect, vi } from "vitest";
import { elaborate } from "../../hdlgen/index.ts";
import { hardwareProperty, hardwareTest } from "../../sim/vitest/index.ts";
import { Counter } from "./fixtures/counter.ts";

const dut = Counter({ width: 8 });
const both = ["embedded", "verilator"] as const;

describe("hardwareTest", () => {
  hardwareTest(
    "the pins of a module, its reset, a process beside the body",
    { dut, engines: both },
    (tb, { engine }) => {
      expect(tb.sim.engine).toBe(engine);
      tb.reset();
      const seen: number[] = [];
      const watch = tb.fork(function* () {
        for (let i = 0; i < 3; i++) {
          seen.push(tb.dut.count.value);
          yield;
        }
      });
      tb.dut.en.value = 1;
      tb.join(watch);
      expect(seen).toEqual([0, 1, 2]);
      expect(tb.dut.count.value).toBe(4);
    },
  );

  hardwareTest("an elaborated design, by the names of its ports", { dut: elaborate(dut) }, (tb) => {
    tb.reset();
    tb.port("en").value = 1;
    tb.step(4);
    expect(tb.port("count").value).toBe(4);
  });

  hardwareTest(
    "powerUp: two power-up states run as one, and what does not depend on them passes",
    { dut, engines: both, powerUp: "checked" },
    (tb) => {
      tb.reset();
      tb.dut.en.value = 1;
      tb.step(90);
      expect(tb.dut.count.value).toBe(90);
    },
  );

  hardwareTest("the seed decides what is random at first", { dut, seed: 1 }, (tb, { seed, test }) => {
    expect([seed, tb.sim.seed]).toEqual([1, 1]);
    expect(test.task.name).toContain("the seed decides");
  });

  const seeds: number[] = [];
  hardwareTest.each([2, 3, 5])(
    "%i bits count to %i and begin again",
    (width) => ({ dut: Counter({ width }) }),
    (tb, width, { seed }) => {
      seeds.push(seed);
      tb.reset();
      tb.dut.en.value = 1;
      tb.step(2 ** width - 1);
      expect(tb.dut.count.value).toBe(2 ** width - 1);
      tb.step();
      expect(tb.dut.count.value).toBe(0);
    },
  );

  hardwareTest("each case has a seed of its own", { dut }, () => {
    expect(new Set(seeds).size).toBe(3);
  });

  hardwareTest("tsc knows the ports: their names, their directions, and what a design does not tell", { dut }, (tb) => {
    // @ts-expect-error: there is no such port
    expect(tb.dut.conut).toBe(undefined);
    expect(() => {
      // @ts-expect-error: an output cannot be driven
      tb.dut.count.value = 1;
    }).toThrow("SIM006");
  });
});

describe("hardwareProperty", () => {
  const states = vi.fn();
  hardwareProperty(
    "every run begins with the prepared state, and with no process of the run before",
    {
      dut,
      engines: both,
      runs: 50,
      prepare: (tb) => {
        tb.reset();
        tb.dut.en.value = 1;
        tb.step(5);
      },
    },
    [fc.nat(20), fc.boolean()],
    (tb, cycles, clears) => {
      states();
      expect(tb.dut.count.value).toBe(5);
      tb.fork(function* () {
        for (;;) {
          tb.dut.clear.value = clears ? 1 : 0;
          yield;
        }
      });
      tb.step(cycles);
      expect(tb.dut.count.value).toBe(clears && cycles > 1 ? 0 : 5 + cycles);
      fc.pre(cycles > 0);
    },
  );

  hardwareTest("ran as often as was asked for", { dut }, () => {
    expect(states.mock.calls.length).toBeGreaterThanOrEqual(100);
  });
});
