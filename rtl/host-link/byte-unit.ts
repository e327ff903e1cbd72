import { bool, cat, constant, formal, input, lo, module, nodes, output, regs, uint, when } from "../../hdlgen/index.ts";
import { escapeByte, escapeXor, flag } from "./protocol.ts";

const reflectedPolynomial = 0xedb88320;
/** What the remainder is after any message followed by its own checksum. */
const residue = 0xdebb20e3;
const bitsPerByte = 8;

/**
 * The byte at hand, and the CRC-32 into which it goes bit by bit, going once round meanwhile.
 *
 * Ports       load: takes `loaded`; flip: undoes or does the escape; clear: start of a message; feed: works the byte in,
 *             also in the cycle after `load`; drain: the byte becomes the next one of the checksum; busy: either is
 *             under way; good: the message ended with its own checksum; isFlag, isEscape: the byte is one
 * Latency     9 cycles from feed or drain until `current` stands; isFlag, isEscape, good: one more
 * Hazards     no load, flip, feed or drain while busy
 */
export const ByteUnit = module(
  "byte_unit",
  (_: object) => ({
    load: input(bool),
    loaded: input(uint(8)),
    flip: input(bool),
    clear: input(bool),
    feed: input(bool),
    drain: input(bool),
    current: output(uint(8)),
    busy: output(bool),
    good: output(bool),
    isFlag: output(bool),
    isEscape: output(bool),
  }),
  ({ load, loaded, flip, clear, feed, drain }) => {
    const { current, remainder } = regs({ current: uint(8), remainder: uint(32) });
    const { steps, busy, draining } = regs({ steps: uint(3), busy: [bool, false], draining: bool });
    const { start } = nodes({ start: feed.or(drain) });
    const { enters } = nodes({ enters: draining.mux(remainder.bit(0).not(), current.bit(0)) });
    when(load, () => {
      current.next = loaded;
    })
      .elsewhen(busy, () => {
        current.next = cat(enters, current.slice(7, 1));
      })
      .elsewhen(flip, () => {
        current.next = current.xor(escapeXor);
      });
    when(start, () => {
      draining.next = drain;
    });
    steps.next = busy.mux(steps.addw(1), constant(uint(3), 0));
    busy.next = start.or(busy.and(steps.ne(bitsPerByte - 1)));

    const { feedback } = nodes({ feedback: remainder.bit(0).xor(current.bit(0)).and(draining.not()) });
    const { stepped } = nodes({
      stepped: cat(lo, remainder.slice(31, 1)).xor(feedback.mux(reflectedPolynomial, constant(uint(32), 0))),
    });
    when(clear, () => {
      remainder.next = 0xffffffff;
    }).elsewhen(busy, () => {
      remainder.next = stepped;
    });
    const flags = regs({ good: bool, isFlag: bool, isEscape: bool });
    flags.good.next = remainder.eq(residue);
    flags.isFlag.next = current.eq(flag);
    flags.isEscape.next = current.eq(escapeByte);
    formal.assert(load.or(flip).or(start).and(busy).not(), "the byte is wanted before it has gone round");
    return { current, busy, ...flags };
  },
);
