import {
  bool,
  bundle,
  cat,
  constant,
  fsm,
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
import { Exchange, gateState } from "./exchange.ts";
import { commandNames, headAddress, helloAddress, payloadWords, steppedBits } from "./protocol.ts";

/**
 * Checks the sequence of requests, executes each once and prepares its answer.
 *
 * Ports       good, bad, length, word, address: the frame receiver; listen: it may take a frame. write…, send,
 *             firstAddress, empty, sequenceNumber, status, sending: the frame sender. From the AER gate: calm, canPut, isNow, isNext,
 *             isAhead, ticks, late, overrun; putEvent, putMarker, passMarker, hold, clear…, changeMode. room, busy,
 *             saturations, bus, busData, clear, spikes: the core
 * Latency     about 6 cycles from a frame to its execution; WRITE takes 2 cycles per word, READ 4 and the core's time
 * Source      docs/host-link.md
 */
export const Executor = module(
  "executor",
  (_: object) => ({
    good: input(bool),
    bad: input(bool),
    length: input(uint(8)),
    word: input(uint(16)),
    address: output(uint(8)),
    listen: output(bool),

    sending: input(bool),
    write: output(bool),
    /** Of what is written, and of the end of the answer. */
    writeAddress: output(uint(8)),
    writeData: output(uint(16)),
    send: output(bool),
    firstAddress: output(uint(8)),
    empty: output(bool),
    sequenceNumber: output(uint(8)),
    status: output(uint(8)),

    gate: input(gateState),
    putEvent: output(bool),
    putMarker: output(bool),
    passMarker: output(bool),
    hold: output(bool),
    clearFlags: output(bool),
    changeMode: output(bool),
    freeRunning: output(bool),
    period: output(uint(24)),

    spikes: stream.in(uint(16)),
    busy: input(bool),
    room: input(bool),
    clear: output(bool),
    saturations: input(uint(16)),
    bus: output(bundle({ write: bool, read: bool, space: uint(3), address: uint(16), data: uint(16) })),
    busData: input(bundle({ valid: bool, data: uint(16) })),
  }),
  (io) => {
    const { gate, word, spikes } = io;
    // The conversation.
    const { sequenceNumber, connected } = regs({ sequenceNumber: uint(8), connected: [bool, false] });
    const { opcode, isKnown, sinceLast } = regs({ opcode: uint(3), isKnown: bool, sinceLast: uint(8) });
    const verdict = regs({ isHello: bool, isExpected: bool, isRepeated: bool, isRefused: bool, isWrongMode: bool });
    const lengths = regs({ isNone: bool, isTwo: bool, isTwoOrMore: bool });
    const { badFrames } = regs({ badFrames: [uint(8), 0] });
    lengths.isNone.next = io.length.eq(0);
    lengths.isTwo.next = io.length.eq(2);
    lengths.isTwoOrMore.next = io.length.ge(2);
    const is = (name: (typeof commandNames)[number]) => opcode.eq(commandNames.indexOf(name));
    sinceLast.next = word.trunc(8).subw(sequenceNumber);
    const { lengthFits } = nodes({
      lengthFits: is("exchange")
        .or(is("write").and(lengths.isTwoOrMore))
        .or(is("mode").or(is("read")).and(lengths.isTwo))
        .or(is("status").or(is("clear")).or(is("clearFlags")).and(lengths.isNone)),
    });
    // These stand in the state "judge", two cycles after the head was there.
    verdict.isHello.next = is("hello").and(isKnown).and(lengths.isNone);
    verdict.isExpected.next = connected.and(sinceLast.eq(1));
    verdict.isRepeated.next = connected.and(sinceLast.eq(0));
    verdict.isRefused.next = isKnown.and(lengthFits).not();

    // The answer: of the last executed request, or a short one that leaves it alone.
    const answer = regs({ refused: bool, wrongMode: bool, ofHello: bool, answerEnd: uint(8) });
    const short = regs({ isShort: bool, isBadFrame: bool });
    const out = regs({ outWrite: [bool, false], outData: uint(16) });
    out.outWrite.next = false;
    when(out.outWrite, () => {
      answer.answerEnd.next = answer.answerEnd.addw(1);
    });
    const store = () => {
      out.outWrite.next = true;
    };

    // What the commands work with.
    const { index, countIsBad, freeRunning } = regs({ index: uint(8), countIsBad: bool, freeRunning: [bool, false] });
    const period = regs({ periodLow: uint(16), periodHigh: uint(8) });
    const { busSpace, busAddress } = regs({ busSpace: uint(3), busAddress: uint(16) });
    const { clear, takeSpike } = regs({ clear: [bool, false], takeSpike: [bool, false] });
    clear.next = false;
    takeSpike.next = false;
    // Each is true one cycle after its counters.
    const done = regs({ allWordsDone: bool, allWordsRead: bool, answerFull: bool });
    done.allWordsDone.next = index.eq(io.length);
    done.allWordsRead.next = answer.answerEnd.eq(word.trunc(8));
    done.answerFull.next = answer.answerEnd.eq(payloadWords);
    const { periodIsTick } = nodes({
      periodIsTick: period.periodHigh.any().or(period.periodLow.slice(15, steppedBits).any()),
    });
    countIsBad.next = word.trunc(8).eq(0).or(word.trunc(8).gt(payloadWords));
    const { startExchange } = wires({ startExchange: bool });
    const exchange = instance("exchange", Exchange({}), {
      start: startExchange,
      freeRunning,
      isMarker: word.bit(15),
      allWordsDone: done.allWordsDone,
      answerFull: done.answerFull,
      gate,
      room: io.room,
      spikeWaits: spikes.valid,
    });
    when(exchange.step, () => {
      index.next = index.addw(1);
    });
    when(exchange.storeCount.or(exchange.storeSpike), () => {
      out.outWrite.next = true;
    });
    when(exchange.storeSpike, () => {
      takeSpike.next = true;
    });
    const advance = () => {
      index.next = index.addw(1);
    };

    const state = fsm(
      "state",
      {
        listen: (go) => {
          index.next = headAddress;
          short.isBadFrame.next = io.bad;
          when(io.good, () => go("decode"));
          when(io.bad, () => {
            when(badFrames.all().not(), () => {
              badFrames.next = badFrames.addw(1);
            });
            short.isShort.next = true;
            go("respond");
          });
        },
        decode: (go) => {
          opcode.next = word.slice(10, 8);
          isKnown.next = word.slice(15, 11).any().not();
          go("compare");
        },
        compare: (go) => {
          advance();
          go("judge");
        },
        judge: (go) => {
          const { isNews } = nodes({ isNews: verdict.isHello.or(verdict.isExpected) });
          short.isShort.next = isNews.or(verdict.isRepeated).not();
          verdict.isWrongMode.next = freeRunning.and(is("write").or(is("read")).or(is("clear")));
          // The words of an exchange are worked through from the first; other commands have two words of parameters.
          when(is("exchange").not(), () => advance());
          when(isNews, () => {
            sequenceNumber.next = word.trunc(8);
            answer.ofHello.next = verdict.isHello;
            answer.answerEnd.next = 0;
            answer.refused.next = false;
            answer.wrongMode.next = false;
          });
          when(verdict.isHello, () => {
            connected.next = true;
          });
          when(verdict.isExpected.and(verdict.isHello.not()), () => go("dispatch")).otherwise(() => go("respond"));
        },
        dispatch: (go) => {
          busSpace.next = word.slice(10, 8);
          when(is("exchange").not(), () => advance());
          when(verdict.isRefused, () => {
            answer.refused.next = true;
            go("respond");
          })
            .elsewhen(verdict.isWrongMode, () => {
              answer.wrongMode.next = true;
              go("respond");
            })
            .elsewhen(is("status"), () => go("tellTicks"))
            .elsewhen(is("clear"), () => go("clearStart"))
            .elsewhen(is("clearFlags"), () => go("respond"))
            .elsewhen(is("exchange"), () => go("exchangeStart"))
            .otherwise(() => go("parameters"));
          when(is("clearFlags").and(verdict.isRefused.not()), () => {
            badFrames.next = 0;
          });
          when(is("mode").and(verdict.isRefused.not()), () => {
            period.periodLow.next = word;
            freeRunning.next = false;
          });
        },
        parameters: (go) => {
          when(is("mode"), () => {
            period.periodHigh.next = word.trunc(8);
            go("changeMode");
          })
            .elsewhen(is("write"), () => go("writeNext"))
            .elsewhen(countIsBad, () => {
              answer.refused.next = true;
              go("respond");
            })
            .otherwise(() => go("readPrepare"));
        },

        changeMode: (go) => {
          freeRunning.next = periodIsTick;
          go("settleMode");
        },
        settleMode: (go) => {
          when(freeRunning.or(gate.calm), () => go("respond"));
        },

        writeNext: (go) => go("writeWord"),
        writeWord: (go) => {
          advance();
          when(done.allWordsDone, () => go("respond")).otherwise(() => go("writeNext"));
        },

        // While it reads, the request's first word stands: it holds the count.
        readPrepare: (go) => {
          index.next = 0;
          go("readStore");
        },
        readNext: (go) => go("readWord"),
        readWord: (go) => {
          when(done.allWordsRead, () => go("respond")).otherwise(() => go("readWait"));
        },
        readWait: (go) => {
          when(io.busData.valid, () => {
            store();
            go("readStore");
          });
        },
        readStore: (go) => go("readNext"),

        tellTicks: (go) => {
          store();
          go("tellSaturations");
        },
        tellSaturations: (go) => {
          store();
          go("tellBadFrames");
        },
        tellBadFrames: (go) => {
          store();
          go("respond");
        },

        clearStart: (go) => {
          when(gate.calm, () => {
            clear.next = true;
            go("clearWait");
          });
        },
        clearWait: (go) => go("clearDrain"),
        clearDrain: (go) => {
          takeSpike.next = true;
          when(gate.calm.and(spikes.valid.not()), () => go("respond"));
        },

        exchangeStart: (go) => go("exchanging"),
        exchanging: (go) => {
          when(exchange.busy.not(), () => go("respond"));
        },

        respond: (go) => go("sending"),
        sending: (go) => {
          when(io.sending.not(), () => go("listen"));
        },
      },
      { init: "listen" },
    );

    startExchange.value = state.is("exchangeStart");
    const { isFresh } = nodes({ isFresh: short.isShort.not() });
    // Loaded or counted up. Minus all ones is plus one; written so that a bit takes one LC.
    const { loads } = nodes({ loads: state.is("parameters") });
    const { counted } = nodes({ counted: busAddress.subw(cat(...Array.from({ length: 16 }, () => loads.not()))) });
    const { writesWord, readsWord } = nodes({
      writesWord: state.is("writeWord").and(done.allWordsDone.not()),
      readsWord: state.is("readWord").and(done.allWordsRead.not()),
    });
    when(loads.or(state.is("writeWord")).or(state.is("readWord")), () => {
      busAddress.next = loads.mux(word, counted);
    });
    // Whatever state it is, one of these goes to the output register; `outWrite` says whether it counts.
    const { lowByte } = nodes({ lowByte: exchange.storeCount.mux(index, badFrames) });
    const { fromLink } = nodes({ fromLink: state.is("tellTicks").mux(gate.ticks, lowByte.extend(16)) });
    const { fromCore } = nodes({ fromCore: exchange.storeSpike.mux(spikes.payload, io.busData.data) });
    const { isFromCore } = nodes({ isFromCore: exchange.storeSpike.or(state.is("readWait")) });
    out.outData.next = state.is("tellSaturations").mux(io.saturations, isFromCore.mux(fromCore, fromLink));
    return {
      address: index,
      listen: state.is("listen"),
      write: out.outWrite,
      writeAddress: answer.answerEnd,
      writeData: out.outData,
      send: state.is("respond"),
      firstAddress: answer.ofHello.mux(constant(uint(8), helloAddress), 0),
      empty: short.isShort,
      sequenceNumber,
      status: cat(
        gate.overrun,
        gate.late,
        freeRunning,
        io.busy,
        spikes.valid,
        isFresh.and(answer.wrongMode),
        isFresh.mux(answer.refused, short.isBadFrame.not()),
        isFresh.mux(answer.refused, short.isBadFrame),
      ),
      putEvent: exchange.putEvent,
      putMarker: exchange.putMarker,
      passMarker: exchange.passMarker,
      hold: exchange.hold,
      clearFlags: state.is("dispatch").and(is("clearFlags")).and(verdict.isRefused.not()),
      changeMode: state.is("changeMode"),
      freeRunning,
      period: cat(period.periodHigh, period.periodLow),
      spikes: { ready: takeSpike },
      clear,
      bus: {
        write: writesWord,
        read: readsWord,
        space: busSpace,
        address: busAddress,
        data: word,
      },
    };
  },
);
