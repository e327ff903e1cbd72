import assert from "node:assert/strict";
import { ByteFifo } from "./designs/byte-fifo.ts";
import { twin } from "./support/twin.ts";

/** A reset in mid-stream leaves nothing of what was inside; the sender is killed and another one started. */
export const fifoResetMidStream = twin("fifo_reset_mid_stream", ByteFifo(), (tb, log) => {
  const { enq, deq, level } = tb.dut;

  function* sendFrom(first: number) {
    enq.valid.value = 1;
    try {
      for (let word = first; ; ) {
        enq.payload.value = word;
        yield;
        if (enq.ready.value === 1) word++;
      }
    } finally {
      enq.valid.value = 0;
    }
  }

  function* everyThird() {
    for (;;) {
      deq.ready.value = 0;
      yield tb.cycles(2);
      deq.ready.value = 1;
      yield;
      if (deq.valid.value === 1) log.note(`${tb.cycle}: got ${deq.payload.value}`);
    }
  }

  tb.reset(2);
  const sender = tb.fork(sendFrom(0));
  const receiver = tb.fork(everyThird());
  tb.step(40);
  log.note(`${tb.cycle}: level ${level.value} before the reset`);
  sender.kill();
  receiver.kill();
  tb.step();
  tb.reset(2);
  assert.equal(level.value, 0);
  assert.equal(deq.valid.value, 0);
  tb.fork(everyThird());
  const second = tb.fork(sendFrom(100));
  tb.step(30);
  second.kill();
  tb.step();
  assert.equal(enq.valid.value, 0, "a sender cleans up behind itself");
});
