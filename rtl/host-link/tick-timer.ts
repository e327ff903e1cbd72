import { bool, cat, input, module, nodes, output, regs, uint, when } from "../../hdlgen/index.ts";

/**
 * A pulse every `period` + 2 cycles while running, and the address for the core's memory bus while not: one register
 * serves as low half of the period and as address, since memory is accessed only while no timer runs.
 *
 * Ports       word: 16 bits of the request; loadAddress: becomes address and low half of the period; loadPeriodHigh: its low
 *             byte becomes the rest; countUp: address plus one; start, stop; expired: pulse, a register
 * Latency     the first pulse comes `period` + 4 cycles after `running` has risen
 * Cost        about 60 LC
 */
export const TickTimer = module(
  "tick_timer",
  (_: object) => ({
    word: input(uint(16)),
    loadAddress: input(bool),
    loadPeriodHigh: input(bool),
    countUp: input(bool),
    start: input(bool),
    stop: input(bool),
    address: output(uint(16)),
    running: output(bool),
    expired: output(bool),
  }),
  ({ word, loadAddress, loadPeriodHigh, countUp, start, stop }) => {
    const { address, periodHigh, running } = regs({ address: uint(16), periodHigh: uint(8), running: [bool, false] });
    const { count, counting } = regs({ count: uint(24), counting: [bool, false] });
    const { ran, expired } = regs({ ran: [bool, false], expired: [bool, false] });
    // Loaded or counted up. Minus all ones is plus one; written so that a bit takes one LC.
    const { counted } = nodes({ counted: address.subw(loadAddress.not().asUInt().replicate(16)) });
    when(loadAddress.or(countUp), () => {
      address.next = loadAddress.mux(word, counted);
    });
    when(loadPeriodHigh, () => {
      periodHigh.next = word.trunc(8);
    });
    running.next = start.or(running.and(stop.not()));
    // Adding ones everywhere counts down; the carry is missing after 0. Written so that a bit takes one LC. It loads
    // while it does not count; when it has just begun to run, that is no end of a period.
    const { next } = nodes({ next: count.add(counting.asUInt().replicate(24)) });
    count.next = counting.mux(next.trunc(24), cat(periodHigh, address));
    counting.next = running.and(next.bit(24).or(counting.not()));
    ran.next = running;
    expired.next = ran.and(counting.not());
    return { address, running, expired };
  },
);
