import { bool, input, instance, module, nodes, output, regs, stream, uint } from "../../hdlgen/index.ts";
import { UartRx } from "../cells/uart-rx.ts";
import { UartTx } from "../cells/uart-tx.ts";
import { arrivingByte } from "./byte-line.ts";
import { corePorts, type LinkParameters, linkBody } from "./link-body.ts";

export interface HostLinkParameters extends LinkParameters {
  /** Clock cycles of one UART bit, at least 4. */
  readonly clockCyclesPerBit: number;
}

/**
 * The board's side of docs/host-link.md: one request at a time over a UART, executed on a core.
 *
 * Ports       uartRx, uartTx: the pins. The rest is a core's ports, seen from outside: events, spikes, busy, room,
 *             clear, saturations, bus, busData. tick: toggles every 8 ticks; error: an event was late or a tick skipped
 * Hazards     needs of the core: `busy` rises within 2 cycles of taking a marker or `clear`; `room` is right 2 cycles
 *             after `busy` has fallen; a marker is taken at once while it is idle and has room, and only its bit 15 counts;
 *             while a tick runs, `room` low says that output has to be taken; events are taken whatever the output does
 * Throughput  an event takes about 30 cycles, an output word 25; a quarter more on ice40hx and ecp5
 * Cost        about 530 LC and 3 EBR on UP5K, 600 LC on HX8K; 460 LUT, 70 CCU2C and 3 DP16KD on ECP5
 */
export const HostLink = module(
  "host_link",
  (parameters: HostLinkParameters) => ({ uartRx: input(bool), uartTx: output(bool), ...corePorts(parameters) }),
  (io, parameters) => {
    const uart = { clockCyclesPerBit: parameters.clockCyclesPerBit };
    const { core, sent } = linkBody(io, parameters, {
      receive: () => instance("uartReceiver", UartRx(uart), { rx: io.uartRx }),
      send: (byte) => {
        const { data, tx } = instance("uartSender", UartTx(uart), { data: byte });
        return { ready: data.ready, tx };
      },
    });
    return { uartTx: sent.tx, ...core };
  },
);

/**
 * The same over any other line of bytes (`byte-line.ts`).
 *
 * Ports       arriving, leaving: the line. wants: a byte would be taken now; stays so until one comes. refuses: the answer that is
 *             being sent says anything but ok. greeted: pulse, a HELLO is executed. The rest as in `HostLink`
 * Throughput  a byte about every 20 cycles, and 16 more for each word of a WRITE; a quarter more on ice40hx and ecp5
 */
export const ByteLink = module(
  "byte_link",
  (parameters: LinkParameters) => ({
    arriving: input(arrivingByte),
    leaving: stream.out(uint(8)),
    wants: output(bool),
    refuses: output(bool),
    greeted: output(bool),
    ...corePorts(parameters),
  }),
  (io, parameters) => {
    const { core, sent, idle, code, greeted } = linkBody(io, parameters, {
      pace: "eager",
      receive: () => io.arriving,
      send: (byte) => ({ ready: io.leaving.ready, byte }),
    });
    const { wants } = regs({ wants: [bool, false] });
    const { isFree } = nodes({ isFree: idle.arrives.or(idle.byteArrived).or(idle.busy).not() });
    wants.next = idle.listening.and(isFree);
    return { leaving: sent.byte, wants, refuses: code.any(), greeted, ...core };
  },
);
