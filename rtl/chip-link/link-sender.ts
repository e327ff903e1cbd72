import {
  bool,
  cat,
  formal,
  fsm,
  input,
  module,
  nodes,
  output,
  packed,
  ram,
  regs,
  type Sees,
  stream,
  uint,
  when,
  wires,
} from "../../hdlgen/index.ts";
import { spikeWord } from "../router/spike-word.ts";
import { creditBits, creditParts, FrameKind, type LinkShape, numberBits, wordBits, wordBytes } from "./frame.ts";
import { frameToken } from "./frame-sender.ts";
import { frameHead } from "./link-receiver.ts";

/** Beats after which words that nobody has acknowledged are sent again. */
export const patienceBeats = 6;

const ports = (shape: LinkShape) => ({
  enq: stream.in(spikeWord(shape)),
  beat: input(bool),
  heard: input(bool),
  head: input(frameHead),
  inStep: input(bool),
  gap: input(bool),
  brought: input(bool),
  spoiled: input(bool),
  expected: input(uint(numberBits)),
  taken: input(uint(numberBits)),
  credit: input(uint(creditBits)),
  speaks: input(bool),
  kind: input(FrameKind),
  joined: input(bool),
  tokens: stream.out(frameToken),
  repeats: output(bool),
});

/** The sender with its registers in view, for proofs. */
export function linkSender(io: Sees<ReturnType<typeof ports>>, shape: LinkShape) {
  const { window, frameWords, routeBits, indexBits } = shape;
  const [bits, bytes, addressBits] = [wordBits(shape), wordBytes(shape), Math.log2(window)];
  const unitBits = Math.log2(window / creditParts);
  // acked ≤ sent ≤ written ≤ acked + window: words before `acked` are forgotten, those before `sent` are on their way.
  const { acked, sent, written, limit } = regs({
    acked: [uint(numberBits), 0],
    sent: [uint(numberBits), 0],
    written: [uint(numberBits), 0],
    limit: [uint(numberBits), 0],
  });

  const { open } = regs({ open: [bool, false] });
  const { push } = nodes({ push: io.enq.valid.and(open) });
  const { writtenNext } = nodes({ writtenNext: written.addw(push.asUInt()) });
  written.next = writtenNext;
  open.next = writtenNext.subw(acked).bit(addressBits).not();
  const words = ram("words", uint(bits), { depth: window, collision: "dontCare" });
  words.write(written.trunc(addressBits), packed(spikeWord(shape), io.enq.payload), { enable: push });
  // A word just written is not yet readable.
  const { readable } = regs({ readable: [uint(numberBits), 0] });
  readable.next = written;
  const word = words.read(sent.trunc(addressBits));

  // What the other side says is believed between frames, so that numbers do not change under a frame's way.
  const { told } = regs({ told: [bool, false] });
  const { toldExpected, toldCredit, toldRepeat } = regs({
    toldExpected: uint(numberBits),
    toldCredit: uint(creditBits),
    toldRepeat: [bool, false],
  });
  const { tells, believes } = wires({ tells: bool, believes: bool });
  tells.value = io.heard.and(io.head.kind.is("words")).and(io.joined);
  when(tells, () => {
    toldExpected.next = io.head.expected;
    toldCredit.next = io.head.credit;
    toldRepeat.next = io.head.repeat.or(toldRepeat.and(believes.not()));
  }).elsewhen(believes, () => {
    toldRepeat.next = false;
  });
  told.next = tells.or(told.and(believes.not()));

  // What the other side has to be told.
  const { ackDue, repeatDue, repeatAsked, toldLimit } = regs({
    ackDue: [bool, false],
    repeatDue: [bool, false],
    repeatAsked: [bool, false],
    toldLimit: [uint(numberBits), 0],
  });
  const { begins } = wires({ begins: bool });
  // Once asked, not again until words are in step: those that were on their way come all in vain.
  const { misses } = nodes({ misses: io.gap.or(io.spoiled.and(io.joined)).and(repeatAsked.not()) });
  ackDue.next = io.brought.or(ackDue.and(begins.not()));
  repeatDue.next = misses.or(repeatDue.and(begins.not())).and(io.inStep.not());
  repeatAsked.next = misses.or(repeatAsked).and(io.inStep.not());
  const { hasRoomToTell } = nodes({ hasRoomToTell: io.taken.addw(window).subw(toldLimit) });
  const roomDue = hasRoomToTell.slice(addressBits, addressBits - 2).any();

  // Frames are sent for no reason but to be heard, after a beat of silence.
  const { quiet, aliveDue } = regs({ quiet: [bool, false], aliveDue: [bool, false] });
  quiet.next = io.beat.or(quiet).and(begins.not());
  aliveDue.next = io.beat.and(quiet).or(aliveDue).and(begins.not());

  // Words in a frame: doubled with every acknowledgement, 1 after a loss. A single word is repeated until it arrives.
  const { most } = regs({ most: [uint(Math.log2(frameWords) + 1), frameWords] });
  const { isCareful } = nodes({ isCareful: most.bit(0) });
  const { patience } = regs({ patience: [uint(3), 0] });
  const { isOut } = nodes({ isOut: sent.ne(acked) });
  const { expires } = nodes({ expires: patience.eq(patienceBeats) });

  const { first, ahead, control, left } = regs({
    first: uint(numberBits),
    ahead: uint(numberBits),
    control: uint(8),
    left: uint(Math.log2(frameWords) + 1),
  });
  const { shift, inWord } = regs({ shift: uint(bytes * 8), inWord: uint(Math.max(1, Math.ceil(Math.log2(bytes)))) });
  const { mayGo } = nodes({
    mayGo: io.joined
      .and(readable.ne(sent))
      .and(
        limit
          .subw(sent)
          .bit(numberBits - 1)
          .not(),
      )
      .and(limit.ne(sent)),
  });
  const { due } = nodes({
    due: io.speaks.and(aliveDue.or(io.joined.and(mayGo.or(ackDue).or(repeatDue).or(roomDue)))),
  });
  const { progress } = nodes({ progress: toldExpected.subw(acked) });
  const { isProgress } = nodes({ isProgress: progress.ne(0).and(progress.le(written.subw(acked))) });
  const { isStale } = nodes({ isStale: progress.gt(written.subw(acked)) });

  const token = wires({ valid: bool, payload: frameToken });
  const { repeats } = wires({ repeats: bool });
  token.valid.value = true;
  token.payload.end.value = false;
  token.payload.data.value = control;
  believes.value = false;
  begins.value = false;
  repeats.value = false;
  const { ready } = io.tokens;
  when(io.beat.and(isOut).and(expires.not()), () => {
    patience.next = patience.addw(1);
  });
  when(isOut.not(), () => {
    patience.next = 0;
  });

  const phase = fsm(
    "phase",
    {
      idle: (go) => {
        token.valid.value = false;
        when(told, () => {
          believes.value = true;
          when(isStale.not(), () => {
            acked.next = toldExpected;
            limit.next = toldExpected.addw(toldCredit.shl(unitBits));
            when(isProgress, () => {
              patience.next = 0;
              most.next = most.bit(Math.log2(frameWords)).mux(most, most.shl(1).trunc(most.width));
            });
            // Words before `acked` need not go once more; after a loss, the others have to.
            when(
              toldExpected
                .subw(sent)
                .bit(numberBits - 1)
                .not(),
              () => {
                sent.next = toldExpected;
              },
            ).elsewhen(toldRepeat.and(isCareful.not()), () => {
              sent.next = toldExpected;
              most.next = 1;
              repeats.value = true;
            });
          });
        })
          .elsewhen(isOut.and(isCareful.or(expires)), () => {
            sent.next = acked;
            patience.next = 0;
            most.next = 1;
            repeats.value = expires;
          })
          .elsewhen(due, () => {
            begins.value = true;
            first.next = io.joined.mux(sent, routeBits);
            ahead.next = io.joined.mux(io.expected, indexBits);
            control.next = cat(io.kind.asUInt(), repeatDue, io.credit);
            toldLimit.next = io.expected.addw(io.credit.shl(unitBits));
            // Only a frame that began as one of words may hold some.
            left.next = io.joined.mux(most, 0);
            go("control");
          });
      },
      control: (go) => {
        when(ready, () => go("first"));
      },
      first: (go) => {
        token.payload.data.value = first;
        when(ready, () => go("expected"));
      },
      expected: (go) => {
        token.payload.data.value = ahead;
        when(ready, () => go("fetch"));
      },
      fetch: (go) => {
        token.valid.value = false;
        shift.next = word.extend(bytes * 8);
        inWord.next = bytes - 1;
        left.next = left.subw(1);
        when(mayGo.and(left.ne(0)), () => go("word")).otherwise(() => go("end"));
      },
      word: (go) => {
        token.payload.data.value = shift.trunc(8);
        when(ready, () => {
          if (bytes > 1) shift.next = shift.shr(8).extend(bytes * 8);
          inWord.next = inWord.subw(1);
          when(inWord.eq(0), () => {
            sent.next = sent.addw(1);
            go("settle");
          });
        });
      },
      // The memory looks up the next word.
      settle: (go) => {
        token.valid.value = false;
        go("fetch");
      },
      end: (go) => {
        token.payload.end.value = true;
        when(ready, () => go("idle"));
      },
    },
    { init: "idle" },
  );
  formal.assert(written.subw(acked).le(window), "no word is forgotten before it is acknowledged");
  formal.assert(sent.subw(acked).le(written.subw(acked)), "what is on its way is still kept");
  const drives = { enq: { ready: open }, tokens: token, repeats };
  return { drives, acked, sent, written, limit, readable, words, phase, told, toldExpected };
}

/**
 * Keeps words until the other side has acknowledged them, and cuts them into frames, again from where they got lost.
 *
 * Ports       enq: words; heard, head: a whole frame came; inStep, gap, brought, spoiled, expected, taken, credit: of the
 *             receiver beside it, for the other side; speaks, kind, joined: of the session; tokens: frames. repeats: pulse,
 *             words are sent again for being asked or for lack of an answer
 * Latency     7 cycles from `enq` to a frame's first byte.  Throughput: a word of b bytes takes b + 2 cycles, a frame 6 more
 * Hazards     none
 */
export const LinkSender = module("link_sender", ports, (io, shape) => linkSender(io, shape).drives);
