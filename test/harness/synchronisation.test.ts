import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lanes } from "./designs.ts";

// None of this touches the design: one engine is enough.
describe("events, queues and locks", () => {
  let tb: Awaited<ReturnType<typeof lanes>>;
  beforeEach(async () => {
    tb = await lanes("embedded");
  });
  afterEach(() => tb.close());

  it("event: wakes all that wait at the edge at which it is set, and nobody waits once it is set", () => {
    const event = tb.event("go");
    const log: string[] = [];
    for (const name of ["one", "two"]) {
      tb.fork(function* () {
        yield event.wait();
        log.push(`${name} ${tb.cycle}`);
        yield event.wait();
        log.push(`${name} ${tb.cycle}`);
      });
    }
    tb.fork(function* () {
      yield tb.cycles(3);
      event.set();
    });
    tb.step(8);
    expect(log).toEqual(["one 4", "two 4", "one 4", "two 4"]);
    expect(event.isSet).toBe(true);
  });

  it("event: set by the body, it wakes at the next edge; cleared, it is waited for again", () => {
    const event = tb.event();
    const cycles: number[] = [];
    tb.fork(function* () {
      for (;;) {
        yield event.wait();
        cycles.push(tb.cycle);
        event.clear();
      }
    });
    tb.step(2);
    event.set();
    expect(cycles).toEqual([]);
    tb.step(3);
    event.set();
    tb.step(3);
    expect(cycles).toEqual([3, 6]);
  });

  it("queue: keeps the order, holds no more than its capacity, and serves who waits longest", () => {
    const queue = tb.queue<number>(2, "words");
    const log: string[] = [];
    tb.fork(function* producer() {
      for (let item = 0; item < 5; item++) {
        yield queue.put(item);
        log.push(`${tb.cycle} put ${item}, ${queue.size} inside`);
      }
    });
    for (const name of ["first", "second"]) {
      tb.fork(function* () {
        yield tb.cycles(2);
        log.push(`${tb.cycle} ${name} got ${yield* queue.get()}`);
        log.push(`${tb.cycle} ${name} got ${yield* queue.get()}`);
      });
    }
    tb.step(8);
    expect(log).toEqual([
      "1 put 0, 1 inside",
      "1 put 1, 2 inside",
      "3 first got 0",
      "3 put 2, 0 inside",
      "3 second got 1",
      "3 first got 2",
      "3 put 3, 0 inside",
      "3 second got 3",
      "3 put 4, 1 inside",
    ]);
  });

  it("queue: tryPut and tryGet never overtake who waits", () => {
    const queue = tb.queue<string>(1);
    const got: string[] = [];
    tb.fork(function* () {
      yield queue.put("a");
      yield queue.put("b");
    });
    tb.step();
    expect([queue.tryPut("x"), queue.size]).toEqual([false, 1]);
    expect(queue.tryGet()).toBe("a");
    expect([queue.tryGet(), queue.tryGet()]).toEqual(["b", undefined]);
    tb.fork(function* () {
      for (;;) got.push(yield* queue.get());
    });
    tb.step();
    expect([queue.tryPut("c"), queue.tryGet()]).toEqual([true, undefined]);
    tb.step();
    expect(got).toEqual(["c"]);
  });

  it("queue: the body takes and gives, stepping while it has to", () => {
    const queue = tb.queue<number>(1);
    tb.fork(function* () {
      yield tb.cycles(3);
      yield queue.put(5);
      yield tb.cycles(2);
      yield queue.get();
    });
    expect(tb.wait(queue.get())).toBe(5);
    expect(tb.cycle).toBe(5);
    tb.wait(queue.put(1));
    expect(tb.cycle).toBe(5);
    tb.wait(queue.put(2));
    expect(tb.cycle).toBe(7);
  });

  it("lock: one at a time, in the order of asking", () => {
    const lock = tb.lock("bus");
    const log: string[] = [];
    for (const name of ["one", "two", "three"]) {
      tb.fork(function* () {
        yield lock.acquire();
        log.push(`${name} from ${tb.cycle}`);
        yield tb.cycles(2);
        lock.release();
      }, name);
    }
    tb.step(10);
    expect(log).toEqual(["one from 1", "two from 3", "three from 5"]);
    expect(lock.isHeld).toBe(false);
  });

  it("lock: a process that is killed, dies or returns releases it", () => {
    const lock = tb.lock();
    const holders = ["killed", "dies", "returns"].map((name) =>
      tb.fork(function* () {
        yield lock.acquire();
        yield tb.cycles(2);
        if (name === "dies") throw new Error("on purpose");
        if (name === "killed") yield tb.cycles(100);
      }, name),
    );
    tb.step(3);
    holders[0]?.kill();
    expect(lock.isHeld).toBe(true);
    expect(() => tb.step(5)).toThrow("on purpose");
    tb.wait(lock.acquire());
    expect(holders.every(({ done }) => done)).toBe(true);
    lock.release();
    expect(lock.isHeld).toBe(false);
  });

  it("lock: one that was taken for a combination that did not come about is free again", () => {
    const [lock, never] = [tb.lock("bus"), tb.event("never")];
    const won = tb.run(function* () {
      const both = tb.all([lock.acquire(), never.wait()]);
      const { key } = yield* tb.first({ both, time: tb.cycles(3) });
      return [key, lock.isHeld];
    });
    expect(won).toEqual(["time", false]);
    expect(() => tb.wait(tb.all([lock.acquire(), tb.cycles(50)]), 5)).toThrow("SIM102");
    expect(lock.isHeld).toBe(false);
  });

  it("lock: one that was handed to a process that no longer wants it goes to the next", () => {
    const lock = tb.lock("bus");
    tb.wait(lock.acquire());
    const impatient = tb.fork(function* () {
      return (yield* tb.first({ lock: lock.acquire(), time: tb.cycles(2) })).key;
    });
    const patient = tb.fork(function* () {
      yield lock.acquire();
      return tb.cycle;
    });
    tb.step(4);
    lock.release();
    tb.step();
    expect([impatient.result, patient.result]).toEqual(["time", 5]);
  });
});
