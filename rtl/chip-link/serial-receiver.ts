import {
  bool,
  cat,
  clock,
  currentClock,
  domain,
  input,
  instance,
  lo,
  module,
  output,
  regs,
  reset,
  resetSynchroniser,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { AsyncFifo } from "../cells/async-fifo.ts";
import type { SerialShape } from "./serial-transmitter.ts";

/** Bytes between both clocks: the chip's takes one per cycle, so that a few are enough. */
const fifoDepth = 8;

/**
 * Hears what a SerialTransmitter sends, on the line's own clock.
 *
 * Ports       lineClock, lineStart, lineData: pins, start and data read when the clock rises; received: pulse with `data`;
 *             broken: never, a byte that is missing is found by the frame's checksum
 * Latency     5 to 6 cycles after the last bits
 * Hazards     at most a byte in two of the chip's cycles; while the line clock stands, nothing is heard and nothing kept
 *             but part of a byte; a line clock that begins again gives up to 8 bytes of garbage after a reset of the chip alone
 * Cost        docs/router.md
 */
export const SerialReceiver = module(
  "serial_receiver",
  ({ lanes }: SerialShape) => ({
    lineClock: input(clock),
    lineStart: input(bool, { domain: "lineClock" }),
    lineData: input(uint(lanes), { domain: "lineClock" }),
    received: output(bool),
    data: output(uint(8)),
    broken: output(bool),
  }),
  ({ lineClock, lineStart, lineData }, { lanes }) => {
    const groups = 8 / lanes;
    // The chip's reset cannot be awaited by a clock that may stand still.
    const { resetting } = regs({ resetting: { type: bool, reset: true, powerUp: true } });
    resetting.next = false;
    const writeReset = domain({ clock: lineClock }, () => resetSynchroniser("lineReset", resetting));
    const heard = domain({ clock: lineClock, reset: writeReset }, () => {
      const { left, complete } = regs({ left: [uint(Math.log2(groups)), 0], complete: [bool, false] });
      const { shift } = regs({ shift: uint(8) });
      shift.next = cat(lineData, shift.slice(7, lanes));
      when(lineStart, () => {
        left.next = groups - 1;
      }).elsewhen(left.ne(0), () => {
        left.next = left.subw(1);
      });
      complete.next = left.eq(1).and(lineStart.not());
      return { valid: complete, payload: shift };
    });
    const { deq } = instance("bytes", AsyncFifo({ type: uint(8), depth: fifoDepth }), {
      writeClock: lineClock,
      writeReset,
      enq: heard,
      readClock: currentClock(),
      readReset: reset(),
      deq: { ready: true },
    });
    return { received: deq.valid, data: deq.payload, broken: lo };
  },
);
