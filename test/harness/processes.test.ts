import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SpikeforgeError } from "../../index.ts";
import type { Routine } from "../../sim/harness/index.ts";
import { engines, lanes } from "./designs.ts";

describe.each(engines)("processes on %s", (engine) => {
  let tb: Awaited<ReturnType<typeof lanes>>;
  beforeEach(async () => {
    tb = await lanes(engine);
  });
  afterEach(() => tb.close());

  it("join: gives the result, in the body and in another process", () => {
    const worker = tb.fork(function* (): Routine<string> {
      yield tb.cycles(3);
      return "done";
    });
    const waiting = tb.fork(function* () {
      const result = yield* worker;
      return `${result} in cycle ${tb.cycle}`;
    });
    expect(worker.done).toBe(false);
    expect(tb.join(worker)).toBe("done");
    expect(tb.join(waiting)).toBe("done in cycle 4");
    expect(tb.cycle).toBe(5);
    expect(tb.join(worker)).toBe("done");
    expect(tb.cycle).toBe(5);
  });

  it("run in the order of forking at an edge, whatever they waited for", () => {
    const order: string[] = [];
    const named = (name: string, wait: () => Routine<unknown>) =>
      tb.fork(function* () {
        yield* wait();
        order.push(name);
      }, name);
    named("when", function* () {
      yield tb.when(() => tb.cycle === 4);
    });
    named("edges", function* () {
      for (let i = 0; i < 3; i++) yield;
    });
    named("cycles", function* () {
      yield tb.cycles(3);
    });
    named("first", function* () {
      yield tb.first([tb.cycles(3), tb.cycles(8)]);
    });
    tb.step(4);
    expect(order).toEqual(["when", "edges", "cycles", "first"]);
  });

  it("kill: runs finally blocks, whose writes land, and lets go of what was waited for", () => {
    const { dut } = tb;
    const queue = tb.queue<number>();
    const log: string[] = [];
    const victim = tb.fork(function* victim() {
      try {
        dut.a.value = 1;
        yield tb.first({ item: queue.get(), time: tb.cycles(3) });
        log.push("never");
      } finally {
        dut.a.value = 0;
        log.push(`cleaned in cycle ${tb.cycle}`);
      }
    });
    const killer = tb.fork(function* () {
      yield tb.cycles(2);
      victim.kill();
      victim.kill();
      log.push(`a is ${dut.a.value}`);
    });
    tb.join(killer);
    expect(log).toEqual(["cleaned in cycle 3", "a is 1"]);
    expect([dut.a.value, victim.done]).toEqual([0, true]);
    queue.tryPut(5);
    tb.step(5);
    expect([queue.size, log.length]).toEqual([1, 2]);
  });

  it("kill: from the body, writes of a finally block are there at once", () => {
    const { dut } = tb;
    const victim = tb.fork(function* () {
      try {
        for (;;) {
          dut.b.value = 6;
          yield;
        }
      } finally {
        dut.b.value = 0;
      }
    });
    tb.step(3);
    expect(dut.b.value).toBe(6);
    victim.kill();
    expect(dut.b.value).toBe(0);
    dut.b.value = 2;
    tb.step();
    expect(dut.lastB.value).toBe(2);
  });

  it("kill: a process that has not started does nothing, and is no mistake", () => {
    const log: string[] = [];
    const process = tb.fork(function* () {
      log.push("ran");
      yield;
    });
    process.kill();
    tb.step(2);
    expect(log).toEqual([]);
  });

  it("an item handed to a process that is killed before it resumes goes back to the queue", () => {
    const queue = tb.queue<number>();
    const taker = tb.fork(function* () {
      yield queue.get();
    });
    tb.step();
    queue.tryPut(3);
    expect(queue.size).toBe(0);
    taker.kill();
    expect(queue.tryGet()).toBe(3);
  });

  it("close: ends processes that wait, their finally blocks included", () => {
    const log: string[] = [];
    tb.fork(function* () {
      try {
        for (;;) yield;
      } finally {
        log.push("cleaned");
      }
    });
    tb.step(2);
    tb.finish();
    expect(log).toEqual(["cleaned"]);
  });

  it("an error of a process stops the step before the edge, with everything as the process saw it", () => {
    const { dut } = tb;
    const cause = new RangeError("count is wrong");
    tb.fork(function* checker() {
      yield tb.cycles(3);
      dut.a.value = 9;
      throw cause;
    });
    let error: unknown;
    try {
      tb.step(10);
    } catch (thrown) {
      error = thrown;
    }
    if (!(error instanceof SpikeforgeError)) throw new Error("no SpikeforgeError");
    expect([error.code, error.cause]).toEqual(["SIM100", cause]);
    expect([tb.cycle, dut.count.value, dut.a.value]).toEqual([4, 3, 0]);
    const ownFrames = (stack = ""): string[] =>
      stack.split("\n").filter((line) => /^ +at .*processes\.test\.ts/.test(line));
    expect(ownFrames(error.stack)[0]).toBe(ownFrames(cause.stack)[0]);
    // Who catches it goes on where the step stopped.
    tb.step();
    expect([tb.cycle, dut.count.value, dut.a.value]).toEqual([5, 4, 9]);
  });

  it("errors of several processes at one edge come together, and the others go on", () => {
    const log: number[] = [];
    for (const name of ["one", "two"]) {
      tb.fork(function* () {
        yield;
        throw new Error(name);
      }, name);
    }
    tb.fork(function* () {
      for (let i = 0; i < 4; i++, yield) log.push(tb.cycle);
    });
    let codes: string[] = [];
    try {
      tb.step(5);
    } catch (error) {
      codes = (error as SpikeforgeError).diagnostics.map(({ place, found }) => `${place} ${found}`);
    }
    expect(codes).toEqual(["one died in cycle 2: Error: one", "two died in cycle 2: Error: two"]);
    tb.step(3);
    expect(log).toEqual([1, 2, 3, 4]);
  });

  it("routine: what is run with yield* or forked is not reported", () => {
    const pause = tb.routine(function* pause(cycles: number): Routine<number> {
      yield tb.cycles(cycles);
      return tb.cycle;
    });
    const process = tb.fork(function* () {
      return (yield* pause(2)) + (yield* pause(3));
    });
    const other = tb.fork(pause(1));
    expect(tb.join(process)).toBe(3 + 6);
    expect(other.result).toBe(2);
  });
});
