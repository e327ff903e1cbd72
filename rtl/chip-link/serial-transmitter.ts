import { bool, module, nodes, output, regs, stream, uint, when } from "../../hdlgen/index.ts";
import { checkParameters } from "../cells/parameters.ts";

export interface SerialShape {
  /** Data lines: a byte goes over in 8 or 2 line clocks. */
  readonly lanes: 1 | 4;
}

export interface SerialParameters extends SerialShape {
  /** Clock cycles of a line clock, an even number. 2: half the chip's clock. */
  readonly clockCyclesPerBit: number;
}

export const serialByteCycles = ({ lanes, clockCyclesPerBit }: SerialParameters): number =>
  (8 / lanes) * clockCyclesPerBit;

const ports = ({ lanes, clockCyclesPerBit }: SerialParameters) => {
  checkParameters("serial_transmitter", [
    {
      holds: Number.isInteger(clockCyclesPerBit) && clockCyclesPerBit >= 2 && clockCyclesPerBit % 2 === 0,
      found: `${clockCyclesPerBit} clock cycles per bit`,
      mend: "take an even number, at least 2",
    },
  ]);
  return {
    data: stream.in(uint(8)),
    lineClock: output(bool),
    lineStart: output(bool),
    lineData: output(uint(lanes)),
  };
};

/**
 * Sends bytes over a clock, a start and 1 or 4 data lines, lowest bits first. The line clock never stops; start and data
 * change when it falls and are read when it rises. `lineStart` is high with the first bits of a byte, so that a receiver
 * that has missed something is right again with the next byte.
 *
 * Ports       data: bytes; lineClock, lineStart, lineData: pins, all registers
 * Latency     at most a line clock from taking a byte to its first bits
 * Throughput  1 byte per 8 / lanes line clocks, without a gap
 * Cost        docs/router.md
 */
export const SerialTransmitter = module("serial_transmitter", ports, ({ data }, { lanes, clockCyclesPerBit }) => {
  const half = clockCyclesPerBit / 2;
  const groups = 8 / lanes;
  const { lineClock } = regs({ lineClock: { type: bool, reset: false, powerUp: false } });
  const { lineStart, shift, left } = regs({
    lineStart: [bool, false],
    shift: [uint(8), 0],
    left: [uint(Math.log2(groups)), 0],
  });
  const { turns } = nodes({ turns: halfEnds(half) });
  when(turns, () => {
    lineClock.next = lineClock.not();
  });
  const { falls } = nodes({ falls: turns.and(lineClock) });
  const { takes } = nodes({ takes: falls.and(left.eq(0)) });
  when(falls, () => {
    left.next = left.eq(0).mux(data.valid.mux(groups - 1, left), left.subw(1));
    lineStart.next = takes.and(data.valid);
    shift.next = takes.mux(data.payload, shift.shr(lanes).extend(8));
  });
  return { data: { ready: takes }, lineClock, lineStart, lineData: shift.trunc(lanes) };
});

/** High in the last cycle of every half of a line clock. */
function halfEnds(half: number) {
  if (half === 1) {
    const { running } = regs({ running: [bool, false] });
    running.next = true;
    return running;
  }
  const { cycle } = regs({ cycle: [uint(Math.ceil(Math.log2(half))), 0] });
  const ends = cycle.eq(half - 1);
  cycle.next = ends.mux(0, cycle.addw(1));
  return ends;
}
