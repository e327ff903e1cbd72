import { Counter } from "./designs/counter.ts";
import { twin } from "./support/twin.ts";

/** Who waits for `done` too short gets a timeout, and may wait again. */
export const counterTimeouts = twin("counter_timeouts", Counter({}), (tb, log) => {
  const { dut } = tb;
  tb.reset(2);
  dut.en.value = 1;
  try {
    tb.until(() => dut.done.value === 1, 100);
    log.note("done too early");
  } catch {
    log.note(`${tb.cycle}: not yet, count ${dut.count.value}`);
  }
  tb.until(() => dut.done.value === 1, 200);
  log.note(`${tb.cycle}: done, count ${dut.count.value}`);
});
