import assert from "node:assert/strict";
import { UartRx } from "../../rtl/cells/index.ts";
import { twin } from "./support/twin.ts";

const cyclesPerBit = 8;

/** Hears bytes sent back to back, ignores a spike on the line, and reports a frame without its stop bit. */
export const uartRxFrames = twin("uart_rx_frames", UartRx({ clockCyclesPerBit: cyclesPerBit }), (tb, log) => {
  const { rx, received, data, broken } = tb.dut;
  const heard: number[] = [];

  function* sendByte(byte: number, stop: 0 | 1 = 1) {
    for (const bit of [0, ...Array.from({ length: 8 }, (_, i) => (byte >> i) & 1), stop]) {
      rx.value = bit;
      yield tb.cycles(cyclesPerBit);
    }
  }

  function* monitor() {
    for (;;) {
      yield;
      if (received.value === 1) {
        heard.push(data.value);
        log.note(`${tb.cycle}: received ${data.value}`);
      }
      if (broken.value === 1) log.note(`${tb.cycle}: broken`);
    }
  }

  rx.value = 1;
  tb.reset(2);
  tb.fork(monitor());
  tb.run(function* () {
    yield tb.cycles(10);
    for (const byte of Buffer.from("spike")) yield* sendByte(byte);
    rx.value = 0;
    yield tb.cycles(2);
    rx.value = 1;
    yield tb.cycles(30);
    yield* sendByte(0x5a, 0);
    rx.value = 1;
    yield tb.cycles(16);
    yield* sendByte("!".charCodeAt(0));
    yield tb.cycles(10);
  });
  assert.equal(Buffer.from(heard).toString(), "spike!");
});
