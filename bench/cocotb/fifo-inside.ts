import { ByteFifo } from "./designs/byte-fifo.ts";
import { twin } from "./support/twin.ts";

/** Reads the pointers and the memory inside, and puts another word into the memory. */
export const fifoInside = twin("fifo_inside", ByteFifo(), (tb, log) => {
  const { enq, deq } = tb.dut;
  const [write, read, words] = [tb.signal("write"), tb.signal("read"), tb.memory("words")];
  deq.ready.value = 0;
  tb.reset(2);
  enq.valid.value = 1;
  tb.step();
  for (const word of [11, 22, 33, 44, 55]) {
    enq.payload.value = word;
    tb.step();
  }
  enq.valid.value = 0;
  const some = [1, 2, 3, 4].map((address) => words.get(address)).join(", ");
  log.note(`${tb.cycle}: write ${write.value}, read ${read.value}, words [${some}]`);
  words.set(2, 99);
  tb.step(2);
  deq.ready.value = 1;
  while (deq.valid.value === 1) {
    log.note(`${tb.cycle}: got ${deq.payload.value} at ${read.value}`);
    tb.step();
  }
});
