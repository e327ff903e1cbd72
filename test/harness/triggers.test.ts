import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Routine } from "../../sim/harness/index.ts";
import { engines, lanes } from "./designs.ts";

describe.each(engines)("triggers on %s", (engine) => {
  let tb: Awaited<ReturnType<typeof lanes>>;
  beforeEach(async () => {
    tb = await lanes(engine);
  });
  afterEach(() => tb.close());

  /** In which cycle a routine that starts in cycle 1 ends, and what it gives. */
  function timed<T>(routine: () => Routine<T>): [number, T] {
    return tb.run(function* (): Routine<[number, T]> {
      const result = yield* routine();
      return [tb.cycle, result];
    });
  }

  /** Drives lane a with one value per cycle, from cycle 1 on. */
  function play(values: readonly number[]): void {
    tb.fork(function* player() {
      for (const value of values) {
        tb.dut.a.value = value;
        yield;
      }
    });
  }

  it("edge and cycles: take as many edges as they say", () => {
    expect(timed(() => tb.cycles(1)[Symbol.iterator]())[0]).toBe(2);
    expect(timed(() => tb.cycles(5)[Symbol.iterator]())[0]).toBe(2 + 1 + 5);
    expect(timed(() => tb.edge("clk")[Symbol.iterator]())[0]).toBe(8 + 1 + 1);
  });

  it("cycles: one trigger can be waited for again and again", () => {
    const pause = tb.cycles(3);
    const [cycle] = timed(function* () {
      for (let i = 0; i < 4; i++) yield pause;
    });
    expect(cycle).toBe(1 + 12);
  });

  it("when: takes at least one edge, then the first at which the condition holds", () => {
    const { count } = tb.dut;
    const [cycle, seen] = timed(function* () {
      yield tb.when(() => count.value >= 0);
      const atOnce = count.value;
      yield tb.when(() => count.value === 9);
      return [atOnce, count.value];
    });
    expect([cycle, seen]).toEqual([10, [1, 9]]);
  });

  it("when: the process sees what its condition throws", () => {
    const [, message] = timed(function* () {
      try {
        yield tb.when(() => {
          throw new Error(`looked in cycle ${tb.cycle}`);
        });
        return "";
      } catch (error) {
        return (error as Error).message;
      }
    });
    expect(message).toBe("looked in cycle 2");
  });

  it("rising, falling, changed: compare an edge with the one before", () => {
    const { a } = tb.dut;
    const changes: string[] = [];
    const watch = (name: "rising" | "falling" | "changed") =>
      function* () {
        for (;;) {
          yield tb[name](a);
          changes.push(`${tb.cycle} ${name} ${a.value}`);
        }
      };
    for (const name of ["rising", "falling", "changed"] as const) tb.fork(watch(name));
    play([0, 0, 3, 3, 4, 0, 0, 1]);
    tb.step(12);
    expect(changes).toEqual([
      "4 rising 3",
      "4 changed 3",
      "6 changed 4",
      "7 falling 0",
      "7 changed 0",
      "9 rising 1",
      "9 changed 1",
    ]);
  });

  it("rising: a signal that is high already has to fall first", () => {
    tb.dut.a.value = 1;
    play([1, 1, 0, 1]);
    expect(timed(() => tb.rising(tb.dut.a)[Symbol.iterator]())[0]).toBe(5);
  });

  it("first: tells which, gives its result, and lets the others go", () => {
    const queue = tb.queue<string>();
    const [cycle, won] = timed(function* () {
      return yield* tb.first({ slow: tb.cycles(9), fast: tb.cycles(4), item: queue.get() });
    });
    expect([cycle, won]).toEqual([5, { key: "fast", value: undefined }]);
    queue.tryPut("kept");
    expect(queue.size).toBe(1);
  });

  it("first: conditions that lost are asked no more", () => {
    let asked = 0;
    const never = tb.when(() => {
      asked++;
      return false;
    });
    tb.run(function* () {
      yield tb.first([never, tb.cycles(3)]);
      yield tb.cycles(9);
    });
    expect(asked).toBe(3);
    const process = tb.fork(function* () {
      yield tb.all([never, tb.cycles(99)]);
    });
    tb.step(3);
    expect(asked).toBe(3 + 2);
    process.kill();
    tb.step(3);
    expect(asked).toBe(3 + 2);
  });

  it("first: of several at one edge the one that stands first wins, whatever the order of forking", () => {
    const { count } = tb.dut;
    const won = tb.run(function* () {
      const one = yield* tb.first({ b: tb.when(() => count.value === 4), a: tb.cycles(4) });
      const other = yield* tb.first([tb.cycles(4), tb.when(() => count.value === 8)]);
      return [one.key, other.key];
    });
    expect(won).toEqual(["b", 0]);
  });

  it("first: an item of a queue that comes too late stays in the queue", () => {
    const queue = tb.queue<number>(1, "late");
    tb.fork(function* () {
      yield tb.cycles(3);
      yield queue.put(8);
    });
    const won = tb.run(function* () {
      return yield* tb.first({ time: tb.cycles(3), item: queue.get() });
    });
    expect(won.key).toBe("time");
    expect(queue.tryGet()).toBe(8);
  });

  it("first: what has happened already wins without an edge", () => {
    const event = tb.event();
    event.set();
    const [cycle, won] = timed(function* () {
      return yield* tb.first({ edge: tb.cycles(1), event: event.wait() });
    });
    expect([cycle, won.key]).toEqual([1, "event"]);
  });

  it("all: waits for the last, and gives all results in their shape", () => {
    const answer = tb.fork(function* (): Routine<number> {
      yield tb.cycles(6);
      return 42;
    });
    const [cycle, results] = timed(function* () {
      const listed = yield* tb.all([tb.cycles(2), answer]);
      const named = yield* tb.all({ answer, none: tb.all([]) });
      return [listed, named.answer] as const;
    });
    expect([cycle, results]).toEqual([7, [[undefined, 42], 42]]);
  });

  it("timeout: gives the result in time, else throws SIM103 into the process", () => {
    const queue = tb.queue<number>(1, "slow");
    tb.fork(function* () {
      yield tb.cycles(5);
      yield queue.put(1);
      yield tb.cycles(5);
      yield queue.put(2);
    });
    const seen = tb.run(function* () {
      const first = yield* tb.timeout(queue.get(), 6);
      try {
        yield* tb.timeout(queue.get(), 4);
        return [];
      } catch (error) {
        return [first, tb.cycle, (error as Error).message, yield* queue.get(), tb.cycle];
      }
    });
    expect(seen).toEqual([1, 10, "SIM103 cycle 10: no slow.get() (empty) within 4 cycles", 2, 11]);
  });

  it("combined triggers nest", () => {
    const never = tb.event("never");
    const [cycle, results] = timed(function* () {
      const inner = tb.first({ never: never.wait(), both: tb.all([tb.cycles(2), tb.cycles(5)]) });
      return yield* tb.all({ inner, late: tb.timeout(tb.cycles(7), 8) });
    });
    expect(cycle).toBe(8);
    expect(results.inner.key).toBe("both");
  });

  it("wait: the body waits for what processes wait for", () => {
    tb.wait(tb.cycles(4));
    expect(tb.cycle).toBe(5);
    play([0, 0, 1]);
    tb.wait(tb.rising(tb.dut.a));
    expect([tb.cycle, tb.dut.lastA.value]).toEqual([9, 1]);
    const { key } = tb.wait(tb.first({ long: tb.cycles(9), short: tb.cycles(2) }));
    expect([tb.cycle, key]).toEqual([11, "short"]);
  });
});
