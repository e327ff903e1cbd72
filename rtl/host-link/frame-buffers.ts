import type { Fabric } from "../../config/index.ts";
import {
  type Bool,
  bool,
  cat,
  hi,
  input,
  lo,
  module,
  nodes,
  output,
  regs,
  type UInt,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { registeredWord } from "../core/later.ts";
import { stepUpOrDown } from "../counter-step.ts";
import { linkMemory, linkMemoryDepth } from "./link-memory.ts";
import { headAddress, helloAddress, otherWords, payloadWords, protocolVersion } from "./protocol.ts";

export interface FrameBuffersParameters {
  /** 32 bits that the answer to HELLO carries. */
  readonly shapeHash: number;
  readonly fabric: Fabric;
}

/**
 * The request and the answer, a memory each, and where in them the program is. Receiving, executing and sending take
 * turns, so that one place serves them all.
 *
 * Ports       toHead, toHello (from the head), nextWord: where to go; requestWord, answerWord: what is there; keepLow, keepHigh: `current`
 *             becomes half of the request's word; leftStart (to 3), leftUp, leftDown: counts words; store: `stored` goes behind
 *             the answer; endAtHead, endAtHello (from the head): moves that end; flags: registers
 * Latency     words stand one cycle after the place (or two, `linkMemoryLatency`; the request's three on ECP5), flags another,
 *             isNext two more
 */
export const FrameBuffers = module(
  "frame_buffers",
  (_: FrameBuffersParameters) => ({
    toHead: input(bool),
    toHello: input(bool),
    nextWord: input(bool),
    current: input(uint(8)),
    keepLow: input(bool),
    keepHigh: input(bool),
    leftStart: input(bool),
    leftUp: input(bool),
    leftDown: input(bool),
    store: input(bool),
    stored: input(uint(16)),
    endAtHead: input(bool),
    endAtHello: input(bool),
    place: output(uint(8)),
    atHead: output(bool),
    requestWord: output(uint(16)),
    answerWord: output(uint(16)),
    noneLeft: output(bool),
    answerSent: output(bool),
    answerFull: output(bool),
    allRead: output(bool),
    isLast: output(bool),
    isNext: output(bool),
  }),
  (io, { shapeHash, fabric }) => {
    const { place, left, answerEnd } = regs({ place: uint(8), left: uint(8), answerEnd: uint(8) });
    const { atHead } = regs({ atHead: bool });
    atHead.next = io.toHead.or(io.toHello).or(atHead.and(io.nextWord.not()));
    // Every bit takes one LC, and the carry chain stays whole, where all that is not loaded is added.
    when(io.toHead, () => {
      place.next = headAddress;
    }).elsewhen(io.toHello.or(io.nextWord), () => {
      place.next = place.addw(oneOrToHello(io.toHello));
    });
    const { step } = nodes({ step: stepUpOrDown(io.leftDown, left.width) });
    when(io.leftStart, () => {
      left.next = otherWords;
    }).elsewhen(io.leftUp.or(io.leftDown), () => {
      left.next = left.addw(step);
    });
    when(io.endAtHead, () => {
      answerEnd.next = headAddress;
    }).elsewhen(io.endAtHello.or(io.store), () => {
      answerEnd.next = answerEnd.addw(oneOrToHello(io.endAtHello));
    });

    const requestRead = linkMemory("request", fabric, {
      write: { address: place, data: io.current.replicate(2), low: io.keepLow, high: io.keepHigh },
      address: place,
    });
    // An ECP5's block RAMs are far from most of what looks at the word.
    const requestWord = fabric === "ecp5" ? registeredWord(requestRead, "request", 1) : requestRead;
    const answerWord = linkMemory("answer", fabric, {
      init: initialAnswer(shapeHash),
      write: { address: answerEnd, data: io.stored, low: io.store, high: io.store },
      address: place,
    });

    const request = requestWord.trunc(8);
    const answer = fabric === "ecp5" ? registeredWord(answerWord.trunc(8), "answerByte", 1) : answerWord.trunc(8);
    const { following } = regs({ following: uint(8) });
    following.next = answer.addw(1);
    const flags = regs({
      noneLeft: bool,
      answerSent: bool,
      answerFull: bool,
      allRead: bool,
      isLast: bool,
      isNext: bool,
    });
    flags.noneLeft.next = left.eq(0);
    flags.answerSent.next = place.eq(answerEnd);
    // No answer is longer, so that these bits say it all.
    flags.answerFull.next = answerEnd.and(payloadWords).eq(payloadWords);
    flags.allRead.next = answerEnd.eq(request);
    flags.isLast.next = answer.eq(request);
    flags.isNext.next = following.eq(request);
    return { place, atHead, requestWord, answerWord, ...flags };
  },
);

/** What is added: 1, or what leads from the head of all other answers to that of HELLO's. */
function oneOrToHello(toHello: Bool): UInt {
  const distance = BigInt.asUintN(8, BigInt(helloAddress - headAddress));
  const bits = Array.from({ length: 8 }, (_, i) => {
    const isSet = ((distance >> BigInt(i)) & 1n) === 1n;
    if (i === 0) return isSet ? hi : toHello.not();
    return isSet ? toHello : lo;
  });
  return cat(...bits.reverse());
}

/** HELLO's answer, at its place behind all other answers. */
function initialAnswer(shapeHash: number): number[] {
  const hello = [protocolVersion, 2 * payloadWords, shapeHash % 0x10000, Math.floor(shapeHash / 0x10000)];
  return Array.from({ length: linkMemoryDepth }, (_, address) => hello[address - helloAddress - 1] ?? 0);
}
