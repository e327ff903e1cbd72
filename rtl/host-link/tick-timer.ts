import { bool, cat, input, module, nodes, output, regs, uint, when } from "../../hdlgen/index.ts";

const halfBits = 12;

/**
 * A pulse every `period` + 2 cycles while running, and the address for the core's memory bus while not: one register
 * serves as low half of the period and as address, since memory is accessed only while no timer runs.
 *
 * Ports       word: 16 bits of the request; loadAddress: becomes address and low half of the period; loadPeriodHigh: its low
 *             byte becomes the rest; accesses: address plus one, but for the first access behind a load: that of the access
 *             stands from the next cycle on; start, stop; expired: pulse, a register
 * Latency     the first pulse comes `period` + 4 cycles after `running` has risen
 * Cost        about 60 LC
 */
export const TickTimer = module(
  "tick_timer",
  (_: object) => ({
    word: input(uint(16)),
    loadAddress: input(bool),
    loadPeriodHigh: input(bool),
    accesses: input(bool),
    start: input(bool),
    stop: input(bool),
    address: output(uint(16)),
    running: output(bool),
    expired: output(bool),
  }),
  ({ word, loadAddress, loadPeriodHigh, accesses, start, stop }) => {
    const { address, periodHigh, running } = regs({ address: uint(16), periodHigh: uint(8), running: [bool, false] });
    const { low, high, counting } = regs({ low: uint(halfBits), high: uint(halfBits), counting: [bool, false] });
    const { borrow, highIsZero } = regs({ borrow: bool, highIsZero: bool });
    const { ran, expired } = regs({ ran: [bool, false], expired: [bool, false] });
    const { isFirst } = regs({ isFirst: [bool, false] });
    isFirst.next = loadAddress.or(isFirst.and(accesses.not()));
    // Loaded or counted up. Minus all ones is plus one; written so that a bit takes one LC.
    const { counted } = nodes({ counted: address.subw(loadAddress.not().asUInt().replicate(16)) });
    when(loadAddress.or(accesses.and(isFirst.not())), () => {
      address.next = loadAddress.mux(word, counted);
    });
    when(loadPeriodHigh, () => {
      periodHigh.next = word.trunc(8);
    });
    running.next = start.or(running.and(stop.not()));
    // Adding ones everywhere counts down; the carry is missing after 0. Written so that a bit takes one LC. Both halves
    // load while they do not count; the high one follows the low one's end a cycle late, long before it is asked again.
    const lowNext = low.add(counting.asUInt().replicate(halfBits));
    const highNext = high.add(counting.asUInt().replicate(halfBits));
    const { lowEnds } = nodes({ lowEnds: lowNext.bit(halfBits).not() });
    const period = cat(periodHigh, address);
    low.next = counting.mux(lowNext.trunc(halfBits), period.trunc(halfBits));
    borrow.next = counting.and(lowEnds);
    when(borrow.or(counting.not()), () => {
      high.next = counting.mux(highNext.trunc(halfBits), period.slice(2 * halfBits - 1, halfBits));
    });
    highIsZero.next = counting.and(highNext.bit(halfBits).not());
    counting.next = running.and(lowEnds.and(highIsZero).and(counting).not());
    // The load at the beginning is no end of a period.
    ran.next = running;
    expired.next = ran.and(counting.not());
    return { address, running, expired };
  },
);
