import assert from "node:assert/strict";
import { UartTx } from "../../rtl/cells/index.ts";
import { twin } from "./support/twin.ts";

const cyclesPerBit = 8;

/** A receiver in the test hears what is sent, back to back and with gaps. */
export const uartTxFrames = twin("uart_tx_frames", UartTx({ clockCyclesPerBit: cyclesPerBit }), (tb, log) => {
  const { data, tx } = tb.dut;

  /** Waits for a start bit and samples the middle of each bit. */
  function* hearByte() {
    while (tx.value === 1) yield;
    yield tb.cycles(cyclesPerBit / 2);
    assert.equal(tx.value, 0, "start bit");
    let byte = 0;
    for (let i = 0; i < 8; i++) {
      yield tb.cycles(cyclesPerBit);
      byte |= tx.value << i;
    }
    yield tb.cycles(cyclesPerBit);
    assert.equal(tx.value, 1, "stop bit");
    return byte;
  }

  function* send(message: Uint8Array, gap: number) {
    for (const byte of message) {
      data.valid.value = 1;
      data.payload.value = byte;
      do yield;
      while (data.ready.value === 0);
      data.valid.value = 0;
      yield tb.cycles(gap);
    }
  }

  tb.reset(2);
  tb.run(function* () {
    for (const { message, gap } of [
      { message: Buffer.from("0 \xff\x55", "latin1"), gap: 1 },
      { message: Buffer.from("tick"), gap: 100 },
    ]) {
      tb.fork(send(message, gap));
      for (const byte of message) {
        const heard = yield* hearByte();
        log.note(`${tb.cycle}: heard ${heard}`);
        assert.equal(heard, byte);
      }
      yield tb.cycles(120);
    }
  });
});
