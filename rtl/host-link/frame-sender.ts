import {
  bool,
  cat,
  constant,
  fsm,
  input,
  module,
  nodes,
  output,
  ram,
  regs,
  stream,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { escapeByte, escapeXor, flag, helloAddress, payloadWords, protocolVersion } from "./protocol.ts";

export interface FrameSenderParameters {
  /** 32 bits that the answer to HELLO carries. */
  readonly shapeHash: number;
}

const crcBytes = 4;

/**
 * Keeps the payload of one answer and sends it as a frame, as often as asked.
 *
 * Ports       write, writeAddress, writeData: the payload; send: pulse while not busy; firstAddress: of the payload's
 *             first word; endAddress: behind its last, unless `empty`; sequenceNumber, status: head of the frame, taken when their
 *             turn comes; crc…: a CRC cell that is this module's own while it is busy; bytes: to the UART
 * Latency     busy from the cycle after `send` until the UART has taken the last flag
 * Hazards     the payload must stand still while busy
 */
export const FrameSender = module(
  "frame_sender",
  (_: FrameSenderParameters) => ({
    write: input(bool),
    writeAddress: input(uint(8)),
    writeData: input(uint(16)),
    send: input(bool),
    firstAddress: input(uint(8)),
    endAddress: input(uint(8)),
    empty: input(bool),
    sequenceNumber: input(uint(8)),
    status: input(uint(8)),
    crcLow: input(uint(8)),
    crcLast: input(uint(8)),
    crcBusy: input(bool),
    crcClear: output(bool),
    crcFeed: output(bool),
    crcDrain: output(bool),
    crcData: output(uint(8)),
    bytes: stream.out(uint(8)),
    busy: output(bool),
  }),
  (io, { shapeHash }) => {
    const answer = ram("answer", uint(16), { depth: 256, collision: "dontCare", init: initialAnswer(shapeHash) });
    answer.write(io.writeAddress, io.writeData, { enable: io.write });

    const { address } = regs({ address: uint(8) });
    const payload = answer.read(address);

    // What the byte under way is.
    const part = regs({ isHead: bool, isHigh: bool, isCrc: bool, crcLeft: uint(2) });
    const { payloadEnds } = regs({ payloadEnds: bool });
    payloadEnds.next = io.empty.or(address.eq(io.endAddress));
    const { word } = nodes({ word: part.isHead.mux(cat(io.status, io.sequenceNumber), payload) });
    const { plain } = nodes({
      plain: part.isCrc.mux(io.crcLow.not(), part.isHigh.mux(word.slice(15, 8), word.trunc(8))),
    });
    const { isSpecial } = nodes({ isSpecial: io.crcLast.eq(flag).or(io.crcLast.eq(escapeByte)) });
    const { crcClear, escaping } = regs({ crcClear: [bool, false], escaping: bool });
    crcClear.next = false;

    const phase = fsm(
      "phase",
      {
        idle: (go) => {
          address.next = io.firstAddress;
          part.isHead.next = true;
          part.isHigh.next = false;
          part.isCrc.next = false;
          part.crcLeft.next = crcBytes - 1;
          crcClear.next = true;
          when(io.send, () => go("openingFlag"));
        },
        openingFlag: (go) => {
          when(io.bytes.ready, () => go("take"));
        },
        take: (go) => go("pass"),
        // The byte goes round in the CRC cell; meanwhile the next payload word is fetched.
        pass: (go) => {
          escaping.next = isSpecial;
          when(io.crcBusy.not(), () => {
            when(part.isHigh.and(part.isHead.or(part.isCrc).not()), () => {
              address.next = address.addw(1);
            });
            when(isSpecial, () => go("escape")).otherwise(() => go("data"));
          });
        },
        escape: (go) => {
          when(io.bytes.ready, () => go("data"));
        },
        data: (go) => {
          when(io.bytes.ready, () => {
            part.isHigh.next = part.isHigh.not();
            when(part.isCrc, () => {
              part.crcLeft.next = part.crcLeft.subw(1);
            });
            when(part.isHigh, () => {
              part.isHead.next = false;
              part.isCrc.next = part.isCrc.or(payloadEnds);
            });
            when(part.isCrc.and(part.crcLeft.eq(0)), () => go("closingFlag")).otherwise(() => go("take"));
          });
        },
        closingFlag: (go) => {
          when(io.bytes.ready, () => go("idle"));
        },
      },
      { init: "idle" },
    );
    const { isByte, isEscape } = nodes({ isByte: phase.is("data"), isEscape: phase.is("escape") });
    const { isFlag } = nodes({ isFlag: phase.is("openingFlag").or(phase.is("closingFlag")) });
    const { marked } = nodes({ marked: io.crcLast.xor(escaping.mux(escapeXor, constant(uint(8), 0))) });
    return {
      crcClear,
      crcFeed: phase.is("take").and(part.isCrc.not()),
      crcDrain: phase.is("take").and(part.isCrc),
      crcData: plain,
      bytes: {
        valid: isByte.or(isEscape).or(isFlag),
        payload: isByte.mux(marked, isEscape.mux(constant(uint(8), escapeByte), flag)),
      },
      busy: phase.is("idle").not(),
    };
  },
);

/** HELLO's answer, at its place behind all other answers. */
function initialAnswer(shapeHash: number): number[] {
  const hello = [protocolVersion, 2 * payloadWords, shapeHash % 0x10000, Math.floor(shapeHash / 0x10000)];
  return [...Array.from({ length: helloAddress }, () => 0), ...hello];
}
