import assert from "node:assert/strict";
import { ByteFifo } from "./designs/byte-fifo.ts";
import { twin } from "./support/twin.ts";

/** Takes eight words and no ninth, and gives them back in their order. */
export const fifoFillAndDrain = twin("fifo_fill_and_drain", ByteFifo(), (tb, log) => {
  const { enq, deq, level } = tb.dut;
  deq.ready.value = 0;
  tb.reset(2);
  enq.valid.value = 1;
  for (let word = 100; word < 112; word++) {
    enq.payload.value = word;
    const taken = enq.ready.value === 1 ? "taken" : "refused";
    tb.step();
    log.note(`${tb.cycle}: ${word} ${taken}, level ${level.value}`);
  }
  assert.equal(level.value, 8);
  enq.valid.value = 0;
  deq.ready.value = 1;
  while (deq.valid.value === 1) {
    const word = deq.payload.value;
    tb.step();
    log.note(`${tb.cycle}: got ${word}, level ${level.value}`);
  }
  assert.equal(level.value, 0);
});
