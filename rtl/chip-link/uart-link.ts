import { bool, input, instance, module, output, stream, streams, uint } from "../../hdlgen/index.ts";
import { UartRx } from "../cells/uart-rx.ts";
import { UartTx } from "../cells/uart-tx.ts";
import { spikeWord } from "../router/spike-word.ts";
import type { LinkShape } from "./frame.ts";
import { LinkEndpoint, linkStatus } from "./link-endpoint.ts";

export interface UartLinkParameters extends LinkShape {
  /** A whole number, at least 4; 16 at 48 MHz are 3 Mbaud. */
  readonly clockCyclesPerBit: number;
}

/** Start, 8 bits, stop, and what the transmitter needs to take the next byte. */
export const uartByteCycles = (clockCyclesPerBit: number): number => 10 * clockCyclesPerBit + 2;

/** A LinkEndpoint behind a UART of its own: two wires. */
export const UartLink = module(
  "uart_link",
  (parameters: UartLinkParameters) => ({
    clear: input(bool),
    enq: stream.in(spikeWord(parameters)),
    deq: stream.out(spikeWord(parameters)),
    rx: input(bool, { domain: "async" }),
    tx: output(bool),
    ...linkStatus,
  }),
  ({ clear, enq, deq, rx }, { clockCyclesPerBit, ...shape }) => {
    const byteCycles = uartByteCycles(clockCyclesPerBit);
    const { bytes } = streams({ bytes: uint(8) });
    const heard = instance("receiver", UartRx({ clockCyclesPerBit }), { rx });
    const endpoint = instance("endpoint", LinkEndpoint({ ...shape, byteCycles, cableCycles: 2 * byteCycles }), {
      clear,
      enq,
      deq,
      ...heard,
      bytes: bytes.in,
    });
    const { tx } = instance("transmitter", UartTx({ clockCyclesPerBit }), { data: bytes.out });
    const { bytes: _, ...seen } = endpoint;
    return { ...seen, tx };
  },
);
