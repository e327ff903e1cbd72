import assert from "node:assert/strict";
import { uint } from "../../hdlgen/index.ts";
import { StreamArbiter } from "../../rtl/cells/index.ts";
import type { Queue } from "../../sim/harness/index.ts";
import { twin } from "./support/twin.ts";
import { Xorshift } from "./support/xorshift.ts";

const names = ["north", "east", "west"] as const;
type Name = (typeof names)[number];
const arbiter = StreamArbiter({ type: uint(8), sources: names });

/** Three sources with bounded queues before them; every word comes out, those of a source in their order. */
export const arbiterQueues = twin("arbiter_queues", arbiter, (tb, log) => {
  const { dut } = tb;

  /** Puts 30 words into a queue of two: waits while it is full. */
  function* produce(queue: Queue<number>, base: number, random: Xorshift) {
    for (let word = base; word < base + 30; word++) {
      for (let wait = random.below(5); wait > 0; wait--) yield;
      yield queue.put(word);
    }
  }

  function* drive(name: Name, queue: Queue<number>) {
    const { valid, ready, payload } = dut[name];
    for (;;) {
      const word = yield* queue.get();
      valid.value = 1;
      payload.value = word;
      do yield;
      while (ready.value === 0);
      valid.value = 0;
    }
  }

  /** Words of one source stay in their order. */
  function* collect(count: number) {
    const last = { north: -1, east: -1, west: -1 };
    for (let i = 0; i < count; i++) {
      do yield;
      while (dut.deq.valid.value === 0);
      const name = names[Math.log2(dut.grant.value)] ?? "north";
      const word = dut.deq.payload.value;
      assert.ok(word > last[name]);
      last[name] = word;
      log.note(`${tb.cycle}: ${name} ${word}`);
    }
  }

  tb.reset(2);
  dut.deq.ready.value = 1;
  const producers = names.map((name, index) => {
    const queue = tb.queue<number>(2, name);
    tb.fork(drive(name, queue));
    return tb.fork(produce(queue, 64 * index, new Xorshift(12 + index)));
  });
  const collector = tb.fork(collect(90));
  tb.run(function* () {
    yield tb.all(producers);
    log.note(`${tb.cycle}: all produced`);
  });
  tb.join(collector);
});
