import assert from "node:assert/strict";
import { Counter } from "./designs/counter.ts";
import { twin } from "./support/twin.ts";
import { Xorshift } from "./support/xorshift.ts";

/** Counts while it is enabled, holds while it is not, wraps, and clears. */
export const counterCounts = twin("counter_counts", Counter({}), (tb, log) => {
  const { dut } = tb;
  tb.reset(2);
  const random = new Xorshift(1);
  let expected = 0;
  for (let i = 0; i < 1000; i++) {
    const enable = random.chance(90);
    const clear = random.below(300) === 0;
    dut.en.value = Number(enable);
    dut.clear.value = Number(clear);
    tb.step();
    expected = clear ? 0 : (expected + Number(enable)) % 256;
    assert.equal(dut.count.value, expected);
    if (expected % 64 === 0) log.note(`${tb.cycle}: count ${dut.count.value}`);
  }
});
