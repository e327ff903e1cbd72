import assert from "node:assert/strict";
import { uint } from "../../hdlgen/index.ts";
import { SkidBuffer } from "../../rtl/cells/index.ts";
import { twin } from "./support/twin.ts";
import { Xorshift } from "./support/xorshift.ts";

/** One word per cycle while nobody waits; nothing lost while the receiver does. */
export const skidBufferThroughput = twin("skid_buffer_throughput", SkidBuffer({ type: uint(16) }), (tb, log) => {
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

  /** Returns the words and the cycles in which they came. */
  function* receive(count: number, ready: () => boolean) {
    const words: number[] = [];
    const cycles: number[] = [];
    while (words.length < count) {
      deq.ready.value = Number(ready());
      yield;
      if (deq.valid.value === 1 && deq.ready.value === 1) {
        words.push(deq.payload.value);
        cycles.push(tb.cycle);
      }
    }
    return { words, cycles };
  }

  tb.reset(2);
  const words = Array.from({ length: 64 }, (_, i) => (7 * i) % 65_536);
  const random = new Xorshift(11);
  tb.run(function* () {
    for (const ready of [() => true, () => random.chance(60)]) {
      tb.fork(send(words));
      const got = yield* tb.fork(receive(words.length, ready));
      assert.deepEqual(got.words, words);
      const [first = 0, last = 0] = [got.cycles[0], got.cycles.at(-1)];
      log.note(`first ${first}, last ${last}: ${got.words.length} words in ${last - first + 1} cycles`);
    }
  });
});
