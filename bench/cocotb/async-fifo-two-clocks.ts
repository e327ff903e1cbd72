import assert from "node:assert/strict";
import { uint } from "../../hdlgen/index.ts";
import { AsyncFifo } from "../../rtl/cells/index.ts";
import { twin } from "./support/twin.ts";
import { Xorshift } from "./support/xorshift.ts";

/** In half nanoseconds: 10 ns and 7 ns, each with its first edge after half a period. */
const clocks = { writeClock: { period: 20, phase: 10 }, readClock: { period: 14, phase: 7 } };
const fifo = AsyncFifo({ type: uint(8), depth: 8 });

/** From a clock of 10 ns into one of 7 ns, 200 words in their order, in the same half nanosecond on both sides. */
export const asyncFifoTwoClocks = twin(
  "async_fifo_two_clocks",
  fifo,
  (tb, log) => {
    const { writeReset, readReset, enq, deq } = tb.dut;

    function* send(words: readonly number[], random: Xorshift) {
      for (const word of words) {
        while (random.chance(20)) yield;
        enq.valid.value = 1;
        enq.payload.value = word;
        do yield;
        while (enq.ready.value === 0);
        log.note(`${tb.sim.nextTime}: put ${word}`);
        enq.valid.value = 0;
      }
    }

    function* receive(words: readonly number[], random: Xorshift) {
      for (const word of words) {
        while (random.chance(50)) yield;
        deq.ready.value = 1;
        do yield;
        while (deq.valid.value === 0);
        assert.equal(deq.payload.value, word);
        log.note(`${tb.sim.nextTime}: got ${word}`);
        deq.ready.value = 0;
      }
    }

    writeReset.value = 1;
    readReset.value = 1;
    tb.step(4);
    writeReset.value = 0;
    readReset.value = 0;
    const random = new Xorshift(31);
    const words = Array.from({ length: 200 }, () => random.below(256));
    tb.fork(send(words, new Xorshift(32)), { clock: "writeClock" });
    tb.join(tb.fork(receive(words, new Xorshift(33)), { clock: "readClock" }));
  },
  { clocks },
);
