import { describe, expect, it } from "vitest";
import { bool, input, module, output, regs, uint, when } from "../../hdlgen/index.ts";
import { openTestbench } from "../../sim/harness/index.ts";

const Counter = module(
  "harness_counter",
  (_: object) => ({ en: input(bool), step: input(uint(4)), count: output(uint(8)) }),
  ({ en, step }) => {
    const { value } = regs({ value: [uint(8), 0] });
    when(en, () => {
      value.next = value.addw(step);
    });
    return { count: value };
  },
);

describe.each(["embedded", "verilator"] as const)("%s", (engine) => {
  it("testbench: a process drives and samples like an always block, the body between edges", async () => {
    const tb = await openTestbench(engine, Counter({}));
    const { dut } = tb;
    tb.reset();
    const seen: number[] = [];
    const p = tb.fork(function* driver() {
      dut.en.value = 1;
      dut.step.value = 3;
      for (let i = 0; i < 4; i++) {
        yield;
        seen.push(dut.count.value);
      }
      yield tb.cycles(3);
      dut.en.value = 0;
      const won = yield* tb.first({ late: tb.cycles(5), c: tb.changed(dut.count) });
      return won.key;
    });
    expect(tb.join(p)).toBe("c");
    expect(seen).toEqual([0, 3, 6, 9]);
    expect(tb.until(() => dut.count.value === 21)).toBe(0);
    tb.step(10);
    tb.close();
  });
});
