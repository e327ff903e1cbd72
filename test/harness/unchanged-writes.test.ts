import { expect, test } from "vitest";
import { input, module, output, regs, uint } from "../../hdlgen/index.ts";
import { openTestbench } from "../../sim/harness/index.ts";

/** The sum as it is now, and as it was. */
const Delay = module(
  "delay",
  (_: object) => ({ a: input(uint(8)), b: input(uint(8)), now: output(uint(8)), earlier: output(uint(8)) }),
  ({ a, b }) => {
    const sum = a.addw(b);
    const { earlier } = regs({ earlier: [uint(8), 0] });
    earlier.next = sum;
    return { now: sum, earlier };
  },
);

for (const engine of ["embedded", "verilator"] as const) {
  test(`${engine}: who drives what is there already drives it: a second driver is refused`, async () => {
    const tb = await openTestbench(engine, Delay({}));
    const { a } = tb.dut;
    function* drives(value: number) {
      for (;;) {
        a.value = value;
        yield;
      }
    }
    tb.fork(drives(0), "first");
    tb.fork(drives(5), "second");
    expect(() => tb.step()).toThrow(/SIM101/);
    tb.sim.close();
  });

  test(`${engine}: a process that drives what is there and then something else in one cycle gets the latter`, async () => {
    const tb = await openTestbench(engine, Delay({}));
    const { a, b, now, earlier } = tb.dut;
    a.value = 3;
    tb.run(function* () {
      a.value = 3;
      b.value = 4;
      a.value = 9;
      yield;
      expect([a.value, now.value, earlier.value]).toEqual([9, 13, 3]);
      a.value = 1;
      a.value = 9;
      b.value = 4;
      yield;
      expect([a.value, now.value, earlier.value]).toEqual([9, 13, 13]);
      a.value = 2;
    });
    expect([now.value, earlier.value]).toEqual([6, 13]);
    tb.close();
  });
}
