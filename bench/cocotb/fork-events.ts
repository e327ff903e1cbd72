import { uint } from "../../hdlgen/index.ts";
import { StreamFork } from "../../rtl/cells/index.ts";
import { twin } from "./support/twin.ts";

const fork = StreamFork({ type: uint(8), sinks: ["left", "right"] });

/** Two sinks at two paces get every word once; an event tells when the next may come. */
export const forkEvents = twin("fork_events", fork, (tb, log) => {
  const { dut } = tb;
  const both = tb.event("both");

  /** Takes each copy after a wait of its own. */
  function* sink(name: "left" | "right", wait: number) {
    const { valid, ready, payload } = dut[name];
    for (;;) {
      ready.value = 0;
      yield tb.cycles(wait);
      ready.value = 1;
      do yield;
      while (valid.value === 0);
      log.note(`${tb.cycle}: ${name} ${payload.value}`);
    }
  }

  /** Tells the sender when both sinks have taken a word. */
  function* watch() {
    for (;;) {
      yield;
      if (dut.enq.valid.value === 1 && dut.enq.ready.value === 1) both.set();
    }
  }

  tb.reset(2);
  tb.fork(sink("left", 2));
  tb.fork(sink("right", 5));
  tb.fork(watch());
  tb.run(function* () {
    for (let word = 30; word < 42; word++) {
      dut.enq.valid.value = 1;
      dut.enq.payload.value = word;
      yield both.wait();
      both.clear();
      dut.enq.valid.value = 0;
      yield;
      log.note(`${tb.cycle}: both have ${word}`);
    }
  });
});
