import {
  bool,
  cat,
  formal,
  fsm,
  input,
  module,
  nodes,
  output,
  regs,
  synchronise,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { checkParameters } from "./parameters.ts";

/** Clock cycles of one UART bit: a whole number, at least 4. */
export interface UartParameters {
  readonly clockCyclesPerBit: number;
}

export function checkCyclesPerBit(cell: string, clockCyclesPerBit: number): void {
  const holds = Number.isInteger(clockCyclesPerBit) && clockCyclesPerBit >= 4;
  checkParameters(cell, [
    { holds, found: `${clockCyclesPerBit} clock cycles per bit`, mend: "take a whole number, at least 4" },
  ]);
}

const ports = ({ clockCyclesPerBit }: UartParameters) => {
  checkCyclesPerBit("uart_rx", clockCyclesPerBit);
  return { rx: input(bool, { domain: "async" }), received: output(bool), data: output(uint(8)), broken: output(bool) };
};

/**
 * Receives bytes of 8 data bits, no parity, one stop bit.
 *
 * Ports       rx: the pin, asynchronous, idle high; received: pulse with `data`, which holds for 2 more cycles;
 *             broken: pulse for a byte whose stop bit was low
 * Latency     the pulse comes in the middle of the stop bit; the next start bit may follow at once
 * Hazards     bit rates may differ by 2 % (4 cycles per bit) to 4 % (many); a low pulse shorter than half a bit is
 *             ignored; after a broken byte the line must go high before a byte is seen
 * Cost        about 20 LC + log2(cycles per bit); docs/cells.md
 * Proof       bounded: hears any two bytes of a `UartTx`, at 4 cycles per bit
 */
export const UartRx = module("uart_rx", ports, ({ rx }, { clockCyclesPerBit }) => {
  const lastCycle = clockCyclesPerBit - 1;
  const timerBits = Math.ceil(Math.log2(clockCyclesPerBit));
  const rxNow = synchronise("rxNow", rx, { reset: true });
  const { rxBefore } = regs({ rxBefore: [bool, true] });
  rxBefore.next = rxNow;

  // Eight data bits above a marker bit: when the marker has reached bit 0, all are in.
  const { shift, timer } = regs({ shift: uint(9), timer: uint(timerBits) });
  const { received, broken } = regs({ received: [bool, false], broken: [bool, false] });
  // High while the timer is 0, decided a cycle earlier.
  const { sample } = regs({ sample: bool });
  const halfBit = Math.floor(lastCycle / 2) - 1;
  sample.next = timer.eq(1);
  const { shifted } = nodes({ shifted: cat(rxNow, shift.slice(8, 1)) });
  timer.next = sample.mux(lastCycle, timer.subw(1));
  received.next = false;
  broken.next = false;

  fsm(
    "phase",
    {
      idle: (go) => {
        // Half a bit from the edge, less the half cycle by which the edge was seen late on average.
        timer.next = halfBit;
        sample.next = halfBit === 0;
        when(rxBefore.and(rxNow.not()), () => go("start"));
      },
      start: (go) => {
        when(sample, () => {
          shift.next = 0x100;
          when(rxNow, () => go("idle")).otherwise(() => go("data"));
        });
      },
      data: (go) => {
        when(sample, () => {
          shift.next = shifted;
          when(shift.bit(1), () => go("stop"));
        });
      },
      stop: (go) => {
        when(sample, () => {
          received.next = rxNow;
          broken.next = rxNow.not();
          go("idle");
        });
      },
    },
    { init: "idle" },
  );
  formal.assert(received.and(broken).not(), "a byte is either good or broken");
  return { received, data: shift.slice(8, 1), broken };
});
