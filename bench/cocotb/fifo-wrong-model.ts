import assert from "node:assert/strict";
import { ByteFifo } from "./designs/byte-fifo.ts";
import { twin } from "./support/twin.ts";
import { Xorshift } from "./support/xorshift.ts";

/** A model that loses a word is found out: the test passes because the check fails. */
export const fifoWrongModel = twin("fifo_wrong_model", ByteFifo(), (tb, log) => {
  const { enq, deq } = tb.dut;

  function* send(words: readonly number[]) {
    for (const word of words) {
      enq.valid.value = 1;
      enq.payload.value = word;
      do yield;
      while (enq.ready.value === 0);
    }
    enq.valid.value = 0;
  }

  function* check(expected: readonly number[]) {
    for (const [number, word] of expected.entries()) {
      do yield;
      while (deq.valid.value === 0);
      const got = deq.payload.value;
      log.note(`${tb.cycle}: word ${number} is ${got}`);
      assert.equal(got, word, `word ${number}`);
    }
  }

  tb.reset(2);
  const random = new Xorshift(9);
  const words = Array.from({ length: 40 }, () => random.below(256));
  deq.ready.value = 1;
  tb.fork(send(words));
  assert.throws(() => tb.run(check(words.toSpliced(25, 1))), /word 25/);
  tb.step(); // takes the edge before which the check failed
});
