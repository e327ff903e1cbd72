import { bool, cat, hi, lo, module, output, regs, stream, uint, when } from "../../hdlgen/index.ts";
import { checkCyclesPerBit, type UartParameters } from "./uart-rx.ts";

const bitsOfByte = 10;

const ports = ({ clockCyclesPerBit }: UartParameters) => {
  checkCyclesPerBit("uart_tx", clockCyclesPerBit);
  return { data: stream.in(uint(8)), tx: output(bool) };
};

/**
 * Sends bytes as 8 data bits, no parity, one stop bit.
 *
 * Ports       data: stream of bytes; tx: the pin, a register, idle high
 * Latency     1 cycle from taking a byte to its start bit.  Throughput: 1 byte per 10 bits and 2 cycles
 * Cost        about 22 LC + log2(cycles per bit); docs/cells.md
 * Proof       with `UartRx`
 */
export const UartTx = module("uart_tx", ports, ({ data }, { clockCyclesPerBit }) => {
  const lastCycle = clockCyclesPerBit - 1;
  const { idle, bitsLeft } = regs({ idle: [bool, true], bitsLeft: uint(4) });
  const { tx } = regs({ tx: { type: bool, reset: true, powerUp: true } });
  const { shift, timer } = regs({ shift: uint(9), timer: uint(Math.ceil(Math.log2(clockCyclesPerBit))) });
  // High while the timer is 0, decided a cycle earlier.
  const { bitEnds } = regs({ bitEnds: [bool, false] });
  bitEnds.next = timer.eq(1);

  timer.next = bitEnds.mux(lastCycle, timer.subw(1));
  when(idle, () => {
    shift.next = cat(hi, data.payload);
    bitsLeft.next = bitsOfByte - 1;
    timer.next = lastCycle;
    // Whatever the timer held before: after a reset it is anything.
    bitEnds.next = false;
    when(data.valid, () => {
      idle.next = false;
      tx.next = lo;
    });
  }).elsewhen(bitEnds, () => {
    tx.next = shift.bit(0);
    shift.next = cat(hi, shift.slice(8, 1));
    bitsLeft.next = bitsLeft.subw(1);
    when(bitsLeft.eq(0), () => {
      idle.next = true;
    });
  });
  return { data: { ready: idle }, tx };
});
