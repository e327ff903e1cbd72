import type { Fabric } from "../../config/index.ts";
import {
  type Bool,
  bool,
  bundle,
  cat,
  constant,
  input,
  instance,
  nodes,
  output,
  regs,
  type Sees,
  stream,
  uint,
  when,
  wires,
} from "../../hdlgen/index.ts";
import { onlyWhere } from "../core/only-where.ts";
import { AerGate } from "./aer-gate.ts";
import { AnswerWord } from "./answer-word.ts";
import type { ByteLine } from "./byte-line.ts";
import { ByteUnit } from "./byte-unit.ts";
import { Conversation } from "./conversation.ts";
import { FrameBuffers } from "./frame-buffers.ts";
import { MarkerWatch } from "./marker-watch.ts";
import { flag } from "./protocol.ts";
import { askedBundle, Sequencer } from "./sequencer.ts";
import { TickTimer } from "./tick-timer.ts";

export interface LinkParameters {
  /** 32 bits by which a host recognises the core. */
  readonly shapeHash: number;
  /** Default "ice40up". */
  readonly fabric?: Fabric;
  /** `told`: the port `expects` tells of a marker before it comes. Default: there is none. */
  readonly markers?: "told";
}

/** A core's ports, seen from outside, and two for LEDs. */
export const corePorts = ({ markers }: Pick<LinkParameters, "markers">) => ({
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
  ...onlyWhere(markers === "told", () => ({ expects: output(bool) })),
});

/** What both kinds of link are made of. Declares it in the module under construction. */
export function linkBody<S extends { readonly ready: Bool }>(
  io: Sees<ReturnType<typeof corePorts>>,
  { shapeHash, fabric = "ice40up", markers }: LinkParameters,
  line: ByteLine<S>,
) {
  // Wires close the loops between the parts.
  const back = wires({ asked: askedBundle, stored: uint(16), store: bool, loaded: uint(8) });
  const sequencer = instance(
    "sequencer",
    Sequencer({ fabric, ...(line.pace === undefined ? {} : { pace: line.pace }) }),
    { asked: back.asked },
  );
  const act = sequencer.do;

  // The line, and the byte at hand.
  const rx = line.receive();
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
  const leaving = {
    valid: act.sendFlag.or(act.sendEscape).or(act.sendByte),
    payload: act.sendByte.mux(bytes.current, special),
  };
  const sent = line.send(leaving);

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
    accesses: act.busWrite.or(act.busRead),
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
    lineIsFree: sent.ready,
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
    core: {
      events: gate.events,
      spikes: { ready: act.takeSpike },
      clear: act.clear,
      bus: { write: act.busWrite, read: act.busRead, space, address: timer.address, data: word },
      tick: gate.ticks.bit(3),
      error: gate.late.or(gate.overrun),
      ...onlyWhere(markers === "told", () =>
        instance("markerWatch", MarkerWatch({}), {
          puts: act.putWord,
          answers: act.ignore,
          comes: word.bit(15).and(gate.isNow).and(gate.taken).and(frames.noneLeft.or(timer.running).not()).and(io.room),
        }),
      ),
    },
    sent,
    // A byte is taken at once while the first holds and none of the others.
    idle: { listening, arrives, byteArrived, busy: bytes.busy },
    code: conversation.code,
    greeted: act.connect,
  };
}
