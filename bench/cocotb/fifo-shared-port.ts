import { ByteFifo } from "./designs/byte-fifo.ts";
import { twin } from "./support/twin.ts";
import { Xorshift } from "./support/xorshift.ts";

/** Three processes take turns at one port, with a lock. */
export const fifoSharedPort = twin("fifo_shared_port", ByteFifo(), (tb, log) => {
  const { enq, deq } = tb.dut;
  const port = tb.lock("port");

  /** Bursts of three words that nobody else's words come between. */
  function* sendBursts(name: string, random: Xorshift) {
    for (let burst = 0; burst < 6; burst++) {
      for (let wait = random.below(8); wait > 0; wait--) yield;
      yield port.acquire();
      log.note(`${tb.cycle}: ${name} has the port`);
      for (let word = 0; word < 3; word++) {
        enq.valid.value = 1;
        enq.payload.value = 64 * "ABC".indexOf(name) + 8 * burst + word;
        do yield;
        while (enq.ready.value === 0);
      }
      enq.valid.value = 0;
      yield;
      port.release();
    }
  }

  function* receive() {
    const random = new Xorshift(10);
    for (;;) {
      deq.ready.value = Number(random.chance(50));
      yield;
      if (deq.valid.value === 1 && deq.ready.value === 1) log.note(`${tb.cycle}: got ${deq.payload.value}`);
    }
  }

  tb.reset(2);
  tb.fork(receive());
  const senders = [..."ABC"].map((name) => tb.fork(sendBursts(name, new Xorshift(name.charCodeAt(0)))));
  tb.run(function* () {
    yield tb.all(senders);
    log.note(`${tb.cycle}: all sent`);
  });
});
