import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lineMarks, messageOf } from "../support/error-texts.ts";
import { engines, lanes } from "./designs.ts";

const located = lineMarks(import.meta.url);

describe.each(engines)("one driver per input and cycle on %s", (engine) => {
  let tb: Awaited<ReturnType<typeof lanes>>;
  beforeEach(async () => {
    tb = await lanes(engine);
  });
  afterEach(() => tb.close());

  it("two processes: SIM101 names both and the cycle", () => {
    const { a } = tb.dut;
    const drive = (value: number) =>
      function* () {
        yield tb.cycles(value);
        a.value = value;
        yield;
        a.value = value;
      };
    tb.fork(drive(3), "left"); // @left
    tb.fork(drive(4), "right"); // @right
    expect(messageOf(() => tb.step(9)).replace(/\n {4}thrown at .*/, "")).toBe(
      located(
        [
          "SIM100 right: died in cycle 5: SIM101 a: two drivers in cycle 6: left (forked at @left) and right (forked at @right)",
          "    let one process drive an input, or wait for the process that drives it",
        ].join("\n"),
      ),
    );
  });

  it("a process and then the body", () => {
    function* driver() {
      for (;;) {
        tb.dut.a.value = 1;
        yield;
      }
    }
    tb.fork(driver); // @driver
    tb.dut.a.value = 5;
    tb.step();
    const text = messageOf(() => {
      tb.dut.a.value = 2;
    });
    expect(text).toBe(
      located(
        [
          "SIM101 a: two drivers in cycle 2: driver (forked at @driver) and the body of the test",
          "    let one process drive an input, or wait for the process that drives it",
        ].join("\n"),
      ),
    );
  });

  it("who writes twice, or in turns, is one driver", () => {
    const { a } = tb.dut;
    const turns = (own: number) =>
      function* () {
        for (;;) {
          if (tb.cycle % 2 === own) {
            a.value = 99;
            a.value = tb.cycle;
          }
          yield;
        }
      };
    tb.fork(turns(0));
    tb.fork(turns(1));
    for (let i = 0; i < 6; i++) {
      tb.step();
      expect(a.value).toBe(tb.cycle - 1);
    }
  });

  it("who waits for the end of a process goes on driving in the same cycle", () => {
    const { a } = tb.dut;
    const send = tb.fork(function* () {
      a.value = 1;
      yield;
      a.value = 0;
    });
    const next = tb.fork(function* () {
      yield* send;
      a.value = 2;
    });
    tb.join(next);
    expect(a.value).toBe(2);
    a.value = 3;
    tb.step();
    expect(tb.dut.lastA.value).toBe(3);
  });

  it("what a process that only ended drove is not free before the next cycle", () => {
    const { a } = tb.dut;
    for (const value of [1, 2]) {
      tb.fork(function* () {
        yield;
        a.value = value;
      });
    }
    expect(() => tb.step(2)).toThrow("SIM101 a: two drivers in cycle 3");
  });

  it("outputs cannot be written, and a value that does not fit is refused at the line that writes it", () => {
    const { port } = tb;
    expect(() => {
      port("sum").value = 1;
    }).toThrow("SIM006 sum: only input ports can be written");
    tb.fork(function* () {
      yield;
      tb.dut.b.value = 256;
    });
    expect(() => tb.step(2)).toThrow("SIM005 b: 256 does not fit uint(8): whole numbers from 0 to 255 do");
  });
});
