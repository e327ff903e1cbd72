import type { Fabric } from "../../config/index.ts";
import {
  bool,
  bundle,
  cat,
  constant,
  input,
  instance,
  module,
  nodes,
  output,
  regs,
  stream,
  uint,
  when,
  wires,
} from "../../hdlgen/index.ts";
import { UartRx } from "../cells/uart-rx.ts";
import { UartTx } from "../cells/uart-tx.ts";
import { AerGate } from "./aer-gate.ts";
import { AnswerWord } from "./answer-word.ts";
import { ByteUnit } from "./byte-unit.ts";
import { Conversation } from "./conversation.ts";
import { FrameBuffers } from "./frame-buffers.ts";
import { flag } from "./protocol.ts";
import { askedBundle, Sequencer } from "./sequencer.ts";
import { TickTimer } from "./tick-timer.ts";

export interface HostLinkParameters {
  /** Clock cycles of one UART bit, at least 4. */
  readonly clockCyclesPerBit: number;
  /** 32 bits by which a host recognises the core. */
  readonly shapeHash: number;
  /** Default "ice40up". */
  readonly fabric?: Fabric;
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
  (io, { clockCyclesPerBit, shapeHash, fabric = "ice40up" }) => {
    // Wires close the loops between the parts.
    const back = wires({ asked: askedBundle, stored: uint(16), store: bool, loaded: uint(8) });
    const sequencer = instance("sequencer", Sequencer({ fabric }), { asked: back.asked });
    const act = sequencer.do;

    // The line, and the byte at hand.
    const rx = instance("uartReceiver", UartRx({ clockCyclesPerBit }), { rx: io.uartRx });
    const { listening, arrives, byteArrived, byteBroken } = regs({
      listening: [bool, false],
      arrives: [bool, false],
      byteArrived: [bool, false],
      byteBroken: bool,
    });
    listening.next = act.listen.or(listening.and(act.ignore.not()));
    arrives.next = rx.received.or(rx.broken).and(listening);
    byteArrived.next = arrives.or(byteArrived.and(act.takeByte.not()));
    when(rx.received.or(rx.broken), () => {
      byteBroken.next = rx.broken;
    });
    const bytes = instance("byteUnit", ByteUnit({}), {
      load: arrives.or(act.loadLow).or(act.loadHigh),
      loaded: back.loaded,
      flip: act.flip,
      clear: act.startChecksum,
      feed: act.feed,
      drain: act.drain,
    });
    // Bits 0 and 1 tell a flag from an escape.
    const special = cat(constant(uint(6), flag >> 2), act.sendFlag, act.sendEscape);
    const { data: line, tx } = instance("uartSender", UartTx({ clockCyclesPerBit }), {
      data: {
        valid: act.sendFlag.or(act.sendEscape).or(act.sendByte),
        payload: act.sendByte.mux(bytes.current, special),
      },
    });

    // The frames, and what is remembered of them.
    const frames = instance("frames", FrameBuffers({ shapeHash, fabric }), {
      toHead: act.toHead,
      toHello: act.toHello,
      nextWord: act.nextWord,
      current: bytes.current,
      keepLow: act.keepLow,
      keepHigh: act.keepHigh,
      leftStart: act.leftStart,
      leftUp: act.leftUp,
      leftDown: act.leftDown,
      store: back.store,
      stored: back.stored,
      endAtHead: act.endAtHead,
      endAtHello: act.endAtHello,
    });
    const { requestWord: word } = frames;
    const conversation = instance("conversation", Conversation({}), {
      connect: act.connect,
      accept: act.accept,
      ofHello: act.ofHello,
      refuse: act.refuse,
      wrongMode: act.wrongMode,
      badFrame: act.badFrame,
      badSequence: act.badSequence,
      clearShort: act.leftStart,
      clearFlags: act.clearFlags,
    });

    // The core and its ticks.
    const { space, readDone } = regs({ space: uint(3), readDone: bool });
    when(act.loadSpace, () => {
      space.next = word.slice(10, 8);
    });
    readDone.next = io.busData.valid.or(readDone.and(act.busRead.not()));
    const timer = instance("tickTimer", TickTimer({}), {
      word,
      loadAddress: act.loadAddress,
      loadPeriodHigh: act.loadPeriodHigh,
      countUp: act.busWrite.or(act.busRead),
      start: act.startTimer,
      stop: act.stopTimer,
    });
    const gate = instance("aerGate", AerGate({}), {
      freeRunning: timer.running,
      expired: timer.expired,
      word,
      put: act.putWord,
      passMarker: act.passMarker,
      clearTicks: act.clear,
      clearFlags: act.clearFlags,
      changeMode: act.stopTimer,
      busy: io.busy,
      room: io.room,
      events: io.events,
    });

    // What goes into the answer: when the program says so, and whenever the core has read something.
    const answerWord = instance("answerWord", AnswerWord({}), {
      choice: sequencer.choice,
      storeNow: act.store,
      busValid: io.busData.valid,
      busData: io.busData.data,
      spike: io.spikes.payload,
      ticks: gate.ticks,
      saturations: io.saturations,
      badFrames: conversation.badFrames,
      place: frames.place,
      sequenceNumber: word.trunc(8),
    });
    back.store.value = answerWord.store;
    back.stored.value = answerWord.stored;
    const status = cat(gate.overrun, gate.late, timer.running, io.busy, io.spikes.valid, conversation.code);
    // One of four in two LUTs: high and status, or else a bit that says whether the line or the low byte is meant.
    const { kind } = nodes({ kind: act.loadHigh.mux(frames.atHead, listening) });
    const high = act.loadHigh.mux(kind.mux(status, frames.answerWord.slice(15, 8)), kind.asUInt().replicate(8));
    back.loaded.value = cat(
      ...high
        .toBools()
        .map((bit, i) => act.loadHigh.mux(bit, bit.mux(rx.data.bit(i), frames.answerWord.bit(i))))
        .reverse(),
    );
    back.asked.value = {
      byteArrived,
      byteBroken,
      isFlag: bytes.isFlag,
      isEscape: bytes.isEscape,
      lineIsFree: line.ready,
      checksumDone: bytes.busy.not(),
      checksumGood: bytes.good,
      noneLeft: frames.noneLeft,
      answerSent: frames.answerSent,
      answerFull: frames.answerFull,
      allRead: frames.allRead,
      connected: conversation.connected,
      isLast: frames.isLast,
      isNext: frames.isNext,
      isShort: conversation.isShort,
      ofHello: conversation.isHello,
      bit8: word.bit(8),
      bit9: word.bit(9),
      bit10: word.bit(10),
      bits7To4: word.slice(7, 4).any(),
      bits11Up: word.slice(15, 11).any(),
      isMarker: word.bit(15),
      readDone,
      wordTaken: gate.taken,
      calm: gate.calm,
      room: io.room,
      spikeWaits: io.spikes.valid,
      freeRunning: timer.running,
      markerIsNow: gate.isNow,
      markerIsAhead: gate.isAhead,
    };
    return {
      uartTx: tx,
      events: gate.events,
      spikes: { ready: act.takeSpike },
      clear: act.clear,
      bus: { write: act.busWrite, read: act.busRead, space, address: timer.address, data: word },
      tick: gate.ticks.bit(3),
      error: gate.late.or(gate.overrun),
    };
  },
);
