import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { messageOf } from "../support/error-texts.ts";
import { engines, lanes } from "./designs.ts";

describe.each(engines)("testbench on %s", (engine) => {
  let tb: Awaited<ReturnType<typeof lanes>>;
  beforeEach(async () => {
    tb = await lanes(engine);
  });
  afterEach(() => tb.close());

  it("body: what is written is seen at the next edge, and combinationally at once", () => {
    const { dut } = tb;
    dut.a.value = 7;
    expect([dut.a.value, dut.sum.value, dut.lastA.value]).toEqual([7, 7, 0]);
    tb.step();
    expect([dut.a.value, dut.sum.value, dut.lastA.value]).toEqual([7, 7, 7]);
  });

  it("process: reads what the edge sees, and its writes land after it", () => {
    const { dut } = tb;
    const seen: number[][] = [];
    tb.fork(function* () {
      for (const value of [5, 9]) {
        dut.a.value = value;
        seen.push([tb.cycle, dut.a.value, dut.sum.value, dut.lastA.value]);
        yield;
      }
      seen.push([tb.cycle, dut.a.value, dut.sum.value, dut.lastA.value]);
    });
    tb.step();
    expect([dut.a.value, dut.sum.value, dut.lastA.value]).toEqual([5, 5, 0]);
    tb.step();
    expect([dut.a.value, dut.sum.value, dut.lastA.value]).toEqual([9, 9, 5]);
    tb.step();
    expect(seen).toEqual([
      [1, 0, 0, 0],
      [2, 5, 5, 0],
      [3, 9, 9, 5],
    ]);
  });

  it("process: sees at an edge what the body wrote before it", () => {
    const { dut } = tb;
    const process = tb.fork(function* () {
      yield;
      return [dut.b.value, dut.sum.value];
    });
    tb.step();
    dut.b.value = 3;
    tb.step();
    expect(process.result).toEqual([3, 3]);
  });

  it("fork: from the body a process starts at the next edge, from a process at the same one", () => {
    const starts: [string, number][] = [];
    tb.fork(function* outer() {
      starts.push(["outer", tb.cycle]);
      yield;
      tb.fork(function* inner() {
        starts.push(["inner", tb.cycle]);
        yield;
      });
      starts.push(["outer goes on", tb.cycle]);
    });
    expect(starts).toEqual([]);
    tb.step(3);
    expect(starts).toEqual([
      ["outer", 1],
      ["outer goes on", 2],
      ["inner", 2],
    ]);
  });

  it("cycle: is the number of the edge in a process and of those taken in the body", () => {
    const process = tb.fork(function* () {
      const first = tb.cycle;
      yield;
      return [first, tb.cycle];
    });
    expect(tb.cycle).toBe(1);
    expect(tb.join(process)).toEqual([1, 2]);
    expect([tb.cycle, tb.sim.cycle, tb.dut.count.value]).toEqual([3, 3, 2]);
  });

  it("until: takes no cycle where the condition holds, else as many as it needs", () => {
    expect(tb.until(() => tb.dut.count.value === 0)).toBe(0);
    expect(tb.until(() => tb.dut.count.value === 12)).toBe(12);
    expect(tb.cycle).toBe(13);
  });

  it("onEdge: is called before each edge with the values that it sees, until it is ended", () => {
    const { dut } = tb;
    const seen: [string, number, number][] = [];
    const end = tb.onEdge((clock) => seen.push([clock, tb.cycle, dut.sum.value]));
    tb.fork(function* () {
      dut.c.value = 4;
      yield;
      dut.c.value = 6;
    });
    tb.step(3);
    end();
    tb.step(3);
    expect(seen).toEqual([
      ["clk", 1, 0],
      ["clk", 2, 4],
      ["clk", 3, 6],
    ]);
  });

  it("onEdge: what a callback throws stops the step before the edge, and processes run all the same", () => {
    const error = new Error("a rule is broken");
    const seen: number[] = [];
    tb.fork(function* () {
      for (;;) {
        seen.push(tb.cycle);
        yield;
      }
    });
    const end = tb.onEdge(() => {
      if (tb.cycle === 3) throw error;
    });
    expect(() => tb.step(9)).toThrow(error);
    end();
    tb.step(2);
    expect([tb.cycle, seen]).toEqual([5, [1, 2, 3, 4]]);
  });

  it("onEdge: several errors at one edge come together", () => {
    tb.fork(function* checker() {
      yield;
      throw new Error("a value is wrong");
    });
    tb.onEdge(() => {
      if (tb.cycle === 2) throw new Error("a rule is broken");
    });
    const text = messageOf(() => tb.step(9)).replace(/\n {4}.*/g, "");
    expect(text).toBe(
      "SIM100 an onEdge callback: threw in cycle 2: Error: a rule is broken\nSIM100 checker: died in cycle 2: Error: a value is wrong",
    );
  });

  it("step: many cycles without a process count as many with one", () => {
    tb.step(1000);
    expect(tb.dut.count.value).toBe(1000);
    const timers = [1, 7, 7, 300].map((cycles) =>
      tb.fork(function* () {
        yield tb.cycles(cycles);
        return tb.dut.count.value;
      }),
    );
    tb.step(400);
    expect(timers.map(({ result }) => result)).toEqual([1001, 1007, 1007, 1300]);
    expect(tb.dut.count.value).toBe(1400);
  });

  it("step: while only timers wait, and nobody looks at edges, the engine runs alone", () => {
    const edges = vi.spyOn(tb.sim, "stepEdge");
    const seen: number[] = [];
    tb.fork(function* () {
      for (let i = 0; i < 3; i++) {
        yield tb.cycles(1000);
        seen.push(tb.dut.count.value);
      }
    });
    tb.step(5000);
    expect(seen).toEqual([1000, 2000, 3000]);
    expect(edges).toHaveBeenCalledTimes(4);
    tb.onEdge(() => {});
    tb.step(10);
    expect(edges).toHaveBeenCalledTimes(14);
  });

  it("reset: holds the design's reset, and processes see it", () => {
    const { dut } = tb;
    const counts: number[] = [];
    tb.step(5);
    const process = tb.fork(function* () {
      for (;;) {
        counts.push(dut.count.value);
        yield;
      }
    });
    tb.reset(2);
    tb.step(2);
    expect(counts).toEqual([5, 0, 0, 1]);
    process.kill();
  });
});
