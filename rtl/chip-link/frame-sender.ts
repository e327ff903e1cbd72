import {
  bool,
  bundle,
  fsm,
  instance,
  lo,
  module,
  node,
  nodes,
  oneHotMux,
  regs,
  stream,
  type UInt,
  uint,
  when,
  wires,
} from "../../hdlgen/index.ts";
import { Crc } from "../cells/crc.ts";
import { escapeByte, escapeXor, flag } from "../host-link/protocol.ts";
import { type ChecksumShape, frameCrc } from "./frame.ts";

/** A byte of a frame, or its end. */
export const frameToken = bundle({ end: bool, data: uint(8) });

/**
 * Puts a frame's bytes on the line: escaped, followed by their checksum, between flags. One flag stands between frames
 * that follow each other without a gap.
 *
 * Ports       tokens: the bytes of a frame, then an `end`; bytes: what the line carries
 * Latency     1 cycle, and one more for the flag before a frame after a gap
 * Throughput  1 byte per cycle
 * Cost        docs/router.md
 */
export const FrameSender = module(
  "frame_sender",
  (_: ChecksumShape) => ({ tokens: stream.in(frameToken), bytes: stream.out(uint(8)) }),
  ({ tokens, bytes }, { crcBits }) => {
    const crcBytes = crcBits / 8;
    const { valid, shown } = regs({ valid: [bool, false], shown: uint(8) });
    // A flag was the last byte, and the line has not asked for another one since.
    const { flagged, escaping } = regs({ flagged: [bool, false], escaping: [bool, false] });
    const { moves } = nodes({ moves: valid.not().or(bytes.ready) });
    const control = wires({ takes: bool, begins: bool, checks: bool });
    const { feeds } = nodes({ feeds: control.takes.and(tokens.payload.end.not()) });
    const { checksum } = instance("crc", Crc({ algorithm: frameCrc({ crcBits }), bitsPerCycle: 8 }), {
      clear: control.begins,
      enable: feeds,
      data: tokens.payload.data,
    });
    // One bit goes along the bytes of the checksum, lowest first.
    const { part } = regs({ part: uint(crcBytes) });
    const parts = Array.from({ length: crcBytes }, (_, i) => checksum.slice(8 * i + 7, 8 * i));
    const { source } = nodes({
      source: control.checks.mux(oneHotMux(part, parts), tokens.payload.data),
    });
    const { special } = nodes({ special: source.eq(flag).or(source.eq(escapeByte)).and(escaping.not()) });
    const stuffed = node("stuffed", special.mux(escapeByte, escaping.mux(source.xor(escapeXor), source)) as UInt);

    control.takes.value = lo;
    control.begins.value = lo;
    control.checks.value = lo;
    when(bytes.ready.and(valid), () => {
      valid.next = false;
    });
    fsm(
      "phase",
      {
        start: (go) => {
          control.begins.value = true;
          part.next = 1;
          when(moves, () => {
            when(tokens.valid, () => {
              valid.next = flagged.not();
              shown.next = flag;
              go("body");
            }).otherwise(() => {
              flagged.next = false;
            });
          });
        },
        body: (go) => {
          when(moves.and(tokens.valid), () => {
            when(tokens.payload.end, () => {
              control.takes.value = true;
              go("check");
            }).otherwise(() => {
              valid.next = true;
              shown.next = stuffed;
              escaping.next = special;
              control.takes.value = special.not();
            });
          });
        },
        check: (go) => {
          control.checks.value = true;
          when(moves, () => {
            valid.next = true;
            shown.next = stuffed;
            escaping.next = special;
            when(special.not(), () => {
              part.next = part.rotateLeft(1);
              when(part.bit(crcBytes - 1), () => go("finish"));
            });
          });
        },
        finish: (go) => {
          when(moves, () => {
            valid.next = true;
            shown.next = flag;
            flagged.next = true;
            go("start");
          });
        },
      },
      { init: "start" },
    );
    return { tokens: { ready: control.takes }, bytes: { valid, payload: shown } };
  },
);
