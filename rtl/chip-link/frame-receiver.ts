import { array, bool, input, instance, module, nodes, output, regs, uint, when } from "../../hdlgen/index.ts";
import { Crc } from "../cells/crc.ts";
import { escapeByte, escapeXor, flag } from "../host-link/protocol.ts";
import { type ChecksumShape, frameCrc } from "./frame.ts";

/**
 * Finds frames in what the line carries. Garbage is a frame with a wrong checksum: whatever was heard, the flag after it
 * begins anew.
 *
 * Ports       received: pulse with a byte; broken: pulse, a byte was lost. octet: pulse with a byte of a frame, without
 *             escapes and checksum; finish: pulse at a frame's end; good: with it, the checksum is right
 * Latency     2 cycles and the bytes of the checksum
 * Throughput  1 byte per cycle
 */
export const FrameReceiver = module(
  "frame_receiver",
  (_: ChecksumShape) => ({
    received: input(bool),
    data: input(uint(8)),
    broken: input(bool),
    octet: output(bool),
    value: output(uint(8)),
    finish: output(bool),
    good: output(bool),
  }),
  ({ received, data, broken }, { crcBits }) => {
    const crcBytes = crcBits / 8;
    // Nothing is known of a frame whose beginning was not heard.
    const { escaped, spoiled } = regs({ escaped: [bool, false], spoiled: [bool, true] });
    const { isFlag, isEscape } = nodes({
      isFlag: received.and(data.eq(flag)),
      isEscape: received.and(data.eq(escapeByte)),
    });
    const { isByte } = nodes({ isByte: received.and(isFlag.or(isEscape).not()) });
    const { plain } = nodes({ plain: escaped.mux(data.xor(escapeXor), data) });
    const crc = instance("crc", Crc({ algorithm: frameCrc({ crcBits }), bitsPerCycle: 8 }), {
      clear: isFlag,
      enable: isByte,
      data: plain,
    });
    // The last bytes heard might be the checksum.
    const { heldBytes, held } = regs({
      heldBytes: [array(bool, crcBytes), Array.from({ length: crcBytes }, () => false)],
      held: array(uint(8), crcBytes),
    });
    const isFull = heldBytes.at(crcBytes - 1);
    const { octet, value, finish, good } = regs({
      octet: [bool, false],
      value: uint(8),
      finish: [bool, false],
      good: bool,
    });
    octet.next = isByte.and(isFull);
    value.next = held.at(crcBytes - 1);
    finish.next = isFlag.and(heldBytes.at(0));
    good.next = crc.good.and(escaped.or(spoiled).not());
    when(broken, () => {
      spoiled.next = true;
    }).elsewhen(isFlag, () => {
      spoiled.next = false;
    });
    when(received, () => {
      escaped.next = isEscape;
      // Two escapes in a row are nobody's.
      when(isEscape.and(escaped), () => {
        spoiled.next = true;
      });
    });
    when(isFlag, () => {
      heldBytes.next = Array.from({ length: crcBytes }, () => false);
    }).elsewhen(isByte, () => {
      heldBytes.next = [true, ...[...heldBytes].slice(0, -1)];
      held.next = [plain, ...[...held].slice(0, -1)];
    });
    return { octet, value, finish, good };
  },
);
