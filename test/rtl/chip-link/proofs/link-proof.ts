/**
 * One direction of a link: a sender, a receiver, and between them a line that alters, cuts and loses whatever it likes. What
 * it has altered it must say (that is the checksum's part). Answers come back late, or never, but none is invented: any number
 * between the last one told and the one that the receiver expects, with at most the room that there is. Beats are anybody's,
 * so that words are repeated at any time.
 */
import {
  bool,
  formal,
  input,
  instance,
  module,
  nodes,
  regs,
  stream,
  uint,
  when,
  wires,
} from "../../../../hdlgen/index.ts";
import { same } from "../../../../rtl/cells/stream-properties.ts";
import { type LinkShape, numberBits } from "../../../../rtl/chip-link/frame.ts";
import { frameToken } from "../../../../rtl/chip-link/frame-sender.ts";
import { LinkReceiver } from "../../../../rtl/chip-link/link-receiver.ts";
import { LinkSender } from "../../../../rtl/chip-link/link-sender.ts";
import { spikeWord } from "../../../../rtl/router/spike-word.ts";

/** The smallest there is: words of one byte. */
export const smallLink: LinkShape = { routeBits: 1, indexBits: 1, window: 16, frameWords: 2, crcBits: 16 };

export const LinkDirectionProof = module(
  "link_direction_proof",
  (shape: LinkShape) => ({
    enq: stream.in(spikeWord(shape)),
    deq: stream.out(spikeWord(shape)),
    mark: input(bool),
    beat: input(bool),
    lose: input(bool),
    alter: input(bool),
    altered: input(uint(8)),
    answers: input(bool),
    answer: input(uint(numberBits)),
    room: input(uint(5)),
    asksAgain: input(bool),
  }),
  (io, shape) => {
    const { valid: hasToken, payload: token } = wires({ valid: bool, payload: frameToken });
    const { damaged, told } = regs({ damaged: [bool, false], told: [uint(numberBits), 0] });
    const { spoils, finish } = nodes({
      spoils: hasToken.and(io.lose.or(io.alter)),
      finish: hasToken.and(token.end).and(io.lose.not()),
    });
    damaged.next = damaged.or(spoils).and(finish.not());
    const receiver = instance("receiver", LinkReceiver(shape), {
      octet: hasToken.and(token.end.not()).and(io.lose.not()),
      value: io.alter.mux(io.altered, token.data),
      finish,
      good: damaged.not(),
      listening: true,
      deq: io.deq,
    });
    const { expected, taken } = receiver;
    formal.assume(io.answer.subw(told).le(expected.subw(told)), "an answer is an earlier or the present one");
    formal.assume(io.room.le(shape.window), "no more room than the window");
    formal.assume(
      io.answer.addw(io.room).subw(taken).le(shape.window).or(io.answer.addw(io.room).subw(taken).ge(128)),
      "no more room than there is",
    );
    when(io.answers, () => {
      told.next = io.answer;
    });
    const sender = instance("sender", LinkSender(shape), {
      enq: io.enq,
      beat: io.beat,
      heard: io.answers,
      head: { kind: "words", repeat: io.asksAgain, credit: io.room, first: 0, expected: io.answer },
      inStep: false,
      gap: false,
      brought: false,
      spoiled: false,
      expected: 0,
      // All room has been told, so that the first frame has words.
      taken: 2 ** numberBits - shape.window,
      credit: 16,
      speaks: true,
      kind: "words",
      joined: true,
      tokens: { ready: true },
    });
    hasToken.value = sender.tokens.valid;
    token.value = sender.tokens.payload;

    // One word is followed, chosen by `mark`: what holds for it holds for all.
    const type = spikeWord(shape);
    const { underWay, follows, ahead, word } = regs({
      underWay: [uint(numberBits), 0],
      follows: [bool, false],
      ahead: uint(numberBits),
      word: type,
    });
    const { push, pop } = nodes({
      push: io.enq.valid.and(sender.enq.ready),
      pop: receiver.deq.valid.and(io.deq.ready),
    });
    underWay.next = underWay.addw(push.asUInt()).subw(pop.asUInt());
    when(follows, () => {
      follows.next = pop.and(ahead.eq(0)).not();
      ahead.next = ahead.subw(pop.asUInt());
    }).elsewhen(io.mark.and(push), () => {
      follows.next = true;
      ahead.next = underWay.subw(pop.asUInt());
      word.next = io.enq.payload;
    });
    formal.assert(pop.implies(underWay.any()), "no word comes out that did not go in, and none twice");
    formal.assert(
      follows
        .and(pop)
        .and(ahead.eq(0))
        .implies(same(type, receiver.deq.payload, word)),
      "every word comes out in its turn, as it went in",
    );
    formal.cover(follows.and(pop).and(ahead.eq(1)), "a word comes out, and another one after it");
    formal.cover(taken.eq(1).and(damaged), "the line disturbs what follows");
    return { enq: sender.enq, deq: receiver.deq };
  },
);
