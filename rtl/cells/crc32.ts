import { bool, cat, constant, formal, input, lo, module, nodes, output, regs, uint, when } from "../../hdlgen/index.ts";

const reflectedPolynomial = 0xedb88320;
/** What the register holds after any message followed by its own checksum. */
const residue = 0xdebb20e3;
const stepsPerByte = 8;

/**
 * CRC-32 (IEEE 802.3, reflected), one bit per cycle. After a message the checksum is sent by draining four times and
 * taking the complement of `low` before each; a received message with its checksum leaves `good`.
 *
 * Ports       clear: start of a message; feed: pulse with a byte; drain: pulse, shifts the low byte out instead;
 *             low: the register's low byte; good: the register holds the residue; last: the byte of the last pulse,
 *             which goes once round while `busy`
 * Latency     9 cycles from a pulse until `low` and `last` stand, 10 for `good`
 * Hazards     no pulse while busy
 * Cost        about 60 LC (all eight bits in one cycle: about 110)
 */
export const Crc32 = module(
  "crc32",
  (_: object) => ({
    clear: input(bool),
    feed: input(bool),
    drain: input(bool),
    data: input(uint(8)),
    low: output(uint(8)),
    good: output(bool),
    last: output(uint(8)),
    busy: output(bool),
  }),
  ({ clear, feed, drain, data }) => {
    const { remainder, good } = regs({ remainder: uint(32), good: bool });
    const { last, steps } = regs({ last: uint(8), steps: uint(3) });
    const { busy, draining } = regs({ busy: [bool, false], draining: bool });
    const { start } = nodes({ start: feed.or(drain) });
    const { feedback } = nodes({ feedback: remainder.bit(0).xor(last.bit(0)).and(draining.not()) });
    const { stepped } = nodes({
      stepped: cat(lo, remainder.slice(31, 1)).xor(feedback.mux(reflectedPolynomial, constant(uint(32), 0))),
    });
    when(start, () => {
      last.next = data;
      draining.next = drain;
    }).elsewhen(busy, () => {
      last.next = cat(last.bit(0), last.slice(7, 1));
    });
    steps.next = busy.mux(steps.addw(1), constant(uint(3), 0));
    busy.next = start.or(busy.and(steps.ne(stepsPerByte - 1)));
    when(clear, () => {
      remainder.next = 0xffffffff;
    }).elsewhen(busy, () => {
      remainder.next = stepped;
    });
    good.next = remainder.eq(residue);
    formal.assert(start.and(busy).not(), "a byte comes before the last one is worked in");
    return { low: remainder.trunc(8), good, last, busy };
  },
);
