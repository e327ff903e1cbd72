import { bool, bundle, input, instance, module, output, stream, uint, wires } from "../../hdlgen/index.ts";
import { Crc32 } from "../cells/crc32.ts";
import { UartRx } from "../cells/uart-rx.ts";
import { UartTx } from "../cells/uart-tx.ts";
import { AerGate } from "./aer-gate.ts";
import { gateState } from "./exchange.ts";
import { Executor } from "./executor.ts";
import { FrameReceiver } from "./frame-receiver.ts";
import { FrameSender } from "./frame-sender.ts";
import { TickTimer } from "./tick-timer.ts";

export interface HostLinkParameters {
  /** Clock cycles of one UART bit, at least 4. */
  readonly clockCyclesPerBit: number;
  /** 32 bits by which a host recognises the core. */
  readonly shapeHash: number;
}

/**
 * The board's side of docs/host-link.md: one request at a time over a UART, executed on a core.
 *
 * Ports       uartRx, uartTx: the pins. The rest is a core's ports, seen from outside: events, spikes, busy, room,
 *             clear, saturations, bus, busData. tick: toggles every 8 ticks; error: an event was late or a tick skipped
 * Hazards     needs of the core: `busy` rises within 2 cycles of taking a marker or `clear`; `room` is right 2 cycles
 *             after `busy` has fallen; a marker is taken at once while it is idle and has room
 * Cost        about 710 LC and 2 EBR on UP5K
 */
export const HostLink = module(
  "host_link",
  (_: HostLinkParameters) => ({
    uartRx: input(bool),
    uartTx: output(bool),
    events: stream.out(uint(16)),
    spikes: stream.in(uint(16)),
    busy: input(bool),
    room: input(bool),
    clear: output(bool),
    saturations: input(uint(16)),
    bus: output(bundle({ write: bool, read: bool, space: uint(3), address: uint(16), data: uint(16) })),
    busData: input(bundle({ valid: bool, data: uint(16) })),
    tick: output(bool),
    error: output(bool),
  }),
  (io, { clockCyclesPerBit, shapeHash }) => {
    // Wires close the loops between the parts.
    const back = wires({
      listen: bool,
      requestAddress: uint(8),
      crcLow: uint(8),
      crcGood: bool,
      crcLast: uint(8),
      crcBusy: bool,
      ready: bool,
      sending: bool,
    });
    const rx = instance("uartReceiver", UartRx({ clockCyclesPerBit }), { rx: io.uartRx });
    const receiver = instance("frameReceiver", FrameReceiver({}), {
      ...rx,
      listen: back.listen,
      crcGood: back.crcGood,
      crcLast: back.crcLast,
      address: back.requestAddress,
    });
    const gated = wires({ gate: gateState });
    const executor = instance("executor", Executor({}), {
      good: receiver.good,
      bad: receiver.bad,
      length: receiver.length,
      word: receiver.word,
      sending: back.sending,
      gate: gated.gate,
      spikes: io.spikes,
      busy: io.busy,
      room: io.room,
      saturations: io.saturations,
      busData: io.busData,
    });
    const { expired } = instance("tickTimer", TickTimer({}), {
      enable: executor.freeRunning,
      period: executor.period,
    });
    const gate = instance("aerGate", AerGate({}), {
      freeRunning: executor.freeRunning,
      expired,
      word: receiver.word,
      putEvent: executor.putEvent,
      putMarker: executor.putMarker,
      passMarker: executor.passMarker,
      hold: executor.hold,
      clearTicks: executor.clear,
      clearFlags: executor.clearFlags,
      changeMode: executor.changeMode,
      busy: io.busy,
      room: io.room,
      events: io.events,
    });
    const sender = instance("frameSender", FrameSender({ shapeHash }), {
      write: executor.write,
      writeAddress: executor.writeAddress,
      writeData: executor.writeData,
      send: executor.send,
      firstAddress: executor.firstAddress,
      endAddress: executor.writeAddress,
      empty: executor.empty,
      sequenceNumber: executor.sequenceNumber,
      status: executor.status,
      crcLow: back.crcLow,
      crcLast: back.crcLast,
      crcBusy: back.crcBusy,
      bytes: { ready: back.ready },
    });
    const { data, tx } = instance("uartSender", UartTx({ clockCyclesPerBit }), { data: sender.bytes });
    // The receiver is deaf while the sender is busy, so they share the checksum.
    const crc = instance("checksum", Crc32({}), {
      clear: sender.busy.mux(sender.crcClear, receiver.crcClear),
      feed: sender.busy.mux(sender.crcFeed, receiver.crcFeed),
      drain: sender.busy.and(sender.crcDrain),
      data: sender.busy.mux(sender.crcData, receiver.crcData),
    });
    back.listen.value = executor.listen;
    back.requestAddress.value = executor.address;
    back.crcLow.value = crc.low;
    back.crcGood.value = crc.good;
    back.crcLast.value = crc.last;
    back.crcBusy.value = crc.busy;
    back.ready.value = data.ready;
    back.sending.value = sender.busy;
    const { canPut, calm, isNow, isNext, isAhead, ticks, late, overrun } = gate;
    gated.gate.value = { canPut, calm, isNow, isNext, isAhead, ticks, late, overrun };
    return {
      uartTx: tx,
      events: gate.events,
      spikes: executor.spikes,
      clear: executor.clear,
      bus: executor.bus,
      tick: gate.ticks.bit(3),
      error: gate.late.or(gate.overrun),
    };
  },
);
