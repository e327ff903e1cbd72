import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Routine } from "../../sim/harness/index.ts";
import { lineMarks, messageOf } from "../support/error-texts.ts";
import { lanes } from "./designs.ts";

const located = lineMarks(import.meta.url);
const lines = (...texts: string[]): string => located(texts.join("\n"));

// What is refused does not depend on the engine.
describe("mistakes", () => {
  let tb: Awaited<ReturnType<typeof lanes>>;
  beforeEach(async () => {
    tb = await lanes("embedded");
  });
  /** Tests that end a testbench themselves say so. */
  let isEnded = false;
  afterEach(() => {
    if (isEnded) tb.sim.close();
    else tb.close();
    isEnded = false;
  });
  const endOf = (): string => {
    isEnded = true;
    return messageOf(() => tb.finish());
  };

  it("SIM100: a process dies", () => {
    function* checker() {
      yield tb.cycles(2);
      throw new TypeError("no such value"); // @thrown
    }
    tb.fork(checker, "check"); // @check
    expect(messageOf(() => tb.step(9))).toBe(
      lines("SIM100 check: died in cycle 3: TypeError: no such value", "    thrown at @thrown", "    forked at @check"),
    );
  });

  it("SIM100: a process throws what is no error", () => {
    function* thrower() {
      yield;
      throw "nonsense";
    }
    tb.fork(thrower); // @thrower
    expect(messageOf(() => tb.step(9))).toBe(
      lines("SIM100 thrower: died in cycle 2: nonsense", "    forked at @thrower"),
    );
  });

  it("SIM102: until reaches its limit, and tells who waits on what", () => {
    const words = tb.queue<number>(4, "words");
    const bus = tb.lock("bus");
    function* reader() {
      yield words.get();
    }
    function* holder() {
      yield bus.acquire();
      yield tb.when(() => tb.dut.lastA.value === 3);
    }
    function* waiter() {
      yield tb.all([bus.acquire(), tb.edge("clk")]);
    }
    function* ticker() {
      for (;;) yield;
    }
    tb.fork(reader); // @reader
    tb.fork(holder); // @holder
    tb.step(5);
    tb.fork(waiter); // @waiter
    tb.fork(ticker); // @ticker
    expect(messageOf(() => tb.until(() => tb.dut.lastA.value === 3, 20))).toBe(
      lines(
        "SIM102 cycle 26: until(tb.dut.lastA.value === 3): not within 20 cycles",
        "    reader (forked at @reader) waits for words.get() (empty) since cycle 1",
        "    holder (forked at @holder) waits for when(tb.dut.lastA.value === 3) since cycle 1",
        '    waiter (forked at @waiter) waits for all(bus.acquire() (held by holder), edge("clk")) since cycle 6',
        "    ticker (forked at @ticker) waits for the next edge of clk",
      ),
    );
  });

  it("SIM102: until without a process, and the limit of the testbench", () => {
    expect(messageOf(() => tb.until(() => false, 0))).toBe(
      lines("SIM102 cycle 1: until(false): not within 0 cycles", "    no process runs"),
    );
    expect(messageOf(() => tb.until(() => tb.cycle < 0))).toContain("not within 100000 cycles");
  });

  it("SIM103: a timeout that nobody catches", () => {
    function* impatient() {
      yield tb.timeout(
        tb.when(() => false),
        4,
      );
    }
    tb.fork(impatient); // @impatient
    expect(messageOf(() => tb.step(9))).toBe(
      lines(
        "SIM100 impatient: died in cycle 5: SIM103 cycle 5: no when(false) within 4 cycles",
        "    forked at @impatient",
      ),
    );
  });

  it("SIM104: the body waits for processes that wait for each other", () => {
    const [left, right] = [tb.lock("left"), tb.lock("right")];
    const taker = (first: typeof left, second: typeof left) =>
      function* () {
        yield first.acquire();
        yield;
        yield second.acquire();
      };
    const one = tb.fork(taker(left, right), "one"); // @one
    tb.fork(taker(right, left), "two"); // @two
    expect(messageOf(() => tb.join(one))).toBe(
      lines(
        "SIM104 cycle 3: deadlock: the body waits for the end of one, and no process waits for the hardware",
        "    one (forked at @one) waits for right.acquire() (held by two) since cycle 2",
        "    two (forked at @two) waits for left.acquire() (held by one) since cycle 2",
        "    none of them waits for the hardware",
      ),
    );
  });

  it("SIM105: a process yields a generator or a promise", () => {
    function* inner(): Routine {
      yield;
    }
    function* outer() {
      yield inner() as never;
    }
    tb.fork(outer); // @outer
    expect(messageOf(() => tb.step())).toBe(
      lines(
        "SIM100 outer: died in cycle 1: SIM105 outer: yields a generator, which nobody can wait for",
        "    forked at @outer",
        "    write yield* to run it here, or tb.fork(…) to run it beside",
      ),
    );
    tb.fork(function* () {
      yield Promise.resolve() as never;
    });
    expect(messageOf(() => tb.step(2))).toContain("yields a promise, which nobody can wait for");
  });

  it("SIM105: an edge of another testbench's clock", async () => {
    const other = await lanes("embedded");
    function* lost() {
      yield other.edge("clk");
    }
    tb.fork(lost); // @lost
    expect(messageOf(() => tb.step())).toBe(
      lines(
        'SIM100 lost: died in cycle 1: SIM105 edge("clk"): belongs to another testbench',
        "    make the trigger with the testbench that runs the process",
        "    forked at @lost",
      ),
    );
    other.close();
  });

  it("testbenches may wait for each other's events and processes", async () => {
    const other = await lanes("embedded");
    const answers = tb.queue<number>(1, "answers");
    other.fork(function* () {
      yield other.cycles(4);
      yield answers.put(other.dut.count.value);
    });
    const asking = tb.fork(function* () {
      const answer = yield* answers.get();
      return [answer, tb.cycle];
    });
    while (!asking.done) {
      tb.step();
      other.step();
    }
    expect(asking.result).toEqual([4, 6]);
    other.close();
  });

  it("SIM105: the process may catch it, and goes on", () => {
    const process = tb.fork(function* () {
      try {
        yield 3 as never;
      } catch {
        yield;
        return "went on";
      }
      return "";
    });
    expect(tb.join(process)).toBe("went on");
  });

  it("SIM106: a process reads without ever yielding", () => {
    function* poller() {
      yield;
      while (tb.dut.lastA.value === 0);
    }
    tb.fork(poller); // @poller
    expect(messageOf(() => tb.step(3)).replace(/\n {4}thrown at .*/, "")).toBe(
      lines(
        "SIM100 poller: died in cycle 2: SIM106 poller: signals are read 20,000,000 times in cycle 2, and time does not pass",
        "    forked at @poller",
        "    yield in the loop",
      ),
    );
  });

  it("SIM106: a process reads what depends on inputs without ever yielding", () => {
    function* poller() {
      yield;
      while (tb.dut.sum.value === 0 && tb.dut.lastA.value === 0);
    }
    tb.fork(poller);
    expect(() => tb.step(3)).toThrow("SIM106 poller: signals are read 20,000,000 times in cycle 2");
    function* summer() {
      while (tb.dut.sum.value === 0);
      yield;
    }
    tb.fork(summer);
    expect(() => tb.step(3)).toThrow(/SIM106 summer: signals are read 20,000,000 times in cycle \d/);
  });

  it("SIM106: the body reads without ever stepping", () => {
    expect(
      messageOf(() => {
        while (tb.dut.sum.value === 0);
      }),
    ).toBe(
      lines(
        "SIM106 body: signals are read 20,000,000 times in cycle 1, and time does not pass",
        "    step in the loop",
      ),
    );
  });

  it("SIM106: a process waits for what has happened already, for ever", () => {
    const event = tb.event("go");
    event.set();
    function* eager() {
      for (;;) yield event.wait();
    }
    tb.fork(eager); // @eager
    expect(messageOf(() => tb.step(3)).replace(/\n {4}thrown at .*/, "")).toBe(
      lines(
        "SIM100 eager: died in cycle 1: SIM106 eager: processes are resumed 1,000,000 times in cycle 1, and time does not pass",
        "    forked at @eager",
        "    yield in the loop",
      ),
    );
  });

  it("SIM107: a process that never started", () => {
    function* late() {
      yield;
    }
    tb.step(3);
    tb.fork(late); // @late
    expect(endOf()).toBe(
      lines(
        "SIM107 late: forked, and the test ended before its first edge",
        "    forked at @late",
        "    step after the fork",
      ),
    );
  });

  it("SIM108: triggers that nobody waited for, told when the process returns or the test ends", () => {
    const words = tb.queue<number>(4, "words");
    function* forgetful() {
      yield words.put(1);
      words.put(2);
      tb.cycles(3);
      yield;
    }
    tb.fork(forgetful); // @forgetful
    expect(messageOf(() => tb.step(3))).toBe(
      lines(
        "SIM108 forgetful: words.put(…) (1 of 4 inside) was made and nobody waited for it",
        "    forked at @forgetful",
        "    yield it",
        "SIM108 forgetful: cycles(3) was made and nobody waited for it",
        "    forked at @forgetful",
        "    yield it",
      ),
    );
    tb.rising(tb.dut.sum);
    expect(endOf()).toBe(
      lines("SIM108 body: rising(sum) was made and nobody waited for it", "    in the body, use tb.wait(…)"),
    );
  });

  it("SIM108: a process that makes ever more of them does not have to end", () => {
    function* endless() {
      for (;;) {
        tb.cycles(9);
        yield;
      }
    }
    tb.fork(endless);
    expect(() => tb.step(1000)).toThrow("SIM108 endless: cycles(9) was made and nobody waited for it");
    expect(tb.cycle).toBeLessThan(200);
  });

  it("SIM109: a routine that was called without yield*", () => {
    const send = tb.routine(function* send(word: number): Routine {
      tb.dut.a.value = word;
      yield;
    });
    tb.run(function* () {
      yield* send(1);
      send(2); // @call
      yield;
    });
    expect(endOf()).toBe(
      lines(
        "SIM109 send: called, and what it returned was neither forked nor run with yield*",
        "    called at @call",
        "    write yield* in front of the call, or tb.fork(…) around it",
      ),
    );
  });

  it("SIM110: the result of a process that has none", () => {
    function* waiting(): Routine<number> {
      yield tb.cycles(100);
      return 1;
    }
    const waits = tb.fork(waiting, "waits"); // @waits
    expect(messageOf(() => waits.result)).toBe(
      lines(
        "SIM110 waits: it has no result: it has not ended",
        "    forked at @waits",
        "    tb.join(process) waits for it, yield* process in another process",
      ),
    );
    waits.kill();
    expect(messageOf(() => tb.join(waits))).toContain("SIM110 waits: who waits for it waits in vain: it was killed");
    expect(messageOf(() => waits.result)).toContain("it has no result: it was killed");
  });

  it("SIM111: a process that kills itself, or waits while it is killed", () => {
    const selves: { kill(): void }[] = [];
    function* selfish() {
      yield;
      selves[0]?.kill();
    }
    selves.push(tb.fork(selfish)); // @selfish
    expect(messageOf(() => tb.step(3)).replace(/\n {4}thrown at .*/, "")).toBe(
      lines(
        "SIM100 selfish: died in cycle 2: SIM111 selfish: kills itself",
        "    forked at @selfish",
        "    return instead",
      ),
    );
    function* slow() {
      try {
        yield;
      } finally {
        yield;
      }
    }
    const killed = tb.fork(slow); // @slow
    tb.step(2);
    expect(messageOf(() => killed.kill())).toBe(
      lines(
        "SIM111 slow: waits in a finally block while it is killed",
        "    forked at @slow",
        "    do not yield there",
      ),
    );
    expect(killed.done).toBe(true);
  });

  it("SIM112: a lock released by who does not hold it", () => {
    const bus = tb.lock("bus");
    expect(messageOf(() => bus.release())).toBe("SIM112 bus: released by the body, but nobody holds it");
    tb.wait(bus.acquire());
    tb.fork(function* thief() {
      yield;
      bus.release();
    });
    expect(messageOf(() => tb.step(3))).toContain("SIM112 bus: released by thief, but the body holds it");
    bus.release();
  });

  it("SIM113: time is moved by a process or a callback", () => {
    function* mover() {
      yield;
      tb.step();
    }
    tb.fork(mover); // @mover
    expect(messageOf(() => tb.step(3)).replace(/\n {4}thrown at .*/, "")).toBe(
      lines(
        "SIM100 mover: died in cycle 2: SIM113 mover: step moves time, which only the body of the test may",
        "    forked at @mover",
        "    yield instead",
      ),
    );
    const end = tb.onEdge(() => tb.until(() => true));
    expect(messageOf(() => tb.step(2))).toBe(
      lines(
        "SIM113 a condition or an onEdge callback: until moves time, which only the body of the test may",
        "    conditions and callbacks only look",
      ),
    );
    end();
  });

  it("SIM114: a callback drives an input", () => {
    const end = tb.onEdge(() => {
      tb.dut.a.value = 1;
    });
    expect(messageOf(() => tb.step())).toBe(
      lines("SIM114 a: changed in a condition or an onEdge callback, which may only look", "    fork a process"),
    );
    end();
  });

  it("SIM115: counts below 1", () => {
    expect(messageOf(() => tb.cycles(0))).toBe("SIM115 cycles: 0 is not a whole number of at least 1");
    expect(messageOf(() => tb.queue(0.5, "words"))).toBe(
      "SIM115 capacity of words: 0.5 is not a whole number of at least 1",
    );
    expect(messageOf(() => tb.step(-1))).toContain("SIM014");
  });

  it("SIM116: a testbench that has ended", () => {
    tb.finish();
    isEnded = true;
    const ended = "SIM116 testbench: used after close()\n    open another one";
    expect(messageOf(() => tb.step())).toBe(ended);
    expect(messageOf(() => tb.dut.a.value)).toBe(ended);
    expect(
      messageOf(() => {
        tb.dut.a.value = 1;
      }),
    ).toBe(ended);
    expect(
      messageOf(() =>
        tb.fork(function* () {
          yield;
        }),
      ),
    ).toBe(ended);
    tb.finish();
  });
});
