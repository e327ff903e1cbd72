import { expect, test } from "vitest";
import { input, module, output, sint, uint } from "../../hdlgen/index.ts";
import { openTestbench } from "../../sim/harness/index.ts";

const Through = module(
  "through",
  (_: object) => ({ a: input(uint(32)), b: input(sint(32)), same: output(uint(32)), level: output(sint(32)) }),
  ({ a, b }) => ({ same: a, level: b }),
);

for (const engine of ["embedded", "verilator"] as const) {
  test(`${engine}: a process reads 32 bits that follow an input within the cycle as often as it likes`, async () => {
    const tb = await openTestbench(engine, Through({}));
    const { a, b, same, level } = tb.dut;
    a.value = 0xffff_fffe;
    b.value = -2;
    tb.run(function* () {
      expect([same.value, same.value, a.value, level.value, level.value]).toEqual([
        2 ** 32 - 2,
        2 ** 32 - 2,
        2 ** 32 - 2,
        -2,
        -2,
      ]);
      a.value = 0;
      b.value = 0;
      yield;
      expect([same.value, same.value, a.value, level.value, b.value]).toEqual([0, 0, 0, 0, 0]);
      a.value = 2 ** 31;
      b.value = -(2 ** 31);
      yield;
      expect([same.value, same.value, level.value, b.value]).toEqual([2 ** 31, 2 ** 31, -(2 ** 31), -(2 ** 31)]);
    });
    tb.close();
  });
}
