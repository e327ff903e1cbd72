import {
  bool,
  cat,
  input,
  lo,
  module,
  nodes,
  output,
  regs,
  stream,
  synchronise,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { flag } from "./protocol.ts";

/**
 * The peripheral's end of an SPI line, as a line of the link's bytes: mode 0, the highest bit first. A byte goes both ways at
 * the same time; where there is none to send, a flag is sent, which frames may have between them.
 *
 * Ports       select (active low), sck, mosi: the pins, asynchronous. miso: the pin, a register. received: pulse with `data`,
 *             which holds until the next byte. leaving: bytes to send, one is held
 * Hazards     the host's clock has at most a tenth of this clock's rate, and both of its levels last at least 5 cycles: its
 *             edges are seen 2 to 3 cycles late, and miso changes a cycle after that. A byte that was cut off by `select` is
 *             dropped on its way in, and offered again on its way out
 * Throughput  a byte for every 8 bits of the host's clock, both ways: `leaving` has to come within 7 bits of being ready
 */
export const SpiPeripheral = module(
  "spi_peripheral",
  (_: Readonly<Record<string, never>>) => ({
    select: input(bool, { domain: "async" }),
    sck: input(bool, { domain: "async" }),
    mosi: input(bool, { domain: "async" }),
    miso: output(bool),
    received: output(bool),
    broken: output(bool),
    data: output(uint(8)),
    leaving: stream.in(uint(8)),
  }),
  ({ select, sck, mosi, leaving }) => {
    const deselected = synchronise("deselected", select, { reset: true });
    const sckNow = synchronise("sckNow", sck, { reset: false });
    const mosiNow = synchronise("mosiNow", mosi, { reset: false });
    const { sckBefore } = regs({ sckBefore: [bool, false] });
    sckBefore.next = sckNow;
    const { rises, falls } = nodes({
      rises: sckNow.and(sckBefore.not()).and(deselected.not()),
      falls: sckNow.not().and(sckBefore).and(deselected.not()),
    });

    // Bits of the byte that goes on, in the host's view: how many have been taken.
    const { taken } = regs({ taken: [uint(3), 0] });
    const { received } = regs({ received: [bool, false] });
    const { arriving } = regs({ arriving: uint(8) });
    received.next = rises.and(taken.eq(7));
    when(deselected, () => {
      taken.next = 0;
    }).elsewhen(rises, () => {
      taken.next = taken.addw(1);
      arriving.next = cat(arriving.slice(6, 0), mosiNow);
    });

    // A byte is given away when the host takes its first bit; until then it is still held.
    const { waiting, held } = regs({ waiting: [bool, false], held: uint(8) });
    const { offered, leavingBits } = regs({ offered: bool, leavingBits: uint(8) });
    const { atFirst } = nodes({ atFirst: taken.eq(0) });
    when(leaving.valid.and(waiting.not()), () => {
      waiting.next = true;
      held.next = leaving.payload;
    });
    when(rises.and(atFirst).and(offered), () => {
      waiting.next = false;
      offered.next = false;
    });
    when(deselected.or(falls.and(atFirst)), () => {
      offered.next = waiting;
      leavingBits.next = waiting.mux(held, flag);
    }).elsewhen(falls, () => {
      leavingBits.next = cat(leavingBits.slice(6, 0), lo);
    });
    return { miso: leavingBits.bit(7), received, broken: lo, data: arriving, leaving: { ready: waiting.not() } };
  },
);
