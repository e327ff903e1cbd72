import {
  array,
  bool,
  bundle,
  cat,
  formal,
  input,
  module,
  nodes,
  output,
  ram,
  regs,
  type Sees,
  stream,
  uint,
  unpacked,
  when,
} from "../../hdlgen/index.ts";
import { spikeWord } from "../router/spike-word.ts";
import {
  creditBits,
  creditParts,
  FrameKind,
  headerBytes,
  type LinkShape,
  numberBits,
  wordBits,
  wordBytes,
} from "./frame.ts";

/** What a frame says besides its words. */
export const frameHead = bundle({
  kind: FrameKind,
  repeat: bool,
  credit: uint(creditBits),
  first: uint(numberBits),
  expected: uint(numberBits),
});

const ports = (shape: LinkShape) => ({
  octet: input(bool),
  value: input(uint(8)),
  finish: input(bool),
  good: input(bool),
  listening: input(bool),
  deq: stream.out(spikeWord(shape)),
  heard: output(bool),
  head: output(frameHead),
  spoiled: output(bool),
  inStep: output(bool),
  gap: output(bool),
  brought: output(bool),
  expected: output(uint(numberBits)),
  taken: output(uint(numberBits)),
  credit: output(uint(creditBits)),
});

/** The receiver with its registers in view, for proofs. */
export function linkReceiver(
  { octet, value, finish, good, listening, deq }: Sees<ReturnType<typeof ports>>,
  shape: LinkShape,
) {
  const { window } = shape;
  const [bits, bytes, addressBits] = [wordBits(shape), wordBytes(shape), Math.log2(window)];
  const { expected, tentative, taken } = regs({
    expected: [uint(numberBits), 0],
    tentative: [uint(numberBits), 0],
    taken: [uint(numberBits), 0],
  });

  // One bit goes along the header's bytes, one along those of a word.
  const { inHead, inWord } = regs({
    inHead: [array(bool, headerBytes), [true, false, false]],
    inWord: [array(bool, bytes), Array.from({ length: bytes }, (_, i) => i === 0)],
  });
  const { hasHead, control, number, itsExpected } = regs({
    hasHead: [bool, false],
    control: uint(8),
    number: uint(numberBits),
    itsExpected: uint(numberBits),
  });
  const { word, store } = regs({ word: array(uint(8), bytes), store: [bool, false] });
  const { ends, endsWell } = regs({ ends: [bool, false], endsWell: bool });
  const { first } = regs({ first: uint(numberBits) });
  ends.next = finish;
  endsWell.next = good.and(hasHead).and(inWord.at(0));

  const { wordByte } = nodes({ wordByte: octet.and(hasHead) });
  store.next = wordByte.and(inWord.at(bytes - 1));
  when(octet, () => {
    inHead.next = [false, ...Array.from({ length: headerBytes - 1 }, (_, i) => inHead.at(i))];
    hasHead.next = hasHead.or(inHead.at(headerBytes - 1));
    when(inHead.at(0), () => {
      control.next = value;
    });
    when(inHead.at(1), () => {
      first.next = value;
    });
    when(inHead.at(2), () => {
      itsExpected.next = value;
    });
    when(hasHead, () => {
      word.next = [...Array.from({ length: bytes - 1 }, (_, i) => word.at(i + 1)), value];
      inWord.next = [inWord.at(bytes - 1), ...Array.from({ length: bytes - 1 }, (_, i) => inWord.at(i))];
    });
  });

  // Words are stored as they come, and count when the frame has ended well.
  const { used, isNext } = nodes({ used: tentative.subw(taken), isNext: number.eq(tentative) });
  const { hasRoom } = nodes({ hasRoom: used.bit(addressBits).not() });
  const { accepts } = nodes({ accepts: store.and(isNext).and(hasRoom) });
  const kind = FrameKind.from(control.slice(7, 6));
  const { heard, brings } = nodes({
    heard: ends.and(endsWell).and(kind.is("unknown").not()),
    brings: ends.and(endsWell).and(kind.is("words")).and(listening),
  });
  when(octet.and(inHead.at(1)), () => {
    number.next = value;
  }).elsewhen(store, () => {
    number.next = number.addw(1);
  });
  when(ends, () => {
    tentative.next = brings.mux(tentative, expected);
  }).elsewhen(accepts, () => {
    tentative.next = tentative.addw(1);
  });
  when(brings, () => {
    expected.next = tentative;
  });
  when(ends, () => {
    inHead.next = [true, ...Array.from({ length: headerBytes - 1 }, () => false)];
    inWord.next = Array.from({ length: bytes }, (_, i) => i === 0);
    hasHead.next = false;
  });
  formal.assume(
    ends.and(octet.or(store)).not(),
    "a frame's bytes have all come before its end, the next one's come later",
  );

  const words = ram("words", uint(bits), { depth: window, collision: "dontCare" });
  const arrived = cat(...[...word].reverse()).trunc(bits);
  words.write(tentative.trunc(addressBits), arrived, { enable: accepts });
  const { valid } = regs({ valid: [bool, false] });
  const { pop } = nodes({ pop: valid.and(deq.ready) });
  const { takenNext } = nodes({ takenNext: taken.addw(pop.asUInt()) });
  taken.next = takenNext;
  valid.next = takenNext.ne(expected);
  const payload = unpacked(spikeWord(shape), words.read(takenNext.trunc(addressBits)));

  const { free } = nodes({ free: taken.subw(expected).addw(window) });
  formal.assert(expected.subw(taken).le(window), "no more words than there is room for");
  formal.assert(tentative.subw(taken).le(window), "no word is written over one that is still there");

  const drives = {
    deq: { valid, payload },
    heard,
    head: { kind, repeat: control.bit(5), credit: control.slice(creditBits - 1, 0), first, expected: itsExpected },
    spoiled: ends.and(heard.not()),
    // Number and tentative differ at the end where words are missing, or where some were known already.
    inStep: brings.and(isNext),
    gap: brings
      .and(
        number
          .subw(tentative)
          .bit(numberBits - 1)
          .not(),
      )
      .and(isNext.not()),
    brought: brings.and(number.ne(first)),
    expected,
    taken,
    credit: free.shr(Math.log2(window / creditParts)).trunc(creditBits),
  };
  return { drives, tentative, expected, taken, number, valid, words, ends, store };
}
/**
 * Takes frames apart: words go into a store of `window` words from which they leave in order, each once.
 *
 * Ports       octet, value, finish, good: a FrameReceiver's; listening: words are wanted; deq: the words. heard: pulse, a
 *             frame came whole, `head` says what it said; spoiled: pulse, one did not; with heard, of a frame of words:
 *             inStep: nothing is missing; gap: words are; brought: it had words. expected: number of the next word; taken:
 *             number of the next word to leave; credit: what may come beyond `expected`, in parts of the window
 * Latency     2 cycles from the end of a frame to its first word.  Throughput: 1 word per cycle
 * Hazards     a word is stored before its checksum is known, where nobody reads yet
 */
export const LinkReceiver = module("link_receiver", ports, (io, shape) => linkReceiver(io, shape).drives);
